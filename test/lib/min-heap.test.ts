import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minHeap } from "../../src/lib/min-heap.ts";

describe("a heap", () => {
  it("gives values in order of their keys, equal keys in order of insertion", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (keys) => {
        const heap = minHeap();
        keys.forEach((key, index) => {
          heap.push(key, index);
        });
        const taken = keys.map(() => heap.pop());
        expect(taken).toEqual(keys.map((key, index) => ({ key, index })).sort((a, b) => a.key - b.key || a.index - b.index).map(({ index }) => index));
      }),
    );
  });

  it("has nothing to give when it is empty", () => {
    expect([minHeap().pop(), minHeap().firstKey(), minHeap().size()]).toEqual([undefined, Number.POSITIVE_INFINITY, 0]);
  });
});
