import { descending, sum } from "d3-array";
import { columnOf, inOrder } from "../../../lib/column.ts";
import { formatDuration } from "../../../lib/duration.ts";
import { formatCount, formatShare } from "../../../lib/quantity.ts";
import { firstFrom } from "../../../lib/search.ts";
import type { Acquisition } from "../../../model/trace.ts";
import { LEAST_COST_US, PLACES, type PatternFinder } from "./pattern.ts";

/** Share of the hand-overs in a queue from which on it is a habit, and the number. */
const LEAST_SHARE = 0.05;
const LEAST_NUMBER = 3;

interface Overtaking {
  readonly acquisition: Acquisition;
  /** Those who had waited longer and went on waiting. */
  readonly overtaken: number;
}

/** Someone who came later got it before someone who had waited longer. What it cost is what those waited for the holds that overtook them. */
export const unfairHandOff: PatternFinder = (locks) => {
  const found: Overtaking[] = [];
  let handOvers = 0;
  for (const { lives } of locks) {
    const own = overtakingsOf(lives);
    handOvers += own.handOvers;
    found.push(...own.found);
  }
  const costUs = sum(found, costOf);
  if (found.length < LEAST_NUMBER || found.length < LEAST_SHARE * handOvers || costUs < LEAST_COST_US) return undefined;
  return {
    code: "unfair-hand-off",
    text: `${formatShare(found.length / handOvers)} of ${formatCount(handOvers)} hand-overs in a queue went to one who came later than another; those who had waited longer waited ${formatDuration(costUs)} more for it`,
    costUs,
    evidence: [...found].sort((a, b) => descending(costOf(a), costOf(b))).slice(0, PLACES).map(({ acquisition }) => acquisition.place),
  };
};

function costOf({ acquisition, overtaken }: Overtaking): number {
  return overtaken * (acquisition.holdUs ?? 0);
}

/** Lives are in order of acquisition. Who is overtaken waits at that time: asked for it earlier and gets it later. */
function overtakingsOf(lives: readonly Acquisition[]): { readonly found: readonly Overtaking[]; readonly handOvers: number } {
  const queued = lives.filter(({ acquiredUs, waitUs, state }) => acquiredUs !== undefined && waitUs !== undefined && state !== "abandoned");
  const gotUs = columnOf(queued, ({ acquiredUs = 0 }) => acquiredUs);
  const askedUs = columnOf(queued, ({ acquiredUs = 0, waitUs = 0 }) => acquiredUs - waitUs);
  // From the last acquisition back: those got later are in the tree, by the rank of when they were asked for.
  const ranksUs = inOrder(askedUs);
  const later = counter(ranksUs.length);
  const found: Overtaking[] = [];
  let handOvers = 0;
  for (let index = queued.length - 1; index >= 0; ) {
    // Those got at the same instant overtake nobody of one another.
    let first = index;
    while (first > 0 && gotUs[first - 1] === gotUs[index]) first--;
    const waitedOn = later.below(firstFrom(ranksUs, gotUs[index] ?? 0)) > 0;
    for (let at = first; at <= index; at++) {
      const acquisition = queued[at];
      if (acquisition === undefined || acquisition.state === "waiting") continue;
      // Two instants that the logs round may change places.
      const overtaken = later.below(firstFrom(ranksUs, (askedUs[at] ?? 0) - 2 * acquisition.resolutionUs));
      if (waitedOn) handOvers++;
      if (overtaken > 0) found.push({ acquisition, overtaken });
    }
    for (let at = first; at <= index; at++) later.add(firstFrom(ranksUs, askedUs[at] ?? 0));
    index = first - 1;
  }
  return { found, handOvers };
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
