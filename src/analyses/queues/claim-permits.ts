import { median, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { formatCount, formatShare } from "../../lib/quantity.ts";
import type { Visit } from "./station.ts";

/** Waiting together that is worth a claim, µs. */
const LEAST_WAIT_US = 1_000_000;

/** Share of the backlog's time in which exactly k are inside. */
const FULL_SHARE = 0.9;

/** Starts that follow an end. */
const LEAST_HAND_OVERS = 3;

/** How soon a start follows the end that allowed it, µs, or as a share of the median time inside. */
const HAND_OVER_US = 250_000;
const HAND_OVER_SHARE = 0.05;

/** A gap up to this is the way in, not a wait, µs. */
const PASSING_US = 20_000;

export interface Claim {
  readonly permits: number;
  readonly basis: string;
}

/**
 * Whether visits pass a pool of k permits: some wait for at least 1 s in all, exactly k are inside for 90 % of the time with a backlog and never
 * more, and at least three starts follow an end at once (DESIGN: Hidden queues).
 */
export function claimPermits(visits: readonly Visit[]): Claim | undefined {
  const waitUs = sum(visits, ({ arrivalUs, startUs }) => (startUs - arrivalUs > PASSING_US ? startUs - arrivalUs : 0));
  if (waitUs < LEAST_WAIT_US) return undefined;
  const { permits, fullUs, backlogUs } = occupancy(visits);
  if (backlogUs <= 0 || fullUs < FULL_SHARE * backlogUs) return undefined;
  const handOvers = countHandOvers(visits);
  if (handOvers < LEAST_HAND_OVERS) return undefined;
  return {
    permits,
    basis: `never more than ${formatCount(permits)} inside, and exactly ${formatCount(permits)} for ${formatShare(fullUs / backlogUs)} of the ${formatDuration(backlogUs)} in which others waited; ${formatCount(handOvers)} starts followed an end at once`,
  };
}

/** The most that were ever inside, for how long someone waited, and for how much of that so many were inside. */
function occupancy(visits: readonly Visit[]): { readonly permits: number; readonly fullUs: number; readonly backlogUs: number } {
  const changes = visits.flatMap(({ arrivalUs, startUs, endUs }) => [
    ...(startUs - arrivalUs > PASSING_US ? [{ atUs: arrivalUs, waiting: 1, inside: 0 }, { atUs: startUs, waiting: -1, inside: 0 }] : []),
    { atUs: startUs, waiting: 0, inside: 1 },
    { atUs: endUs, waiting: 0, inside: -1 },
  ]);
  // At one instant who leaves makes room for who enters.
  changes.sort((a, b) => a.atUs - b.atUs || a.inside - b.inside || a.waiting - b.waiting);
  const backlogByInside = new Map<number, number>();
  let [inside, waiting, most, lastUs] = [0, 0, 0, changes[0]?.atUs ?? 0];
  for (const change of changes) {
    if (waiting > 0) backlogByInside.set(inside, (backlogByInside.get(inside) ?? 0) + change.atUs - lastUs);
    lastUs = change.atUs;
    inside += change.inside;
    waiting += change.waiting;
    if (inside > most) most = inside;
  }
  return { permits: most, fullUs: backlogByInside.get(most) ?? 0, backlogUs: sum(backlogByInside.values()) };
}

function countHandOvers(visits: readonly Visit[]): number {
  const soonUs = Math.max(HAND_OVER_US, HAND_OVER_SHARE * (median(visits, ({ startUs, endUs }) => endUs - startUs) ?? 0));
  const ends = visits.map(({ endUs }) => endUs).sort((a, b) => a - b);
  const waited = visits.filter(({ arrivalUs, startUs }) => startUs - arrivalUs > PASSING_US).map(({ startUs }) => startUs).sort((a, b) => a - b);
  let used = 0;
  let found = 0;
  for (const startUs of waited) {
    while (used < ends.length && (ends[used] ?? 0) < startUs - soonUs) used++;
    if (used < ends.length && (ends[used] ?? 0) <= startUs) {
      found++;
      used++;
    }
  }
  return found;
}
