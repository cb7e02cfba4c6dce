import { descending, sum } from "d3-array";
import { formatDuration } from "../../../lib/duration.ts";
import { formatCount } from "../../../lib/quantity.ts";
import type { Acquisition } from "../../../model/trace.ts";
import { actorKey, isSameThread, type Held } from "../../blocked-holders.ts";
import type { Study } from "../../study.ts";
import type { LockPassages } from "../lock-passages.ts";
import { LEAST_COST_US, PLACES, takerOr, type PatternFinder } from "./pattern.ts";

/** Taken again within this time it is taken again at once, µs. */
const AT_ONCE_US = 50_000;

/** Repeats from which on it is a habit. */
const LEAST_NUMBER = 3;

/**
 * One holder takes the same lock for the same work again as soon as it gave it back, while others wait: work that could be done in one go. What that would save
 * is the holds of the repeats.
 */
export const redundantHolds: PatternFinder = (locks, study) => {
  const found = locks.flatMap((lock) => repeatsOf(lock, study)).sort((a, b) => descending(lengthUs(a), lengthUs(b)));
  const costUs = sum(found, lengthUs);
  const [longest] = found;
  if (longest === undefined || found.length < LEAST_NUMBER || costUs < LEAST_COST_US) return undefined;
  return {
    code: "redundant-holds",
    text: `${takerOr(longest.acquisition, "the same thread")} took it again at once after giving it back, ${formatCount(found.length)} times while others waited; done in one go, this would save up to ${formatDuration(costUs)} of holding it`,
    costUs,
    evidence: found.slice(0, PLACES).map(({ acquisition }) => acquisition.place),
  };
};

function repeatsOf({ identity, lives: [first] }: LockPassages, { blaming, trace }: Study): readonly Held[] {
  if (first?.resource !== "lock") return [];
  const { holds, startsUs, endsUs } = blaming.holdsOf(identity);
  const untilUs = trace.endUs ?? Number.POSITIVE_INFINITY;
  return holds.filter((held, index) => {
    const before = holds[index - 1];
    const startUs = startsUs[index] ?? 0;
    const freeUs = endsUs[index - 1] ?? 0;
    if (before === undefined || startUs >= untilUs || startUs - freeUs > AT_ONCE_US || startUs < freeUs) return false;
    return isSameWork(before.acquisition, held.acquisition) && blaming.isAwaited(held);
  });
}

/** The same thread of work and the same function; where lines name no thread, the same function of one process. */
function isSameWork(a: Acquisition, b: Acquisition): boolean {
  if (a.by !== b.by) return false;
  if (isSameThread(a.actor, b.actor)) return true;
  return a.by !== undefined && a.actor.pid === b.actor.pid && actorKey(a.actor) === undefined && actorKey(b.actor) === undefined;
}

function lengthUs({ startUs, endUs }: Held): number {
  return endUs - startUs;
}
