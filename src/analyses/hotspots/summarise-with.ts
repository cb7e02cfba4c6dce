import { max, sum } from "d3-array";
import { addToSketch, mergeIntoSketch, quantileSketch, quantilesOfSketch } from "../../lib/quantile-sketch.ts";
import { summarise, type Summary } from "../../lib/quantiles.ts";
import type { FoldedDurations } from "../../model/trace.ts";

/** Sum, mean, quantiles and maximum of values known one by one and of folded ones: all exact but for the quantiles, which are within 1 %, if any are folded. */
export function summariseWith(values: Float64Array, folded: readonly FoldedDurations[]): Summary | undefined {
  const counted = folded.filter(({ count }) => count > 0);
  if (counted.length === 0) return summarise(values);
  const sketch = quantileSketch();
  for (const value of values) addToSketch(sketch, value);
  for (const one of counted) mergeIntoSketch(sketch, one.sketch);
  const count = values.length + sum(counted, (one) => one.count);
  const total = sum(values) + sum(counted, ({ totalUs }) => totalUs);
  const largest = Math.max(max(values) ?? 0, max(counted, ({ maxUs }) => maxUs) ?? 0);
  const [p50 = 0, p95 = 0] = quantilesOfSketch(sketch, [0.5, 0.95]).map((value) => Math.min(largest, Math.round(value ?? 0)));
  return { total, mean: Math.round(total / count), p50, p95, max: largest, count };
}
