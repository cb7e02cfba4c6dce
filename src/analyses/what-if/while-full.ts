import { whereAtLeast, type Interval } from "../../lib/intervals.ts";

/** The next is let in this soon after there is room for it, µs. */
const SOON_US = 20_000;

/** Stretches in which as many are inside as may be; gaps in which the next is let in are part of them. */
export function whileFull(holds: readonly Interval[], permits: number): readonly Interval[] {
  const full: { startUs: number; endUs: number }[] = [];
  for (const { startUs, endUs } of whereAtLeast(holds, permits)) {
    const last = full.at(-1);
    if (last !== undefined && startUs - last.endUs <= SOON_US) last.endUs = endUs;
    else full.push({ startUs, endUs });
  }
  return full;
}
