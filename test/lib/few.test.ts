import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasText, numberOf, textsOf, withText, type Few } from "../../src/lib/few.ts";

describe("a few texts", () => {
  it("are told like a set's", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<string>("", "a", "b", "cd")), (texts) => {
        const few = texts.reduce<Few>((few, text) => withText(few, text), undefined);
        expect([...textsOf(few)]).toEqual([...new Set(texts)]);
        expect(numberOf(few)).toBe(new Set(texts).size);
        for (const text of ["", "a", "b", "c", "cd"]) expect(hasText(few, text)).toBe(texts.includes(text));
      }),
    );
  });
});
