import type { Interval } from "../../lib/intervals.ts";

/** The next is let in this soon after there is room for it, µs. */
export const SOON_US = 20_000;

/** Stretches in which as many are inside as may be; gaps in which the next is let in are part of them. */
export function whileFull(holds: readonly Interval[], permits: number): readonly Interval[] {
  const changes = holds.flatMap(({ startUs, endUs }) => [{ atUs: startUs, by: 1 }, { atUs: endUs, by: -1 }]).sort((a, b) => a.atUs - b.atUs || b.by - a.by);
  const full: { startUs: number; endUs: number }[] = [];
  let inside = 0;
  let sinceUs: number | undefined;
  for (const { atUs, by } of changes) {
    inside += by;
    if (inside >= permits) sinceUs ??= atUs;
    else if (sinceUs !== undefined) {
      const last = full.at(-1);
      if (last !== undefined && sinceUs - last.endUs <= SOON_US) last.endUs = atUs;
      else full.push({ startUs: sinceUs, endUs: atUs });
      sinceUs = undefined;
    }
  }
  return full;
}
