import { columnOf, fillingColumn, inOrder, joined } from "./column.ts";
import { countEdges, type Steps } from "./integral.ts";
import type { Interval } from "./intervals.ts";

/** Many stretches in columns, since there may be millions; in any order. */
export interface Stretches {
  readonly startsUs: Float64Array;
  readonly endsUs: Float64Array;
}

export function stretchesOf(intervals: readonly Interval[]): Stretches {
  return { startsUs: columnOf(intervals, ({ startUs }) => startUs), endsUs: columnOf(intervals, ({ endUs }) => endUs) };
}

/** All of several. */
export function together(several: readonly Stretches[]): Stretches {
  return { startsUs: joined(several.map(({ startsUs }) => startsUs)), endsUs: joined(several.map(({ endsUs }) => endsUs)) };
}

/** How many of them there are at any time. */
export function countStretches({ startsUs, endsUs }: Stretches): Steps {
  return countEdges(startsUs, endsUs);
}

/** Where a count is above zero, in order; what touches is one. */
export function whereAny(count: Steps): Stretches {
  const found = fillingStretches(numberOfReturns(count));
  let now = 0;
  let sinceUs = 0;
  for (let index = 0; index < count.atUs.length; index++) {
    const atUs = count.atUs[index] ?? 0;
    if (now === 0) sinceUs = atUs;
    now += count.by[index] ?? 0;
    if (now === 0) found.push(sinceUs, atUs);
  }
  return found.filled();
}

/** How often a count comes back to zero. */
function numberOfReturns({ by }: Steps): number {
  let now = 0;
  let returns = 0;
  for (const change of by) {
    now += change;
    if (now === 0) returns++;
  }
  return returns;
}

/** The highest count that lasts: of stretches that only touch there is one at a time. */
export function highestCount({ atUs, by }: Steps): number {
  let count = 0;
  let highest = 0;
  for (let index = 0; index < atUs.length; index++) {
    count += by[index] ?? 0;
    if (count > highest && atUs[index] !== atUs[index + 1]) highest = count;
  }
  return highest;
}

/** How long there is any of them. */
export function unitedUs(stretches: Stretches): number {
  const startsUs = inOrder(stretches.startsUs);
  const endsUs = inOrder(stretches.endsUs);
  let us = 0;
  let [fromUs, untilUs] = [0, 0];
  for (let index = 0; index < startsUs.length; index++) {
    // Where all that began before have ended, there is none until the next start.
    const startUs = startsUs[index] ?? 0;
    if (startUs > untilUs) {
      us += untilUs - fromUs;
      fromUs = startUs;
    }
    untilUs = endsUs[index] ?? startUs;
  }
  return us + untilUs - fromUs;
}

export function lengthInAllUs({ startsUs, endsUs }: Stretches): number {
  let us = 0;
  for (let index = 0; index < startsUs.length; index++) us += (endsUs[index] ?? 0) - (startsUs[index] ?? 0);
  return us;
}

/** Stretches that are told one by one. */
export interface FillingStretches {
  readonly push: (startUs: number, endUs: number) => void;
  readonly filled: () => Stretches;
}

/** With room for so many. */
export function fillingStretches(room: number): FillingStretches {
  const starts = fillingColumn(room);
  const ends = fillingColumn(room);
  return {
    push(startUs, endUs) {
      starts.push(startUs);
      ends.push(endUs);
    },
    filled: () => ({ startsUs: starts.filled(), endsUs: ends.filled() }),
  };
}
