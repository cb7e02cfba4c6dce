import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lockTrace } from "../../../src/parsers/lock-trace/lock-trace.ts";
import { layouts } from "../../../src/parsers/lock-trace/layouts.ts";
import { linesOf, parse } from "../../support/parse.ts";

const SAMPLES = join("samples", lockTrace.id);
const sampleLines = readdirSync(SAMPLES).flatMap((name) => linesOf(readFileSync(join(SAMPLES, name, "input.txt"), "utf8")));

/** A line of some sample, whole, cut, or with a piece replaced. */
const nearlyALine = fc.tuple(fc.constantFrom(...sampleLines), fc.nat(200), fc.nat(40), fc.string({ unit: "binary", maxLength: 12 })).map(
  ([line, from, length, put]) => line.slice(0, from) + put + line.slice(from + length),
);
const anyLines = fc.array(fc.oneof(fc.string({ unit: "binary" }), nearlyALine, fc.constantFrom(...sampleLines)), { maxLength: 60 });

describe("laws of lock traces", () => {
  it("throws on no lines whatever", () => {
    fc.assert(fc.property(anyLines, (lines) => void parse(lockTrace, lines.join("\n"))), { numRuns: 500 });
  });

  it("throws in no layout on the lines of another", () => {
    fc.assert(
      fc.property(fc.constantFrom(...layouts), anyLines, (layout, lines) => {
        const session = layout.open({ path: "x", modifiedUs: 0, year: undefined, emit: () => undefined, note: () => undefined });
        lines.forEach((line, index) => session.line(line, index + 1));
        session.end();
      }),
      { numRuns: 1000 },
    );
  });

  it("lets at most one layout recognise a line", () => {
    const claims = sampleLines.map((line) => [line, layouts.filter((layout) => layout.recognises(line)).map((layout) => layout.id)] as const);
    expect(claims.filter(([, ids]) => ids.length > 1)).toEqual([]);
  });

  it("sniffs between 0 and 1", () => {
    fc.assert(fc.property(anyLines, (lines) => {
      const sure = lockTrace.sniff(lines);
      expect(sure).toBeGreaterThanOrEqual(0);
      expect(sure).toBeLessThanOrEqual(1);
    }));
  });

  it("gives only whole numbers of microseconds, none of them negative", () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        for (const event of parse(lockTrace, lines.join("\n"), { modifiedUs: 1 }).events) {
          const numbers = Object.entries({ ...event, atUs: event.head.atUs }).filter(([name]) => name.endsWith("Us"));
          for (const [, value] of numbers) expect(value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same events wherever lines of noise stand", () => {
    const rows = sampleLines.filter((line) => /^\d{19} /.test(line));
    const noise = fc.constantFrom("", "^C", "Attaching 18 probes...", "# a comment", "Pass 1: parsed user script", "WARNING: nothing");
    const plain = parse(lockTrace, rows.join("\n")).events.map((event) => ({ ...event, head: { ...event.head, line: 0 } }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(rows.length), noise), { maxLength: 10 }), (inserts) => {
        const lines = [...rows];
        for (const [at, text] of inserts) lines.splice(at, 0, text);
        const { events } = parse(lockTrace, lines.join("\n"));
        expect(events.map((event) => ({ ...event, head: { ...event.head, line: 0 } }))).toEqual(plain);
      }),
      { numRuns: 50 },
    );
  });
});
