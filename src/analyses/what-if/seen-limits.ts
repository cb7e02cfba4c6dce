import { sum } from "d3-array";
import { inOrderOfTime } from "../in-order-of-time.ts";
import type { Replayable } from "./replayable.ts";

/** A place that serves all who came in less than this share of the run, with as many at a time as were seen, is no queue, however they come. */
const BUSY_SHARE = 0.05;

/** The same study, had no place room for more than were ever seen in it at once. Undefined: no such place shows, or none of them had much to do. */
export function withSeenLimits(study: Replayable): Replayable | undefined {
  const { trace, pools, run } = study;
  if (run === undefined) return undefined;
  const worthUs = BUSY_SHARE * (run.toUs - run.fromUs);
  const ofRun = study.roomy({ startUs: run.fromUs, endUs: run.toUs });
  const busy = ofRun.filter(({ pool: { permits = 1 }, acquisitions }) => sum(acquisitions, ({ holdUs = 0 }) => holdUs) > worthUs * permits);
  if (busy.length === 0) return undefined;
  return {
    ...study,
    trace: { ...trace, acquisitions: inOrderOfTime(trace.acquisitions, ...busy.map(({ acquisitions }) => acquisitions)) },
    pools: new Map([...pools, ...busy.map(({ pool }) => [pool.identity, pool] as const)]),
  };
}
