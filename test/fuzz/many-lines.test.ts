import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { detectParser } from "../../src/parsers/detect.ts";
import { parsers } from "../../src/parsers/index.ts";
import type { Parser } from "../../src/parsers/parser.ts";
import { cpuMs } from "../support/cpu-ms.ts";
import { linesOf } from "../support/parse.ts";
import { renumbered } from "./support/renumbered.ts";
import { seeds } from "./support/seeds.ts";
import { SOAK_MS } from "./support/soak.ts";

const LINES = 150_000;
/** Of a table, whose rows take twenty times as long. */
const ROWS = 30_000;
/** Lines taken of one sample: a long one must not outweigh the others. */
const OF_ONE = 200;

/** What may stay in memory, bytes: some 8 MB do. The lines themselves are a quarter longer than this and more. */
const MOST_KEPT = 12_000_000;
/** What a benchmark saw is kept, up to 64 MB, until the log ends. */
const MOST_OF_PHASES = 60_000_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Lines of all samples that are the parser's. */
function ownLines(parser: Parser): readonly string[] {
  const samples = seeds().filter(({ path }) => path.startsWith("samples/"));
  return samples.map(({ bytes }) => linesOf(bytes.toString())).filter((lines) => detectParser(lines) === parser).flatMap((lines) => lines.slice(0, OF_ONE));
}

interface Source {
  readonly name: string;
  readonly parser: Parser;
  readonly lines: readonly string[];
  readonly count: number;
  readonly mostKept: number;
}

const sources = parsers.flatMap((parser): readonly Source[] => {
  const lines = ownLines(parser);
  if (parser.id !== "phases") return [{ name: parser.id, parser, lines, count: LINES, mostKept: MOST_KEPT }];
  const journal = lines.filter((line) => line.startsWith("{"));
  // One open quote would make all that follows a single field.
  const table = lines.filter((line) => !line.startsWith("{") && !line.includes("\""));
  return [
    { name: "phases, a journal", parser, lines: journal, count: LINES, mostKept: MOST_OF_PHASES },
    { name: "phases, a table", parser, lines: table, count: ROWS, mostKept: MOST_OF_PHASES },
  ];
});

describe.each(sources)("$name, given lines of which each names something new", ({ parser, lines, count, mostKept }) => {
  it("keeps a bounded part of them and takes no longer for the last than for the first", () => {
    const lineOf = renumbered(lines);
    let told = 0;
    const tell = (): void => void told++;
    const session = parser.open({ path: "x.log", modifiedUs: undefined, year: undefined, emit: tell, note: tell });
    const before = heapBytes();
    const tookMs: number[] = [];
    for (let from = 0; from < count; from += count / 3) {
      const begun = cpuMs();
      for (let at = from; at < from + count / 3; at++) session.line(lineOf(at), at + 1);
      tookMs.push(cpuMs() - begun);
    }
    expect(heapBytes() - before).toBeLessThan(mostKept);
    session.end();
    expect(told).toBeGreaterThan(count / 10);
    const [first = 0, , last = 0] = tookMs;
    expect(last).toBeLessThan(3 * first + 500);
  }, SOAK_MS);
});
