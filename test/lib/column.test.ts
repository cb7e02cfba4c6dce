import { expect, it } from "vitest";
import { columnOf } from "../../src/lib/column.ts";

it("has a number of each item, in their order", () => {
  expect(columnOf([{ us: 3 }, { us: -1.5 }], ({ us }) => us)).toEqual(Float64Array.of(3, -1.5));
  expect(columnOf([], () => 1)).toHaveLength(0);
});
