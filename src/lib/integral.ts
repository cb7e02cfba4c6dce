import { columnOf, inOrder } from "./column.ts";
import type { Interval } from "./intervals.ts";
import { numbers } from "./numbers.ts";
import { firstAbove, firstAboveNear } from "./search.ts";

/** The integral of a rate that changes only at known instants and is zero before the first and after the last. */
export interface Integral {
  /** The instants, in order, each once. */
  readonly atUs: ArrayLike<number>;
  /** Accumulated up to each of them. */
  readonly sum: ArrayLike<number>;
}

/** Of what is zero throughout. */
export const NO_INTEGRAL: Integral = { atUs: [], sum: [] };

/** A number that changes at known instants and is zero before the first. Columns, since there may be millions. */
export interface Steps {
  /** The instants, in order. */
  readonly atUs: Float64Array;
  /** By how much it changes at each of them. */
  readonly by: Float64Array | Int8Array;
}

/** How many of these stretches there are at any time. */
export function countOver(stretches: readonly Interval[]): Steps {
  return countEdges(columnOf(stretches, ({ startUs }) => startUs), columnOf(stretches, ({ endUs }) => endUs));
}

const NO_STEPS: Steps = { atUs: numbers(0), by: new Int8Array(0) };

/** The same of their starts and ends, which need not be in order. */
export function countEdges(starts: Float64Array, ends: Float64Array): Steps {
  if (starts.length === 0) return NO_STEPS;
  const startsUs = inOrder(starts);
  const endsUs = inOrder(ends);
  const steps = { atUs: numbers(2 * startsUs.length), by: new Int8Array(2 * startsUs.length) };
  let start = 0;
  for (let end = 0, index = 0; end < endsUs.length; index++) {
    const isStart = start < startsUs.length && (startsUs[start] ?? 0) <= (endsUs[end] ?? 0);
    steps.atUs[index] = (isStart ? startsUs[start++] : endsUs[end++]) ?? 0;
    steps.by[index] = isStart ? 1 : -1;
  }
  return steps;
}

/** Integrates a rate that depends on two numbers which change. */
export function integrateBoth(one: Steps, other: Steps, rateAt: (one: number, other: number) => number): Integral {
  // A release and the acquisition it allows are one instant: room for both would be twice what is needed, of very much.
  const size = numberOfInstants(one.atUs, other.atUs);
  const atUs = numbers(size);
  const sum = numbers(size);
  let count = 0;
  let total = 0;
  let [a, b, rate] = [0, 0, 0];
  for (let i = 0, j = 0; i < one.atUs.length || j < other.atUs.length; count++) {
    const nowUs = Math.min(one.atUs[i] ?? Number.POSITIVE_INFINITY, other.atUs[j] ?? Number.POSITIVE_INFINITY);
    if (count > 0) total += rate * (nowUs - (atUs[count - 1] ?? nowUs));
    atUs[count] = nowUs;
    sum[count] = total;
    for (; one.atUs[i] === nowUs; i++) a += one.by[i] ?? 0;
    for (; other.atUs[j] === nowUs; j++) b += other.by[j] ?? 0;
    rate = rateAt(a, b);
  }
  return { atUs, sum };
}

/** How many different instants there are in two columns in order. */
function numberOfInstants(one: Float64Array, other: Float64Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < one.length || j < other.length; count++) {
    const nowUs = Math.min(one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY);
    while (one[i] === nowUs) i++;
    while (other[j] === nowUs) j++;
  }
  return count;
}

/** Integrates a rate: `rateAfter` is given the changes in order of time and says the rate from each on. */
export function integrate<Change extends { readonly atUs: number }>(changes: readonly Change[], rateAfter: (change: Change) => number): Integral {
  const atUs: number[] = [];
  const sum: number[] = [];
  let total = 0;
  let rate = 0;
  let lastUs: number | undefined;
  for (const change of [...changes].sort((a, b) => a.atUs - b.atUs)) {
    if (change.atUs !== lastUs) {
      if (lastUs !== undefined) total += rate * (change.atUs - lastUs);
      lastUs = change.atUs;
      atUs.push(lastUs);
      sum.push(total);
    }
    rate = rateAfter(change);
  }
  return { atUs, sum };
}

/** What accumulated from one instant to another, in logarithmic time. */
export function accumulated(integral: Integral, startUs: number, endUs: number): number {
  return upTo(integral, endUs) - upTo(integral, startUs);
}

/** The same for many stretches, each from where the one before was found: quick where they are nearly in order. */
export function accumulator(integral: Integral): (startUs: number, endUs: number) => number {
  let start = 0;
  let end = 0;
  return (startUs, endUs) => {
    start = firstAboveNear(integral.atUs, startUs, start);
    end = firstAboveNear(integral.atUs, endUs, end);
    return before(integral, end, endUs) - before(integral, start, startUs);
  };
}

/** A stretch in which the rate does not change. */
export interface Level {
  readonly startUs: number;
  readonly endUs: number;
  readonly rate: number;
}

const LEAST_RATE = 1e-9;

/** The rates of all these stretches together. */
export function inSteps(levels: readonly Level[]): Steps {
  const changes = levels.flatMap(({ startUs, endUs, rate }) => [{ atUs: startUs, by: rate }, { atUs: endUs, by: -rate }]).sort((a, b) => a.atUs - b.atUs);
  return { atUs: columnOf(changes, ({ atUs }) => atUs), by: columnOf(changes, ({ by }) => by) };
}

/** How the rate changed from one instant to another; stretches without any, or with no more than rounding leaves, are left out. */
export function levels({ atUs, sum }: Integral, startUs: number, endUs: number): readonly Level[] {
  const found: Level[] = [];
  for (let index = Math.max(0, firstAbove(atUs, startUs) - 1); index + 1 < atUs.length; index++) {
    const fromUs = atUs[index] ?? 0;
    const toUs = atUs[index + 1] ?? fromUs;
    if (fromUs >= endUs) break;
    const rate = ((sum[index + 1] ?? 0) - (sum[index] ?? 0)) / (toUs - fromUs);
    if (rate > LEAST_RATE && toUs > startUs) found.push({ startUs: Math.max(fromUs, startUs), endUs: Math.min(toUs, endUs), rate });
  }
  return found;
}

function upTo(integral: Integral, us: number): number {
  return before(integral, firstAbove(integral.atUs, us), us);
}

/** What accumulated up to an instant that lies before change `next` and not before the one in front of it. */
function before({ atUs, sum }: Integral, next: number, us: number): number {
  const then = sum[next - 1];
  const fromUs = atUs[next - 1];
  if (then === undefined || fromUs === undefined) return 0;
  const after = sum[next];
  return after === undefined ? then : then + ((after - then) * (us - fromUs)) / ((atUs[next] ?? us) - fromUs);
}
