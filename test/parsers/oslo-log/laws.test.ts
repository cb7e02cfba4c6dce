import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";
import { secondsToUs } from "../../../src/parsers/oslo-log/decimal.ts";
import { linesOf, parse } from "../../support/parse.ts";

const samples = readdirSync("samples/oslo-log").flatMap((name) => linesOf(readFileSync(`samples/oslo-log/${name}/input.log`, "utf8")));

/** A real line with a piece cut out, doubled or replaced. */
const damaged = fc.tuple(fc.constantFrom(...samples), fc.nat(400), fc.nat(60), fc.string({ unit: "binary", maxLength: 12 })).map(
  ([line, at, length, filler]) => line.slice(0, at) + filler + line.slice(at + length),
);

describe("any lines", () => {
  it("are survived", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), damaged), { maxLength: 30 }), (lines) => {
        expect(osloLog.sniff(lines)).toBeGreaterThanOrEqual(0);
        parse(osloLog, lines.join("\n"), { modifiedUs: Date.UTC(2026, 0, 1) * 1000 });
      }),
      { numRuns: 500 },
    );
  });

  it("give times and durations that are whole, finite and never negative", () => {
    fc.assert(
      fc.property(fc.array(damaged, { maxLength: 20 }), (lines) => {
        for (const event of parse(osloLog, lines.join("\n"), { modifiedUs: Date.UTC(2026, 0, 1) * 1000 }).events) {
          const numbers = [event.head.atUs, "durationUs" in event ? event.durationUs : 0, "waitUs" in event ? (event.waitUs ?? 0) : 0];
          expect(numbers.every(Number.isSafeInteger)).toBe(true);
          expect(Math.min(...numbers.slice(1))).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("seconds", () => {
  it("of three decimals are exact", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (ms) => {
        expect(secondsToUs((ms / 1000).toFixed(3))).toBe(ms * 1000);
      }),
    );
  });
});
