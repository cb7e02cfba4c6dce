import { commonUs, unite, type Interval } from "../../lib/intervals.ts";
import type { Trace } from "../../model/trace.ts";

/**
 * For how much of a stretch services other than the API answered requests of which no line tells for whom, µs: it may have been these boots, which then waited for
 * nothing else. The API is asked by those outside.
 */
export function servedSomeone({ operations }: Trace): (stretch: Interval) => number {
  const served = unite(operations.filter(({ operation, actor }) => operation === "http-served" && actor.instance === undefined && actor.service !== "nova-api"));
  return (stretch) => commonUs(served, [stretch]);
}
