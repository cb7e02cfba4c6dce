import { quantileSorted } from "d3-array";

export interface Summary {
  readonly total: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly count: number;
}

/** Sum, mean, median, 95th percentile and maximum, in whole units; quantiles by linear interpolation. Undefined for no values. */
export function summarise(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...Float64Array.from(values).sort()];
  const total = sorted.reduce((sum, value) => sum + value, 0);
  const at = (share: number): number => Math.round(quantileSorted(sorted, share) ?? 0);
  return { total, mean: Math.round(total / sorted.length), p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0, count: sorted.length };
}

/** The least, the median (as above) and the most, in whole units; null for no values. */
export function spreadOf(values: readonly number[]): { readonly min: number; readonly p50: number; readonly max: number } | null {
  const sorted = [...Float64Array.from(values).sort()];
  const [min] = sorted;
  return min === undefined ? null : { min, p50: Math.round(quantileSorted(sorted, 0.5) ?? 0), max: sorted.at(-1) ?? min };
}
