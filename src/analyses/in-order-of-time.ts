import type { Acquisition } from "../model/trace.ts";

/** Of several sources, as those of a trace are: by when each was taken, else given back. */
export function inOrderOfTime(acquisitions: readonly Acquisition[]): readonly Acquisition[] {
  return [...acquisitions].sort((a, b) => endOf(a) - endOf(b));
}

function endOf({ acquiredUs, releasedUs }: Acquisition): number {
  return acquiredUs ?? releasedUs ?? 0;
}
