import { mean, sum } from "d3-array";
import { firstAbove } from "../../lib/search.ts";
import type { Departure } from "./station.ts";

/** Overtakings to be expected of requests that do not wait for one another, and the share of them that may have happened where they do. */
const LEAST_EXPECTED = 4;
const MOST_OVERTAKING = 0.1;

/** Stays that stand for all: enough for a share of one in ten. */
const SAMPLED = 200;

/**
 * Whether requests left each server in the order in which they came to it, though they stayed so differently long that many would have overtaken the one before,
 * had none waited for it: the expectation is that of the same stays dealt out at random. Tells a queue whatever its services take; several servers
 * that look like one, or work side by side, overtake.
 */
export function keepsOrder(servers: readonly (readonly Departure[])[]): boolean {
  const overtakings = servers.map(overtakingsOf);
  const expected = sum(overtakings, (each) => each.expected);
  return expected >= LEAST_EXPECTED && sum(overtakings, ({ seen }) => seen) <= MOST_OVERTAKING * expected;
}

function overtakingsOf(departures: readonly Departure[]): { readonly expected: number; readonly seen: number } {
  const inOrder = [...departures].sort((a, b) => a.arrivalUs - b.arrivalUs || a.departureUs - b.departureUs);
  const share = shareAbove(differences(sample(inOrder.map(({ arrivalUs, departureUs }) => departureUs - arrivalUs))));
  const neighbours = inOrder.slice(1).map((after, index) => ({ before: inOrder[index] ?? after, after }));
  return {
    expected: sum(neighbours, ({ before, after }) => share(after.arrivalUs - before.arrivalUs)),
    seen: neighbours.filter(({ before, after }) => after.arrivalUs > before.arrivalUs && after.departureUs < before.departureUs).length,
  };
}

/** Evenly out of all, in order of size. */
function sample(stays: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(stays).sort();
  const step = Math.max(1, sorted.length / SAMPLED);
  return Array.from({ length: Math.floor(sorted.length / step) }, (_, index) => sorted[Math.floor(index * step)] ?? 0);
}

function differences(stays: readonly number[]): Float64Array {
  return Float64Array.from(stays.flatMap((one, index) => stays.flatMap((other, place) => (place === index ? [] : [one - other])))).sort();
}

/** How many of them are greater than a number. */
function shareAbove(sorted: Float64Array): (us: number) => number {
  return (us) => (sorted.length === 0 ? 0 : (sorted.length - firstAbove(sorted, us)) / sorted.length);
}

/** The correlation of each time with the next that draws of their own hardly exceed: of very many, and in standard errors of zero. */
const MOST_CORRELATION = 0.3;
const ERRORS = 2;

/** Of times as narrow as those of one server that goes on at its pace, only where they alternate beyond doubt. */
const ALTERNATING = 0.5;

/** Whether each time between the departures of one server says nothing of the next; where work goes on side by side like follows like. */
export function areDrawn(gaps: readonly number[]): boolean {
  return Math.abs(correlationWithNext(gaps)) <= Math.max(MOST_CORRELATION, ERRORS / Math.sqrt(gaps.length));
}

/** Whether long times between departures follow short ones in turn, as where several servers of one time began one after another. */
export function alternate(gaps: readonly number[]): boolean {
  return correlationWithNext(gaps) < -Math.max(ALTERNATING, ERRORS / Math.sqrt(gaps.length));
}

function correlationWithNext(gaps: readonly number[]): number {
  const level = mean(gaps) ?? 0;
  const spread = sum(gaps, (gap) => (gap - level) ** 2);
  return spread === 0 ? 0 : sum(gaps.slice(1), (gap, index) => (gap - level) * ((gaps[index] ?? level) - level)) / spread;
}
