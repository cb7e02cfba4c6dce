import { expect, it } from "vitest";
import { columnOf, fillingColumn, highestSoFar, inOrder, joined } from "../../src/lib/column.ts";

it("has a number of each item, in their order", () => {
  expect(columnOf([{ us: 3 }, { us: -1.5 }], ({ us }) => us)).toEqual(Float64Array.of(3, -1.5));
  expect(columnOf([], () => 1)).toHaveLength(0);
});

it("is put in order, and is itself where it is so", () => {
  const [ordered, other] = [Float64Array.of(1, 1, 2), Float64Array.of(2, 1, 3)];
  expect(inOrder(ordered)).toBe(ordered);
  expect([inOrder(other), other]).toEqual([Float64Array.of(1, 2, 3), Float64Array.of(2, 1, 3)]);
});

it("has what it was filled with, in less room than there was", () => {
  const filling = fillingColumn(3);
  filling.push(5);
  filling.push(4);
  expect(filling.filled()).toEqual(Float64Array.of(5, 4));
});

it("is joined of several", () => {
  expect(joined([Float64Array.of(1, 2), Float64Array.of(), Float64Array.of(0)])).toEqual(Float64Array.of(1, 2, 0));
});

it("tells the highest so far", () => {
  expect(highestSoFar(Float64Array.of(2, 1, 3, 3, 0))).toEqual(Float64Array.of(2, 2, 3, 3, 3));
});
