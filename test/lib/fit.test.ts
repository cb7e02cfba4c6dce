import { describe, expect, it } from "vitest";
import { fit } from "../../src/lib/fit.ts";

describe("fit", () => {
  it("keeps the lists and their order, as copies that further items do not reach", () => {
    const list = [1, 2];
    const lists = new Map([["b", list], ["a", [3]]]);
    const fitted = fit(lists);
    list.push(4);
    expect([...fitted]).toEqual([["b", [1, 2]], ["a", [3]]]);
  });
});
