import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import type { Parser } from "../../src/parsers/parser.ts";
import { expectGolden } from "./golden.ts";
import { linesOf, parse } from "./parse.ts";

/** Fixed last-modified time of every sample: 2026-01-01T00:00:00Z. Years of formats without one follow from it. */
const MODIFIED_US = Date.UTC(2026, 0, 1) * 1000;

/**
 * One test per folder of samples/<parser>/: `input.*` beside `events.jsonl`, the events it must give, and the notes and facts after them.
 */
export function describeSamples(parser: Parser): void {
  const folder = join("samples", parser.id);
  describe(`samples of ${parser.id}`, () => {
    for (const name of readdirSync(folder).sort()) {
      const input = readdirSync(join(folder, name)).find((file) => file.startsWith("input."));
      if (input === undefined) throw new Error(`${folder}/${name} has no input.* file`);
      it(`reads ${name} as its golden file says`, () => {
        const text = readFileSync(join(folder, name, input), "utf8");
        expect(parser.sniff(linesOf(text).slice(0, 400))).toBeGreaterThan(0.5);
        const { events, notes, facts } = parse(parser, text, { path: `${name}/${input}`, modifiedUs: MODIFIED_US });
        const rows = [...events.map(flatten), ...notes.map((note) => ({ note })), { facts }];
        expectGolden(join(folder, name, "events.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n") + "\n");
      });
    }
  });
}

/** Head fields first, then the event's own; what is undefined vanishes. */
function flatten(event: LogEvent): object {
  const { kind, head, ...own } = event;
  return { kind, ...head, at: new Date(Math.floor(head.atUs / 1000)).toISOString(), ...own };
}
