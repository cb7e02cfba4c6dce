import { rollup, sum } from "d3-array";
import type { Moved, Shift, StepChange } from "../model/comparison.ts";

/** Shifts that are named on each side. */
const MOST = 3;

/** A shift is named if it is at least this share of the greatest on its side. */
const LEAST_SHARE = 0.1;

/**
 * Where time went. Steps tile a boot, so their changes add up to that of the whole boot. A wait goes by what was waited for, in whatever phase.
 * Only of what changed by more than noise.
 */
export function whatMoved(steps: readonly StepChange[]): Moved {
  const told = steps.filter(({ time }) => time.judgement !== "within noise" && time.judgement !== "unknown");
  const shifts = rollup(
    told,
    (group): Shift => {
      const [{ kind, name, resource }] = group as [StepChange];
      return { kind, name: resource ?? name, changeUs: sum(group, ({ time }) => (time.afterUs ?? 0) - (time.beforeUs ?? 0)) };
    },
    ({ kind, name, resource }) => `${kind}|${resource ?? name}`,
  );
  const all = [...shifts.values()];
  return { from: greatest(all.filter(({ changeUs }) => changeUs < 0)), to: greatest(all.filter(({ changeUs }) => changeUs > 0)) };
}

function greatest(shifts: readonly Shift[]): readonly Shift[] {
  const sorted = [...shifts].sort((a, b) => Math.abs(b.changeUs) - Math.abs(a.changeUs) || (a.name < b.name ? -1 : 1));
  const most = Math.abs(sorted[0]?.changeUs ?? 0);
  return sorted.filter(({ changeUs }) => Math.abs(changeUs) >= LEAST_SHARE * most).slice(0, MOST);
}
