import { formatDuration } from "../../../lib/duration.ts";
import { countOf } from "../../../lib/quantity.ts";
import type { Acquisition } from "../../../model/trace.ts";
import { waitAt } from "../../blocked-holders.ts";
import type { Study } from "../../study.ts";
import { cycleFrom, type Cycle } from "../../cycles.ts";
import { PLACES, type PatternFinder } from "./pattern.ts";

/** A shorter circle may be one of clocks that differ, µs. */
const LEAST_US = 100_000;

/** Holders waited for one another in a circle, at one instant or when the logs end. */
export const deadlockSuspect: PatternFinder = (locks, study) => {
  const found = locks.flatMap(({ lives }) => circlesOf(lives, study));
  const [longest] = [...found].sort((a, b) => b.untilUs - b.sinceUs - (a.untilUs - a.sinceUs));
  if (longest === undefined) return undefined;
  return {
    code: "deadlock-suspect",
    text: `holders waited for one another in a circle for ${formatDuration(longest.untilUs - longest.sinceUs)}: ${longest.locks.join(" → ")}${found.length > 1 ? `; ${countOf(found.length, "such circle")} in all` : ""}`,
    costUs: null,
    evidence: longest.places.slice(0, PLACES),
  };
};

/** Circles that these locks are part of, each told once. */
function circlesOf(lives: readonly Acquisition[], { blaming }: Study): readonly Cycle[] {
  const told = new Map<number, Cycle>();
  for (const { identity, acquiredUs, state, waitUs } of lives) {
    // A circle ends with a wait in vain, or with the logs.
    if (acquiredUs === undefined || (state !== "waiting" && state !== "abandoned" && (waitUs ?? 0) < LEAST_US)) continue;
    // Most holders waited for nothing.
    if (blaming.blockedHoldsIn(identity, { startUs: acquiredUs - 1, endUs: acquiredUs }).length === 0) continue;
    const held = blaming.holdAt(identity, acquiredUs - 1);
    const wait = held === undefined ? undefined : waitAt(blaming.blockedIn(held), acquiredUs - 1);
    const cycle = held === undefined || wait === undefined ? undefined : cycleFrom(wait, held.acquisition, blaming);
    if (cycle !== undefined && cycle.untilUs - cycle.sinceUs >= LEAST_US) told.set(cycle.sinceUs, cycle);
  }
  return [...told.values()];
}
