import { describe, expect, it } from "vitest";
import { checkpoints, placeBefore } from "../../src/input/checkpoints.ts";

describe("checkpoints", () => {
  it("keep places in order", () => {
    const places = checkpoints();
    places.add(1, 0);
    places.add(10, 1000);
    expect(places.list()).toEqual([
      { line: 1, offset: 0 },
      { line: 10, offset: 1000 },
    ]);
  });

  it("stay few, evenly apart and from the start, however many are added", () => {
    const places = checkpoints();
    for (let index = 0; index < 100_000; index++) places.add(index + 1, index * 100);
    const gaps = places.list().map((place, index, all) => place.offset - (all[index - 1]?.offset ?? 0));
    expect(places.list().length).toBeLessThan(4096);
    expect(places.list().length).toBeGreaterThan(1024);
    expect(places.list()[0]).toEqual({ line: 1, offset: 0 });
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * Math.min(...gaps.slice(1)));
  });
});

describe("placeBefore", () => {
  const places = [
    { line: 1, offset: 0 },
    { line: 10, offset: 1000 },
    { line: 20, offset: 2000 },
  ];

  it.each([
    [1, 0, 10],
    [9, 0, 10],
    [10, 1000, 20],
    [19, 1000, 20],
    [20, 2000, Infinity],
    [99, 2000, Infinity],
  ])("of line %i begins at byte %i and ends before line %d", (line, offset, until) => {
    expect(placeBefore(places, line)).toMatchObject({ place: { offset }, until });
  });

  it("is the start of the file where there are none", () => {
    expect(placeBefore([], 5)).toEqual({ place: { line: 1, offset: 0 }, until: Infinity });
  });
});
