import { group, max } from "d3-array";
import { deepest, type Interval } from "../../lib/intervals.ts";
import type { ServedBy } from "./activity.ts";

export interface PlacedHold extends Interval {
  readonly pid: number | undefined;
}

/** Which processes had these requests in hand; undefined: logs do not name the process of each. */
export function servedBy(holds: readonly PlacedHold[]): ServedBy | undefined {
  const byProcess = group(holds, ({ pid }) => pid);
  return byProcess.has(undefined) ? undefined : { processes: byProcess.size, each: max(byProcess.values(), deepest) ?? 1 };
}
