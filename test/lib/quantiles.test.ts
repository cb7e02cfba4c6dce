import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadOf, summarise } from "../../src/lib/quantiles.ts";

describe("summarising durations", () => {
  it("has no answer without values", () => {
    expect(summarise([])).toBeUndefined();
  });

  it("gives sum, mean, median, maximum and number in whole units", () => {
    expect(summarise([10, 40, 20, 31])).toEqual({ total: 101, mean: 25, p50: 26, p95: 39, max: 40, count: 4 });
  });

  it("interpolates the 95th percentile between order statistics", () => {
    expect(summarise([0, 100])?.p95).toBe(95);
  });

  it("orders by size, not by digits", () => {
    expect(summarise([9, 100, 20])?.p50).toBe(20);
  });

  it("is the value itself for a single one", () => {
    expect(summarise([7])).toEqual({ total: 7, mean: 7, p50: 7, p95: 7, max: 7, count: 1 });
  });

  it("reads a long list without running out of arguments", () => {
    expect(summarise(new Array<number>(300_000).fill(2))).toMatchObject({ total: 600_000, max: 2 });
  });

  it("does not depend on the order of the values, and rises from median to maximum", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), (values) => {
        const summary = summarise(values);
        expect(summarise([...values].reverse())).toEqual(summary);
        expect(summary?.p50).toBeLessThanOrEqual(summary?.p95 ?? -1);
        expect(summary?.p95).toBeLessThanOrEqual(summary?.max ?? -1);
      }),
    );
  });
});

describe("the spread of durations", () => {
  it("is the least, the median and the most", () => {
    expect(spreadOf([40, 9, 100, 21])).toEqual({ min: 9, p50: 31, p95: 91, max: 100 });
  });

  it("is unknown without values", () => {
    expect(spreadOf([30])).toEqual({ min: 30, p50: 30, p95: 30, max: 30 });
    expect(spreadOf([])).toBeNull();
  });
});
