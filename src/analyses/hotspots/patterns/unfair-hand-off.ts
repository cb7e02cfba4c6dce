import { descending, sum } from "d3-array";
import { inOrder } from "../../../lib/column.ts";
import { formatDuration } from "../../../lib/duration.ts";
import { formatCount, formatShare } from "../../../lib/quantity.ts";
import { firstFrom } from "../../../lib/search.ts";
import { lengthInAllUs } from "../../../lib/stretches.ts";
import type { Acquisition } from "../../../model/trace.ts";
import type { LockPassages } from "../lock-passages.ts";
import { LEAST_COST_US, PLACES, type PatternFinder } from "./pattern.ts";

/** Share of the hand-overs in a queue from which on it is a habit, and the number. */
const LEAST_SHARE = 0.05;
const LEAST_NUMBER = 3;

interface Overtaking {
  readonly acquisition: Acquisition;
  /** What those who had waited longer waited more for it, together, µs. */
  readonly costUs: number;
}

/**
 * Someone who came later got it before someone who had waited longer. What it cost is what those waited for the holds that overtook them: the whole of each
 * where one may hold, a k-th of it where k may, since as many permits come back meanwhile; never more than they waited at all.
 */
export const unfairHandOff: PatternFinder = (locks, { pools, blaming }) => {
  const found: Overtaking[] = [];
  let handOvers = 0;
  let costUs = 0;
  for (const { identity, queued, contended } of locks) {
    const own = overtakingsOf(queued, () => Math.max(1, pools.get(identity)?.permits ?? blaming.mostHolders(identity)));
    handOvers += own.handOvers;
    found.push(...own.found);
    costUs += Math.min(sum(own.found, (each) => each.costUs), lengthInAllUs(contended));
  }
  if (found.length < LEAST_NUMBER || found.length < LEAST_SHARE * handOvers || costUs < LEAST_COST_US) return undefined;
  return {
    code: "unfair-hand-off",
    text: `${formatShare(found.length / handOvers)} of ${formatCount(handOvers)} hand-overs in a queue went to one who came later than another; those who had waited longer waited ${formatDuration(costUs)} more for it`,
    costUs,
    evidence: [...found].sort((a, b) => descending(a.costUs, b.costUs)).slice(0, PLACES).map(({ acquisition }) => acquisition.place),
  };
};

type Queued = LockPassages["queued"];

/** Who is overtaken waits at that time: asked for it earlier and gets it later. */
function overtakingsOf(queued: Queued, permits: () => number): { readonly found: readonly Overtaking[]; readonly handOvers: number } {
  const { acquisitions, turns: { startsUs: askedUs, endsUs: gotUs } } = queued;
  let handOvers = 0;
  let isFair = true;
  let earliestLaterUs = Number.POSITIVE_INFINITY;
  fromTheLast(queued, (first, last) => {
    for (let at = first; at <= last; at++) {
      if (acquisitions[at]?.state === "waiting") continue;
      if (earliestLaterUs < (gotUs[at] ?? 0)) handOvers++;
      if (earliestLaterUs < notBeforeUs(queued, at)) isFair = false;
    }
    for (let at = first; at <= last; at++) earliestLaterUs = Math.min(earliestLaterUs, askedUs[at] ?? earliestLaterUs);
  });
  // Most queues are fair, which is seen in a tenth of the time.
  return { handOvers, found: isFair ? [] : overtakingsIn(queued, permits()) };
}

function overtakingsIn(queued: Queued, permits: number): readonly Overtaking[] {
  const { acquisitions, turns: { startsUs: askedUs } } = queued;
  // Those got later are in the tree, by the rank of when they were asked for.
  const ranksUs = inOrder(askedUs);
  const later = counter(ranksUs.length);
  const found: Overtaking[] = [];
  fromTheLast(queued, (first, last) => {
    for (let at = first; at <= last; at++) {
      const acquisition = acquisitions[at];
      if (acquisition === undefined || acquisition.state === "waiting") continue;
      const overtaken = later.below(firstFrom(ranksUs, notBeforeUs(queued, at)));
      if (overtaken > 0) found.push({ acquisition, costUs: (overtaken * (acquisition.holdUs ?? 0)) / permits });
    }
    for (let at = first; at <= last; at++) later.add(firstFrom(ranksUs, askedUs[at] ?? 0));
  });
  return found;
}

/** Those that got it at one instant together, who overtake nobody of one another, from the last back. */
function fromTheLast({ turns: { endsUs: gotUs } }: Queued, look: (first: number, last: number) => void): void {
  for (let last = gotUs.length - 1; last >= 0; ) {
    let first = last;
    while (first > 0 && gotUs[first - 1] === gotUs[last]) first--;
    look(first, last);
    last = first - 1;
  }
}

/** Who asked before that and gets it later was overtaken: two instants that the logs round may change places. */
function notBeforeUs({ acquisitions, turns }: Queued, at: number): number {
  return (turns.startsUs[at] ?? 0) - 2 * (acquisitions[at]?.resolutionUs ?? 0);
}

/** Counts in a list of places how many are taken below one (a Fenwick tree). */
function counter(places: number): { readonly add: (place: number) => void; readonly below: (place: number) => number } {
  const sums = new Int32Array(places + 1);
  return {
    add(place) {
      for (let at = place + 1; at <= places; at += at & -at) sums[at] = (sums[at] ?? 0) + 1;
    },
    below(place) {
      let total = 0;
      for (let at = place; at > 0; at -= at & -at) total += sums[at] ?? 0;
      return total;
    },
  };
}
