import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepest, totalUs, unite } from "../../src/lib/intervals.ts";
import { countStretches, highestCount, lengthInAllUs, stretchesOf, together, unitedUs, whereAny } from "../../src/lib/stretches.ts";

const some = fc.array(fc.tuple(fc.nat(100), fc.nat(20)).map(([startUs, lengthUs]) => ({ startUs, endUs: startUs + lengthUs })), { maxLength: 30 });
const lasting = some.map((list) => list.filter(({ startUs, endUs }) => endUs > startUs));

describe("stretches in columns", () => {
  it("are united as the same intervals are", () => {
    fc.assert(
      fc.property(lasting, (list) => {
        const { startsUs, endsUs } = whereAny(countStretches(stretchesOf(list)));
        expect(Array.from(startsUs, (startUs, index) => ({ startUs, endUs: endsUs[index] }))).toEqual(unite(list));
      }),
    );
  });

  it("are as long, where any of them is, as the same intervals united", () => {
    fc.assert(
      fc.property(some, (list) => {
        expect(unitedUs(stretchesOf(list))).toBe(totalUs(unite(list)));
      }),
    );
  });

  it("are as deep as the same intervals are", () => {
    fc.assert(
      fc.property(some, (list) => {
        expect(highestCount(countStretches(stretchesOf(list)))).toBe(deepest(list));
      }),
    );
  });

  it("are as long together as each by itself", () => {
    fc.assert(
      fc.property(some, some, (list, more) => {
        expect(lengthInAllUs(together([stretchesOf(list), stretchesOf(more)]))).toBe(totalUs([...list, ...more]));
      }),
    );
  });
});
