import { describe, expect, it } from "vitest";
import { detectParser } from "../../src/parsers/detect.ts";
import { parsers } from "../../src/parsers/index.ts";
import type { Parser } from "../../src/parsers/parser.ts";
import { leastCpuMs } from "../support/cpu-ms.ts";
import { runs, SOAK_MS } from "./support/soak.ts";
import { seeds } from "./support/seeds.ts";

/** As long as a line gets: input cuts it there. */
const LENGTH = 1024 * 1024;
/** For one such line, ms; what grows with the square needs minutes. */
const MAX_MS = 1000;

/** Of lines that many are tried of: what squares takes hundreds of ms for them too, which is many times the bound. */
const SHORT = 20_000;
const MAX_SHORT_MS = 60;

const FILLINGS = ["\"", "[", "(", "{", "<", "'", "\\", ":", " ", ",", "|", "=", "@", "0", "a", "a ", "1 ", "a=1 ", "req-", "[req-", " [instance: ", "Lock \"", " vm=0x1", "name=", "{\"a\":", "[[", "\\\"", "<a>", "\t", "#", "+0x", "a+0x1 [", ") ", "0x7f ", "\u2028", "\u00e9", "<name>"];

/** Of a parser's lines; FUZZ_RUNS tries more of them. */
const MOST_KINDS = runs(12).numRuns;

/** Lines of the kinds that the samples have: one of each beginning, evenly chosen. */
function kindsOf(parser: Parser): readonly string[] {
  const kinds = new Map<string, string>();
  for (const { path, bytes } of seeds()) {
    if (!path.startsWith("samples/")) continue;
    const lines = bytes.toString().split("\n");
    if (detectParser(lines) !== parser) continue;
    for (const line of lines.slice(0, 60)) kinds.set(line.replace(/\d+|[\da-f]{8,}/g, "0").slice(0, 140), line);
  }
  const all = [...kinds.values()];
  const step = Math.max(1, Math.floor(all.length / MOST_KINDS));
  return all.filter((_, index) => index % step === 0);
}

function open(parser: Parser): (text: string) => void {
  const session = parser.open({ path: "x.log", modifiedUs: undefined, year: undefined, emit: () => undefined, note: () => undefined });
  let line = 0;
  return (text) => {
    session.line(text, ++line);
  };
}

/** The line with the filling at a place between two of its words, so that whatever reads up to there is led into it. */
function* filled(line: string, filling: string, length: number, places: number): Generator<string> {
  const bounds = [...line.matchAll(/\b/g)].map(({ index }) => index);
  const step = Math.max(1, Math.ceil(bounds.length / places));
  const long = filling.repeat(Math.ceil(length / filling.length));
  for (let at = 0; at < bounds.length; at += step) yield line.slice(0, bounds[at]) + long + line.slice(bounds[at]);
}

describe.each(parsers.map((parser) => [parser.id, parser] as const))("%s, given lines as long as lines get", (_, parser) => {
  it("takes none of them long", () => {
    const read = open(parser);
    const slow: string[] = [];
    for (const filling of FILLINGS) {
      const line = filling.repeat(Math.ceil(LENGTH / filling.length));
      const work = (): void => {
        read(line);
        parser.sniff([line]);
      };
      if (leastCpuMs(work, MAX_MS) > MAX_MS) slow.push(filling);
    }
    expect(slow).toEqual([]);
  });

  it("takes none of its own lines long, wherever they are stuffed", () => {
    const slow: string[] = [];
    for (const line of kindsOf(parser)) {
      for (const filling of FILLINGS) {
        const read = open(parser);
        for (const text of filled(line, filling, SHORT, 2)) {
          const ms = leastCpuMs(() => {
            read(text);
          }, MAX_SHORT_MS);
          if (ms > MAX_SHORT_MS) slow.push(`${ms.toFixed(0)} ms: ${JSON.stringify(filling)} in ${line.slice(0, 100)}`);
        }
      }
    }
    expect(slow).toEqual([]);
  }, SOAK_MS);
});
