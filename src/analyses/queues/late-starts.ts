import { bisectLeft, deviation, max, mean, median } from "d3-array";
import { deepest } from "../../lib/intervals.ts";

/** A passage through a place that serves in the order of arrival and shows nothing of one when it begins, only later. µs UTC. */
export interface LateStay {
  readonly arrivalUs: number;
  /** The first that is seen of it inside. */
  readonly shownUs: number;
  readonly endUs: number;
}

export interface SettledStarts {
  readonly permits: number;
  /** When each began, in the order of the stays given. */
  readonly startsUs: readonly number[];
  /** How much it differs how long after its start one is seen first: standard deviation, µs. */
  readonly spreadUs: number;
  /** Each permit was passed on often. */
  readonly isSure: boolean;
}

/** Those who took a permit as another gave it back, at least; and for each permit to be sure, for with more permits it is chance that there is a number of them that fits. */
const LEAST_QUEUED = 5;

/** Arrivals so close together have no order, and lines come so much out of order, µs. */
const TOGETHER_US = 20_000;

/** Share of those who waited that may be seen before there was a permit for them. */
const EARLY_SHARE = 0.05;

/** Who waited is seen at least so many times as long after its arrival as who found a permit free. */
const LEAST_LONGER = 1.25;

/** Standard deviation of the time from start to first sight, over that of the time from arrival: what the queue leaves open is far less than what it explains. */
const MOST_SPREAD = 0.5;

/** With more permits everybody seems to be seen later after the start; so many more than the best are tried. */
const TRIED_PERMITS = 8;

/**
 * When each stay began, if k of them had room at a time and nothing is seen of one before some work is done: at its arrival, or when one of the k before it
 * ended. Of all k the one counts with which that work differs least, of those who waited and those who did not together; with fewer some would be seen before
 * they began, with more the time in which others ended is added. Undefined: with no k those who waited are seen as long after their start as those who did not.
 */
export function settleStarts(stays: readonly LateStay[]): SettledStarts | undefined {
  const least = Math.max(1, deepest(stays.map(({ shownUs, endUs }) => ({ startUs: shownUs, endUs: Math.max(shownUs, endUs - TOGETHER_US) }))));
  let best: Tried | undefined;
  for (let permits = least; permits <= Math.min((best?.permits ?? least) + TRIED_PERMITS, stays.length - LEAST_QUEUED); permits++) {
    const settled = settle(stays, permits);
    if (settled !== undefined && settled.spreadUs < (best?.spreadUs ?? Number.POSITIVE_INFINITY)) best = settled;
  }
  return best?.fits === true ? best : undefined;
}

interface Tried extends SettledStarts {
  /** Those who waited are seen as long after their start as those who did not. */
  readonly fits: boolean;
}

function settle(stays: readonly LateStay[], permits: number): Tried | undefined {
  const startsUs = inOrder(stays, permits);
  const seen = stays.map(({ arrivalUs, shownUs, endUs }, index) => {
    const startUs = startsUs[index] ?? arrivalUs;
    return { waited: startUs > arrivalUs, leadUs: shownUs - startUs, insideUs: endUs - startUs, gapUs: shownUs - arrivalUs };
  });
  const waited = seen.filter((one) => one.waited);
  const free = seen.filter((one) => !one.waited);
  if (waited.length < LEAST_QUEUED || waited.filter(({ leadUs }) => leadUs < -TOGETHER_US).length > EARLY_SHARE * waited.length) return undefined;
  const leads = waited.map(({ leadUs }) => leadUs);
  const freeLeads = free.map(({ leadUs }) => leadUs);
  const [lead, freeLead] = [mean(leads) ?? 0, median(freeLeads) ?? 0];
  const inside = mean(waited, ({ insideUs }) => insideUs) ?? 0;
  const spread = deviation(leads) ?? 0;
  // One permit more or fewer moves what is seen by the time in which one of them ends.
  const unsure = inside / permits / 2 + (2 * spread) / Math.sqrt(Math.max(1, free.length));
  const isNarrow = spread <= MOST_SPREAD * (deviation(seen, ({ gapUs }) => gapUs) ?? 0);
  const isLonger = (median(waited, ({ gapUs }) => gapUs) ?? 0) >= LEAST_LONGER * (median(free, ({ gapUs }) => gapUs) ?? 0);
  return {
    permits,
    startsUs,
    spreadUs: deviation([...leads, ...freeLeads]) ?? 0,
    isSure: waited.length >= LEAST_QUEUED * permits,
    fits: isNarrow && isLonger && Math.abs(lead - freeLead) <= unsure,
  };
}

/** Who comes first goes in first, as soon as fewer than these are inside. Of those that came together, who is seen first. */
function inOrder(stays: readonly LateStay[], permits: number): readonly number[] {
  const startsUs: number[] = [];
  const inside: number[] = [];
  for (const [index, { arrivalUs, endUs }] of inTurn(stays)) {
    const freedUs = inside.length < permits ? arrivalUs : (inside.shift() ?? arrivalUs);
    startsUs[index] = max([arrivalUs, freedUs]) ?? arrivalUs;
    inside.splice(bisectLeft(inside, endUs), 0, endUs);
  }
  return startsUs;
}

function inTurn(stays: readonly LateStay[]): readonly (readonly [number, LateStay])[] {
  const turn = [...stays.entries()].sort(([, a], [, b]) => a.arrivalUs - b.arrivalUs);
  for (let at = 1; at < turn.length; at++) {
    for (let to = at; to > 0 && isOvertaken(turn[to - 1]?.[1], turn[to]?.[1]); to--) [turn[to - 1], turn[to]] = [turn[to], turn[to - 1]] as [(typeof turn)[0], (typeof turn)[0]];
  }
  return turn;
}

function isOvertaken(one: LateStay | undefined, next: LateStay | undefined): boolean {
  return one !== undefined && next !== undefined && next.arrivalUs - one.arrivalUs < TOGETHER_US && next.shownUs < one.shownUs;
}
