import { group } from "d3-array";
import type { TimedOperation, Trace } from "../../../model/trace.ts";

/** When a conductor had a host chosen for the boots of a request, in order of time: since Stein it writes how long the scheduler took. */
export function selectionsOf({ operations }: Pick<Trace, "operations">): (requestId: string) => readonly TimedOperation[] {
  const byRequest = group(operations.filter(({ operation, actor }) => operation === "select-destinations" && actor.service === "nova-conductor"), ({ actor }) => actor.requestId);
  return (requestId) => byRequest.get(requestId) ?? [];
}
