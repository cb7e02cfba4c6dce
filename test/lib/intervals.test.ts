import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clip, commonUs, deepest, totalUs, uncovered, unite, whereAtLeast, type Interval } from "../../src/lib/intervals.ts";

const from = (startUs: number, endUs: number): Interval => ({ startUs, endUs });

describe("uniting intervals", () => {
  it("merges those that overlap", () => {
    expect(unite([from(0, 5), from(3, 8)])).toEqual([from(0, 8)]);
  });

  it("merges those that touch", () => {
    expect(unite([from(5, 8), from(0, 5)])).toEqual([from(0, 8)]);
  });

  it("keeps the longer end when one lies inside another", () => {
    expect(unite([from(0, 9), from(2, 3), from(8, 10)])).toEqual([from(0, 10)]);
  });

  it("drops empty ones and those that end before they begin", () => {
    expect(unite([from(4, 4), from(7, 2), from(0, 1)])).toEqual([from(0, 1)]);
  });

  it("leaves its argument as it was", () => {
    const given = [from(5, 8), from(0, 6)];
    unite(given);
    expect(given).toEqual([from(5, 8), from(0, 6)]);
  });
});

describe("what no interval covers", () => {
  it("is all of the range where there are none", () => {
    expect(uncovered(from(2, 7), [])).toEqual([from(2, 7)]);
  });

  it("is the gaps before, between and after them", () => {
    expect(uncovered(from(0, 10), [from(2, 3), from(5, 8)])).toEqual([from(0, 2), from(3, 5), from(8, 10)]);
  });

  it("is nothing under an interval that reaches beyond both ends", () => {
    expect(uncovered(from(3, 5), [from(0, 10)])).toEqual([]);
  });

  it("is nothing of an empty range", () => {
    expect(uncovered(from(3, 3), [from(0, 1)])).toEqual([]);
  });
});

describe("clipping an interval", () => {
  it("keeps the part inside the range", () => {
    expect(clip(from(0, 10), from(4, 20))).toEqual(from(4, 10));
  });

  it("gives nothing where the two only touch", () => {
    expect(clip(from(0, 4), from(4, 8))).toBeUndefined();
  });
});

describe("the busiest instant", () => {
  it("counts how many overlap there", () => {
    expect(deepest([from(0, 10), from(2, 6), from(5, 8)])).toBe(3);
  });

  it("does not count those that only touch", () => {
    expect(deepest([from(0, 5), from(5, 9)])).toBe(1);
  });

  it("is zero without intervals", () => {
    expect(deepest([from(3, 3)])).toBe(0);
  });
});

describe("where so many overlap", () => {
  const stretch = (startUs: number, endUs: number): Interval => ({ startUs, endUs });

  it("is in order, and without a gap where one takes the place of another", () => {
    expect(whereAtLeast([stretch(20, 30), stretch(0, 10), stretch(5, 20), stretch(10, 25)], 2)).toEqual([stretch(5, 25)]);
  });

  it("is nowhere for a moment without length, or without so many", () => {
    expect(whereAtLeast([stretch(0, 10), stretch(5, 5), stretch(20, 30)], 2)).toEqual([]);
  });
});

describe("laws of intervals", () => {
  const END = 24;
  const interval = fc.tuple(fc.integer({ min: -3, max: END + 3 }), fc.integer({ min: 0, max: 8 })).map(([startUs, length]) => from(startUs, startUs + length));
  const intervals = fc.array(interval, { maxLength: 12 });
  const slots = Array.from({ length: END }, (_, atUs) => atUs);
  const covers = (some: readonly Interval[], slot: number): number => some.filter(({ startUs, endUs }) => startUs <= slot && slot < endUs).length;

  it("covered and uncovered parts make up the range, each instant once", () => {
    fc.assert(
      fc.property(intervals, (some) => {
        const range = from(0, END);
        const united = unite(some);
        const parts = [...united.map((one) => clip(one, range)).filter((one) => one !== undefined), ...uncovered(range, united)];
        expect(slots.map((slot) => covers(parts, slot))).toEqual(slots.map(() => 1));
        expect(totalUs(parts)).toBe(END);
      }),
    );
  });

  it("uniting covers what any of them covers, in order and with gaps between", () => {
    fc.assert(
      fc.property(intervals, (some) => {
        const united = unite(some);
        expect(slots.map((slot) => covers(united, slot))).toEqual(slots.map((slot) => Math.min(1, covers(some, slot))));
        united.slice(1).forEach((one, index) => expect(one.startUs).toBeGreaterThan(united[index]?.endUs ?? Number.POSITIVE_INFINITY));
      }),
    );
  });

  it("uniting twice changes nothing", () => {
    fc.assert(
      fc.property(intervals, (some) => {
        expect(unite(unite(some))).toEqual(unite(some));
      }),
    );
  });

  it("the depth summed over all instants is the sum of the lengths", () => {
    fc.assert(
      fc.property(intervals, (some) => {
        const instants = Array.from({ length: END + 20 }, (_, index) => index - 4);
        expect(instants.reduce((sum, slot) => sum + covers(some, slot), 0)).toBe(totalUs(some));
      }),
    );
  });

  it("the depth is nowhere more than at the busiest instant, and there it is reached", () => {
    fc.assert(
      fc.property(intervals, (some) => {
        const instants = Array.from({ length: END + 20 }, (_, index) => index - 4);
        expect(deepest(some)).toBe(Math.max(0, ...instants.map((slot) => covers(some, slot))));
      }),
    );
  });
});

describe("the time that two sets have in common", () => {
  it("is that of each stretch that both have", () => {
    expect(commonUs([from(0, 10), from(20, 30), from(40, 41)], [from(5, 22), from(24, 26)])).toBe(9);
  });

  it("is what both have too much of, together, in any two sets", () => {
    const intervals = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20 })).map(([startUs, us]) => from(startUs, startUs + us)));
    fc.assert(fc.property(intervals, intervals, (a, b) => {
      const [some, others] = [unite(a), unite(b)];
      expect(commonUs(some, others)).toBe(totalUs(some) + totalUs(others) - totalUs(unite([...some, ...others])));
    }));
  });
});
