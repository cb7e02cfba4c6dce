import { describe, expect, it } from "vitest";
import { paintFor } from "../../src/lib/sgr.ts";

describe("paintFor", () => {
  it("sets off text and ends it again", () => {
    expect(paintFor(true).bold("H1")).toBe("\u001b[1mH1\u001b[22m");
  });

  it("leaves text alone without colour", () => {
    expect(paintFor(false).red("H1")).toBe("H1");
  });
});
