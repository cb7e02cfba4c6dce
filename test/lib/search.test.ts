import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstAbove, firstAboveNear, firstFrom } from "../../src/lib/search.ts";

const sorted = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }).map((values) => values.sort((a, b) => a - b));

describe("searching numbers in order", () => {
  it("finds the first above a bound, and the first not below it", () => {
    fc.assert(
      fc.property(sorted, fc.integer({ min: -1, max: 10 }), (values, bound) => {
        expect(firstAbove(values, bound)).toBe(values.filter((value) => value <= bound).length);
        expect(firstFrom(values, bound)).toBe(values.filter((value) => value < bound).length);
      }),
    );
  });

  it("finds the same from wherever it begins", () => {
    fc.assert(
      fc.property(sorted, fc.integer({ min: -1, max: 10 }), fc.nat(15), (values, bound, near) => {
        expect(firstAboveNear(values, bound, near)).toBe(firstAbove(values, bound));
      }),
    );
  });
});
