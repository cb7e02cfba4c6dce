import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { osloLog } from "../../../src/parsers/oslo-log/oslo-log.ts";
import { linesOf, parse, type Parsed } from "../../support/parse.ts";
import { parseByHeads } from "./read-by-heads.ts";

const samples = readdirSync("samples/oslo-log").map((name) => ({ name, text: readFileSync(`samples/oslo-log/${name}/input.log`, "utf8") }));
const sieved = samples.filter(({ text }) => osloLog.sieve?.(linesOf(text)) !== undefined);

function byLines(text: string): Parsed {
  return parse(osloLog, text, { modifiedUs: Date.UTC(2026, 0, 1) * 1000 });
}

function byHeads(text: string, pieces: readonly number[] = [Infinity], batches: readonly number[] = [Infinity]): Parsed {
  const { events, notes, facts } = parseByHeads(osloLog, text, { pieces, batches });
  return { events, notes, facts };
}

describe("heads and lines", () => {
  it.each(sieved)("of $name tell what its lines alone do", ({ text }) => {
    expect(byHeads(text)).toEqual(byLines(text));
  });
});
