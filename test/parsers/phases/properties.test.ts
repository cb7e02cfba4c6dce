import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phases } from "../../../src/parsers/phases/phases.ts";
import { parse } from "../../support/parse.ts";

const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('"', '""', "\n", '"a\nb"', "ERROR", "503", "2024-03-08T09:00:00Z", "1709888400", "9999999999999999999", "u1", "vm-1"));
const heading = fc.constantFrom("id,create_start,active,gone,final,fault", "name;create_start;post_status;req_id", "\uFEFF# uuid\trequested");
const row = fc.tuple(fc.constantFrom(",", ";", "\t"), fc.array(cell, { maxLength: 8 })).map(([delimiter, cells]) => cells.join(delimiter));
const entry = fc
  .record({
    ts: cell,
    ev: fc.constantFrom("create_start", "create_accepted", "state", "gone", "ssh", "constructor"),
    name: fc.oneof(cell, fc.jsonValue()),
    id: cell,
    status: fc.oneof(cell, fc.nat()),
    create_start: fc.jsonValue(),
  }, { requiredKeys: [] })
  .map((value) => JSON.stringify(value));
const table = fc.tuple(heading, fc.array(row, { maxLength: 12 })).map(([first, rows]) => [first, ...rows].join("\n"));
const journal = fc.array(fc.oneof(entry, fc.constantFrom("{", "[]", "{}", "")), { maxLength: 12 }).map((lines) => ['{"ts":"x","ev":"bench_start"}', ...lines].join("\n"));

describe("laws of the phases parser", () => {
  it("never throws, and every instant is an integer on a line of the source", () => {
    fc.assert(
      fc.property(fc.oneof(table, journal, fc.string()), (text) => {
        const { events } = parse(phases, text);
        const lines = text.split("\n").length;
        for (const { head } of events) {
          expect(Number.isSafeInteger(head.atUs)).toBe(true);
          expect(head.line >= 1 && head.line <= lines).toBe(true);
        }
        const sure = phases.sniff(text.split("\n"));
        expect(sure >= 0 && sure <= 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
