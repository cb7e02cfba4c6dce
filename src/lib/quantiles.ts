import { copyOf } from "./numbers.ts";

export interface Summary {
  readonly total: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly count: number;
}

/** Sum, mean, median, 95th percentile and maximum, in whole units; quantiles by linear interpolation. Undefined for no values. */
export function summarise(values: ArrayLike<number>): Summary | undefined {
  if (values.length === 0) return undefined;
  const sorted = copyOf(values).sort();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  const at = (share: number): number => Math.round(quantileOf(sorted, share));
  return { total, mean: Math.round(total / sorted.length), p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0, count: sorted.length };
}

/** The least, the median, the 95th percentile (as above) and the most, in whole units; null for no values. */
export function spreadOf(values: ArrayLike<number>): { readonly min: number; readonly p50: number; readonly p95: number; readonly max: number } | null {
  const sorted = copyOf(values).sort();
  const [min] = sorted;
  return min === undefined ? null : { min, p50: Math.round(quantileOf(sorted, 0.5)), p95: Math.round(quantileOf(sorted, 0.95)), max: sorted.at(-1) ?? min };
}

/** Of numbers in order, by linear interpolation between the two nearest. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  return low + ((sorted[Math.floor(at) + 1] ?? low) - low) * (at - Math.floor(at));
}
