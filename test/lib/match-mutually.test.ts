import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchMutually } from "../../src/lib/match-mutually.ts";

describe("matching rows with columns", () => {
  it("pairs those that cost one another least", () => {
    expect(matchMutually([[1, 5], [5, 1]], 1, 1)).toEqual([0, 1]);
  });

  it("leaves out what costs hardly less than another", () => {
    expect(matchMutually([[1, 1.5], [1.5, 1]], 1, 1)).toEqual([undefined, undefined]);
  });

  it("finds clear what is so once others are out of the way", () => {
    expect(matchMutually([[1, 9, 9], [3.5, 4, 9], [9, 6.5, 8]], 1, 2)).toEqual([0, 1, 2]);
  });

  it("gives a column as many rows as it has room for", () => {
    expect(matchMutually([[1, 5], [1, 5], [5, 1]], 2, 1)).toEqual([0, 0, 1]);
  });

  it("pairs nothing that cannot be had, and nothing with nothing", () => {
    expect(matchMutually([[Number.POSITIVE_INFINITY]], 1, 1)).toEqual([undefined]);
    expect([matchMutually([], 1, 1), matchMutually([[]], 1, 1)]).toEqual([[], [undefined]]);
  });

  it("never fills a column beyond its room", () => {
    const table = fc.integer({ min: 0, max: 5 }).chain((columns) => fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), { maxLength: 8 }));
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 3 }), (costs, capacity) => {
        const columns = matchMutually(costs, capacity, 1);
        for (const column of costs[0]?.keys() ?? []) expect(columns.filter((one) => one === column).length).toBeLessThanOrEqual(capacity);
      }),
    );
  });
});
