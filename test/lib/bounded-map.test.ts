import { describe, expect, it } from "vitest";
import { rememberWithin } from "../../src/lib/bounded-map.ts";

describe("a bounded map", () => {
  it("forgets the entry set first when it holds more than its limit", () => {
    const map = new Map<string, number>();
    for (const [key, value] of [["a", 1], ["b", 2], ["c", 3]] as const) rememberWithin(2, map, key, value);
    expect([...map]).toEqual([["b", 2], ["c", 3]]);
  });

  it("counts an entry set again as the newest", () => {
    const map = new Map<string, number>();
    for (const [key, value] of [["a", 1], ["b", 2], ["a", 3], ["c", 4]] as const) rememberWithin(2, map, key, value);
    expect([...map]).toEqual([["a", 3], ["c", 4]]);
  });
});
