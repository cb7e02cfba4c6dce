import { mean } from "d3-array";
import { whereAtLeast, type Interval } from "../../lib/intervals.ts";

/** The next is let in this soon after there is room for it, µs; or within this share of how long one stays, since a host that is slow is slow in that, too. */
const SOON_US = 20_000;
const SOON_SHARE = 0.2;

/** Stretches in which as many are inside as may be; gaps in which the next is let in are part of them. */
export function whileFull(holds: readonly Interval[], permits: number): readonly Interval[] {
  const soonUs = Math.max(SOON_US, SOON_SHARE * (mean(holds, ({ startUs, endUs }) => endUs - startUs) ?? 0));
  const full: { startUs: number; endUs: number }[] = [];
  for (const { startUs, endUs } of whereAtLeast(holds, permits)) {
    const last = full.at(-1);
    if (last !== undefined && startUs - last.endUs <= soonUs) last.endUs = endUs;
    else full.push({ startUs, endUs });
  }
  return full;
}
