/**
 * atop's two text outputs, both defined in its source: `-P` in parseable.c (1.26 … 2.13), `-J` in json.c (2.6 … 2.13).
 *
 *     CPU node-7 1700000010 2023/11/14 22:13:30 10 100 4 300 900 0 2700 60 0 40 0 0 2400 100
 *     {"host": "node-7", "timestamp": 1700000010, "elapsed": 10, "CPU": {"hertz": 100, "nrcpu": 4, …}, …}
 *
 * A sample is one host's values over the interval that ends at its epoch. `-P` writes a line per label and device or process, `SEP` after
 * each sample and `RESET` before one whose values count from boot; any subset of labels may be there. Only CPU, disk, pressure and process
 * rows are read. The date and time of `-P` are local and are not used.
 */
import type { Parser, ParserContext, ParserSession } from "../parser.ts";
import { isJsonSample, readJsonSample } from "./json.ts";
import { isParseable, parseableReader, type Outcome } from "./parseable.ts";
import { releaseGuess } from "./release.ts";
import { sampleReader } from "./sample-reader.ts";

export const atop: Parser = {
  id: "atop",
  title: "atop -P and -J: CPU, disk, pressure and process use",
  versions: "1.26 to 2.13 (-P), 2.6 to 2.13 (-J)",
  example: "CPU node-7 1700000010 2023/11/14 22:13:30 10 100 4 300 900 0 2700 60 0 40 0 0 2400 100",
  // No locks in it.
  resolutionUs: 1_000_000,
  sniff,
  sieve: undefined,
  open,
};

function sniff(head: readonly string[]): number {
  const lines = head.filter((line) => line !== "" && line !== "SEP" && line !== "RESET");
  const own = lines.filter((line) => isParseable(line) || isJsonSample(line)).length;
  if (own === 0) return 0;
  // The last line may be cut.
  return own >= lines.length - 1 ? 0.95 : (0.9 * own) / lines.length;
}

function open(context: ParserContext): ParserSession {
  const release = releaseGuess();
  const reader = sampleReader(context);
  const hosts = new Set<string>();
  let layout: "parseable" | "json" | undefined;
  let records = 0;
  // Two are enough to know that there are several.
  const sawHost = (host: string): void => {
    if (hosts.size < 2) hosts.add(host);
  };
  const parseable = parseableReader(reader, release, sawHost);

  const readJson = (text: string, line: number): Outcome => {
    if (!isJsonSample(text)) return "foreign";
    layout = "json";
    return readJsonSample(text, line, reader, release, sawHost) ? "row" : "bad-row";
  };

  return {
    line: (text, line) => {
      if (text === "") return;
      const outcome = text.startsWith("{") ? readJson(text, line) : parseable.line(text, line);
      if (outcome === "row") {
        records += 1;
        layout ??= "parseable";
      } else if (outcome !== "mark") {
        context.note({ ...REJECTED[outcome], severity: "warning", line, text: text.slice(0, 200) });
      }
    },
    end: () => {
      reader.end();
      const name = release.name();
      const [host, ...others] = hosts;
      return {
        service: undefined,
        host: others.length === 0 ? host : undefined,
        layout: layout === "parseable" && name !== undefined ? `parseable ${name.replace(LIKE, "")}-like` : layout,
        records,
        hasDebug: undefined,
        minWaitUs: undefined,
        minHoldUs: undefined,
        versions: name === undefined ? [] : [name],
      };
    },
  };
}

// atop >= 2.9
const LIKE = /^atop (?:>= )?/;

const REJECTED = {
  "bad-row": {
    code: "atop-bad-row",
    message: "An atop row lacks the fields of its label",
    hint: "The line may be cut or mixed with other output; nothing else is lost",
  },
  foreign: { code: "atop-foreign-line", message: "A line is no atop output", hint: undefined },
} as const;
