import { overlapUs, type Interval } from "../lib/intervals.ts";
import type { GaugePoint } from "../model/trace.ts";

/** The time that a sample tells of. */
export function timeOfSample({ atUs, intervalUs }: GaugePoint): Interval {
  return { startUs: atUs - intervalUs, endUs: atUs };
}

/** How much of what a sample tells of lies between two instants, µs. */
export function sampledUs(sample: GaugePoint, fromUs: number, toUs: number): number {
  return Math.max(0, overlapUs(timeOfSample(sample), { startUs: fromUs, endUs: toUs }));
}
