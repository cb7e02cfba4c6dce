/**
 * Quantiles of any number of values in little memory: DDSketch (Masson, Rim, Lee: DDSketch: a fast and fully-mergeable quantile sketch with
 * relative-error guarantees, VLDB 2019), unbounded and sparse. A quantile differs from the value that stands at its rank by at most 1 % of that
 * value, however the values are distributed and in whatever order sketches are merged. Values from 1 µs to 30 years take at most 1,750 bins.
 */
export interface QuantileSketch {
  /** Values below 1. */
  zeros: number;
  /** Number of values by the exponent of the bin they lie in. */
  readonly bins: Map<number, number>;
}

/** The most by which a quantile is off, as a share of it. */
export const RELATIVE_ACCURACY = 0.01;

const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);

export function quantileSketch(): QuantileSketch {
  return { zeros: 0, bins: new Map() };
}

/** `value`: not negative. */
export function addToSketch(sketch: QuantileSketch, value: number): void {
  if (value < 1) {
    sketch.zeros++;
    return;
  }
  const bin = Math.ceil(Math.log(value) / LOG_GAMMA);
  sketch.bins.set(bin, (sketch.bins.get(bin) ?? 0) + 1);
}

export function mergeIntoSketch(sketch: QuantileSketch, other: { readonly zeros: number; readonly bins: ReadonlyMap<number, number> }): void {
  sketch.zeros += other.zeros;
  for (const [bin, count] of other.bins) sketch.bins.set(bin, (sketch.bins.get(bin) ?? 0) + count);
}

/** The values at these shares (0 … 1, ascending) of the rank; each undefined if there are no values. */
export function quantilesOfSketch({ zeros, bins }: QuantileSketch, shares: readonly number[]): readonly (number | undefined)[] {
  const ascending = [...bins].sort(([a], [b]) => a - b);
  const count = ascending.reduce((sum, [, number]) => sum + number, zeros);
  return shares.map((share) => {
    if (count === 0) return undefined;
    const rank = share * (count - 1);
    let below = zeros;
    if (rank < below) return 0;
    for (const [bin, number] of ascending) {
      below += number;
      if (rank < below) return (2 * GAMMA ** bin) / (GAMMA + 1);
    }
    return undefined;
  });
}
