import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { libvirtd } from "../../../src/parsers/libvirtd/libvirtd.ts";
import { RULES } from "../../../src/parsers/libvirtd/rules.ts";
import { parse } from "../../support/parse.ts";

const texts = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("vm=", " name=", "(", ")", "job=", ", ", "none", "for domain x; current job is (", " owned by (", "'", "=", " uuid="));
const messages = fc.tuple(fc.constantFrom(...RULES.map((rule) => rule.starts)), fc.array(texts, { maxLength: 8 })).map(([start, rest]) => start + rest.join(""));
const functions = fc.constantFrom(...RULES.flatMap((rule) => rule.functions));
const clock = fc.integer({ min: 0, max: 999 }).map((ms) => ms.toString().padStart(3, "0"));
const records = fc
  .tuple(fc.constantFrom("2018-03-05 14:09:20", "03:21:20"), clock, fc.nat({ max: 4 }), functions, messages)
  .map(([stamp, ms, tid, func, message]) => `${stamp}.${ms}${stamp.length > 8 ? "+0000" : ""}: ${tid.toString()}: debug : ${func}:1 : ${message}`);
const wrapped = fc.tuple(fc.constantFrom("Feb 29 03:21:20 h libvirtd[1]: ", "2018-03-05T14:09:20Z h virtqemud[1]: ", "2018-03-05T14:09:20Z stderr F ", '{"MESSAGE":', '{"log":"'), fc.oneof(messages, texts)).map((parts) => parts.join(""));

describe("any input", () => {
  it("is read without throwing", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(records, wrapped, texts), { maxLength: 40 }), (lines) => {
        libvirtd.sniff(lines);
        libvirtd.sieve?.(lines);
        parse(libvirtd, lines.join("\n"));
      }),
      { numRuns: 300 },
    );
  });

  it("gives only finite times and durations that are not negative", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(records, wrapped), { maxLength: 40 }), (lines) => {
        for (const event of parse(libvirtd, lines.join("\n"), { modifiedUs: Date.UTC(2020, 0, 1) * 1000 }).events) {
          expect(Number.isSafeInteger(event.head.atUs)).toBe(true);
          if ("durationUs" in event) expect(event.durationUs).toBeGreaterThanOrEqual(0);
          if ("waitUs" in event && event.waitUs !== undefined) expect(event.waitUs).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
