import { overlapUs } from "../lib/intervals.ts";
import type { GaugePoint } from "../model/trace.ts";

/** How much of what a sample tells of lies between two instants, µs. */
export function sampledUs({ atUs, intervalUs }: GaugePoint, fromUs: number, toUs: number): number {
  return Math.max(0, overlapUs({ startUs: atUs - intervalUs, endUs: atUs }, { startUs: fromUs, endUs: toUs }));
}
