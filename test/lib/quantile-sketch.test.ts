import { quantileSorted } from "d3-array";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToSketch, mergeIntoSketch, quantileSketch, quantilesOfSketch, RELATIVE_ACCURACY } from "../../src/lib/quantile-sketch.ts";

const values = fc.array(fc.oneof(fc.nat(1000), fc.nat(100_000_000), fc.integer({ min: 1e9, max: 1e12 }), fc.constant(0)), { minLength: 1, maxLength: 300 });

function sketchOf(list: readonly number[]): ReturnType<typeof quantileSketch> {
  const sketch = quantileSketch();
  for (const value of list) addToSketch(sketch, value);
  return sketch;
}

describe("a quantile sketch", () => {
  it("gives each quantile within one hundredth of the value at its rank", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const sorted = [...list].sort((a, b) => a - b);
        const exact = sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
        const [told = Number.NaN] = quantilesOfSketch(sketchOf(list), [share]);
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact * RELATIVE_ACCURACY * 1.000001);
      }),
    );
  });

  it("is the same whether values came together or in parts", () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const merged = sketchOf(some);
        mergeIntoSketch(merged, sketchOf(others));
        const whole = sketchOf([...some, ...others]);
        expect([...merged.bins].sort(([a], [b]) => a - b)).toEqual([...whole.bins].sort(([a], [b]) => a - b));
        expect(merged.zeros).toBe(whole.zeros);
      }),
    );
  });

  it("has no quantile without values", () => {
    expect(quantilesOfSketch(quantileSketch(), [0.5])).toEqual([undefined]);
  });

  it("agrees with the exact median of many even values", () => {
    const list = Array.from({ length: 10_001 }, (_, index) => index * 100);
    const [median = 0] = quantilesOfSketch(sketchOf(list), [0.5]);
    expect(Math.abs(median / (quantileSorted(list, 0.5) ?? 1) - 1)).toBeLessThanOrEqual(RELATIVE_ACCURACY);
  });
});
