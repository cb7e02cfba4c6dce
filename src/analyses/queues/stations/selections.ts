import { group } from "d3-array";
import type { TimedOperation, Trace } from "../../../model/trace.ts";

/** The time of a choice is stated in hundredths of a second: it may seem to begin so much later or earlier, µs. */
export const ROUNDED_US = 10_000;

/** When a conductor had a host chosen for the boots of a request, in order of time: since Stein it writes how long the scheduler took. */
export function selectionsOf({ operations }: Pick<Trace, "operations">): (requestId: string) => readonly TimedOperation[] {
  const byRequest = group(operations.filter(({ operation, actor }) => operation === "select-destinations" && actor.service === "nova-conductor"), ({ actor }) => actor.requestId);
  return (requestId) => byRequest.get(requestId) ?? [];
}
