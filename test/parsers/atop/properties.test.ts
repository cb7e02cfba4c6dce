import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atop } from "../../../src/parsers/atop/atop.ts";
import { parse } from "../../support/parse.ts";

const field = fc.oneof(fc.integer({ min: -3, max: 1e9 }).map(String), fc.constantFrom("-", "", "y", "n", "(a", "b)", ")", "()", "S", "9".repeat(400), "1e99", "NaN", "0x1f"), fc.string({ maxLength: 5 }));
const label = fc.constantFrom("CPU", "cpu", "DSK", "LVM", "MDD", "PSI", "PRC", "MEM", "NET", "constructor", "__proto__");
const interval = fc.constantFrom("0", "1", "10", "999999999", "-1");
const epoch = fc.constantFrom("0", "1700000010", "1700000020", "9999999999");
const row = fc
  .tuple(label, epoch, interval, fc.array(field, { maxLength: 24 }))
  .map(([name, at, seconds, fields]) => `${name} h ${at} 2023/11/14 22:13:30 ${seconds} ${fields.join(" ")}`);
const json = fc
  .tuple(epoch, interval, fc.dictionary(label, fc.oneof(fc.jsonValue(), fc.array(fc.record({ utime: fc.jsonValue(), stime: fc.nat(), itime: fc.nat(), nrcpu: fc.nat(), io_ms: fc.integer(), dskname: fc.string() })))))
  .map(([at, seconds, lists]) => `{"host":"h","timestamp":${at},"elapsed":${seconds},${JSON.stringify(lists).slice(1)}`);
const line = fc.oneof(row, json, fc.constantFrom("RESET", "SEP", "{", ""), fc.string());

describe("laws of the atop parser", () => {
  it("never throws, and every share is finite and not negative", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const { events } = parse(atop, lines.join("\n"));
        for (const event of events) {
          if (event.kind !== "gauge") throw new Error("only gauges are known");
          expect(Number.isFinite(event.share) && event.share >= 0).toBe(true);
          expect(Number.isSafeInteger(event.head.atUs) && Number.isSafeInteger(event.intervalUs) && event.intervalUs > 0).toBe(true);
          if (event.gauge !== "process-cpu") expect(event.share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("is between 0 and 1 sure of anything", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const sure = atop.sniff(lines);
        expect(sure >= 0 && sure <= 1).toBe(true);
      }),
    );
  });
});
