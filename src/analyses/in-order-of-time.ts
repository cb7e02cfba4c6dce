import type { Acquisition } from "../model/trace.ts";

/** All of these in one, as those of a trace are: by when each was taken, else given back. */
export function inOrderOfTime(...several: readonly (readonly Acquisition[])[]): readonly Acquisition[] {
  return several.flat().sort((a, b) => endOf(a) - endOf(b));
}

function endOf({ acquiredUs, releasedUs }: Acquisition): number {
  return acquiredUs ?? releasedUs ?? 0;
}
