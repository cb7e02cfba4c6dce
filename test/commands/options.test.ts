import { afterEach, describe, expect, it } from "vitest";
import { outputColumns } from "../../src/commands/options.ts";

const { isTTY, columns } = process.stdout;
const before = process.env["COLUMNS"];

function terminal(width: number | undefined, stated?: string): void {
  Object.assign(process.stdout, { isTTY: width !== undefined, columns: width });
  if (stated === undefined) delete process.env["COLUMNS"];
  else process.env["COLUMNS"] = stated;
}

describe("the width of text", () => {
  afterEach(() => {
    Object.assign(process.stdout, { isTTY, columns });
    if (before === undefined) delete process.env["COLUMNS"];
    else process.env["COLUMNS"] = before;
  });

  it.each([
    ["that of the terminal", 140, "100", 140],
    ["80 on a terminal that knows none", 0, undefined, 80],
    ["what COLUMNS says on a terminal that knows none", 0, "120", 120],
    ["what COLUMNS says where it goes elsewhere", undefined, "120", 120],
    ["80 where nothing is said", undefined, undefined, 80],
    ["80 where COLUMNS makes no sense", undefined, "wide", 80],
  ] as const)("is %s", (_, width, stated, expected) => {
    terminal(width, stated);
    expect(outputColumns()).toBe(expected);
  });
});
