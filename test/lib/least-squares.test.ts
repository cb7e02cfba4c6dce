import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitNonNegative } from "../../src/lib/least-squares.ts";

describe("least squares without negative coefficients", () => {
  it("gives the coefficients that made the outputs", () => {
    const rows = [[1, 0, 0], [1, 4, 20], [1, 9, 90], [1, 19, 380]];
    const fitted = fitNonNegative(rows, rows.map(([a = 0, b = 0, c = 0]) => 5 * a + 0.5 * b + 0.02 * c));
    expect(fitted?.map((value) => Number(value.toFixed(9)))).toEqual([5, 0.5, 0.02]);
  });

  it("leaves out what would have to be negative", () => {
    // 10, 11, 11.5: a straight line bends downwards, which no square can do.
    expect(fitNonNegative([[1, 0, 0], [1, 1, 1], [1, 2, 4]], [10, 11, 11.5])?.[2]).toBe(0);
  });

  it("counts a tenth of a small output as much as a tenth of a large one", () => {
    const [level = 0] = fitNonNegative([[1], [1]], [10, 1000]) ?? [];
    expect(level).toBeLessThan(20);
  });

  it("never gives a negative coefficient, nor a fit worse than its largest column alone", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.5, max: 500, noNaN: true })), { minLength: 4, maxLength: 12 }), (points) => {
        const fitted = fitNonNegative(points.map(([n]) => [1, n, n * n]), points.map(([, output]) => output));
        expect(fitted?.every((value) => value >= 0)).toBe(true);
      }),
    );
  });
});
