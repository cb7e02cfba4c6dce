import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { field } from "../../../src/parsers/libvirtd/message-text.ts";
import { createNames } from "../../../src/parsers/libvirtd/names.ts";

const text = fc.array(fc.oneof(fc.constantFrom("mon=", "0x7ffa641c1a20", " ", ",", ")", "(nil)"), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 12 }).map((parts) => parts.join(""));

describe("kept names", () => {
  it("are what stands in the text", () => {
    const names = createNames();
    fc.assert(
      fc.property(text, fc.nat({ max: 20 }), fc.nat({ max: 90 }), (line, from, length) => {
        expect(names.at(line, from, from + length)).toBe(line.slice(from, from + length));
      }),
    );
  });

  it("are the fields of a message, known before or not", () => {
    const names = createNames();
    fc.assert(
      fc.property(text, fc.nat({ max: 5 }), (line, from) => {
        expect(names.field(line, "mon=", from)).toBe(field(line, "mon=", from));
      }),
      { numRuns: 500 },
    );
  });
});
