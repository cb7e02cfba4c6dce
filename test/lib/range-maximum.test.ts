import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangeMaximum } from "../../src/lib/range-maximum.ts";

describe("the greatest of a stretch", () => {
  it("is found as by looking at each, the first of equal ones", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(), (values, a, b) => {
        const from = a % values.length;
        const to = from + 1 + (b % (values.length - from));
        expect(rangeMaximum(values)(from, to)).toBe(values.indexOf(Math.max(...values.slice(from, to)), from));
      }),
    );
  });
});
