import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inWhole } from "../../src/lib/in-whole.ts";

describe("dividing in whole parts", () => {
  it("keeps the proportion, and gives what is left to the largest remainders", () => {
    expect(inWhole([1, 1, 2], 10)).toEqual([3, 2, 5]);
  });

  it("gives nothing where there is no proportion", () => {
    expect(inWhole([0, 0], 10)).toEqual([0, 0]);
  });

  it("always sums to the whole, each part within one of its exact size", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }), fc.nat(1e9), (parts, total) => {
        const whole = inWhole(parts, total);
        const all = parts.reduce((sum, part) => sum + part, 0);
        expect(whole.reduce((sum, part) => sum + part, 0)).toBe(total);
        whole.forEach((part, index) => expect(Math.abs(part - ((parts[index] ?? 0) / all) * total)).toBeLessThanOrEqual(1));
      }),
    );
  });
});
