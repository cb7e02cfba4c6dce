import { describe, expect, it } from "vitest";
import { trendOf } from "../../src/lib/trend.ts";

describe("a trend", () => {
  it("is the least-squares line: 1, 2, 2 at 0, 1, 2 rise by 0.5, which explains three quarters of their variance", () => {
    const trend = trendOf([[0, 1], [1, 2], [2, 2]]);
    expect(trend?.slope).toBeCloseTo(0.5, 12);
    expect(trend?.fit).toBeCloseTo(0.75, 12);
  });

  it("is the same from whatever instant time is counted", () => {
    const trend = trendOf([0, 1, 2, 3].map((x) => [1_795_000_000_000_000 + x * 1_000_000, 7 + x]));
    expect(trend?.slope).toBeCloseTo(1e-6, 15);
    expect(trend?.fit).toBeCloseTo(1, 12);
  });

  it("is not told of too few points, or of ones that do not vary", () => {
    expect([trendOf([[0, 1], [1, 2]]), trendOf([[1, 1], [1, 2], [1, 3]]), trendOf([[0, 2], [1, 2], [2, 2]])]).toEqual([undefined, undefined, undefined]);
  });
});
