import { describe, expect, it } from "vitest";
import { taken } from "../../src/lib/taken.ts";

describe("taken", () => {
  it("gives all items in order and leaves none", () => {
    const items = [1, 2, 3];
    expect([...taken(items)]).toEqual([1, 2, 3]);
    expect(items).toEqual([]);
  });

  it("leaves in the list only what is still to come", () => {
    const items = ["a", "b", "c"];
    const left: number[] = [];
    for (const item of taken(items)) left.push(item === "" ? -1 : items.length);
    expect(left).toEqual([2, 1, 0]);
  });
});
