import { isLabel, rowOfColumns, type Row } from "./fields.ts";
import type { ReleaseGuess } from "./release.ts";
import type { SampleReader } from "./sample-reader.ts";
import { LATEST_S, type Sample } from "./samples.ts";

/** What became of a line: `row` was understood (or is of no interest), `mark` is RESET or SEP, the others are for a diagnostic. */
export type Outcome = "row" | "mark" | "bad-row" | "foreign";

// CPU node-7 1700000010 2023/11/14 22:13:30 10 100 4 …
const HEADER = /^([a-z]{2,8})( (\S+) (\d{1,10}) \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (\d{1,9}) )/i;

/** A line of `-P`: label, host, epoch, local date and time, interval in seconds, fields. */
export function isParseable(line: string): boolean {
  return HEADER.test(line);
}

export interface ParseableReader {
  readonly line: (text: string, line: number) => Outcome;
}

/**
 * Reads `atop -P`. The lines are split by hand, from the left, and not as delimiter-separated values: names and command lines stand in
 * parentheses that nothing escapes, with blanks and parentheses inside, which no quoting rule of such a reader describes.
 */
export function parseableReader(reader: SampleReader, release: ReleaseGuess, sawHost: (host: string) => void): ParseableReader {
  let sinceBoot = false;
  /** What follows the label, up to the fields; the same on all lines of a sample. */
  let prefix: string | undefined;

  const begin = (text: string, line: number): boolean => {
    const header = HEADER.exec(text);
    const sample = header === null ? undefined : sampleOf(header[3], header[4], header[5], line);
    if (sample === undefined) return false;
    prefix = header?.[2];
    sawHost(sample.host);
    reader.begin(sample, sinceBoot);
    sinceBoot = false;
    return true;
  };

  const mark = (word: string): Outcome => {
    reader.finish();
    prefix = undefined;
    sinceBoot = word === "RESET";
    return "mark";
  };

  return {
    line: (text, line) => {
      if (text === "SEP" || text === "RESET") return mark(text);
      const label = text.slice(0, Math.max(text.indexOf(" "), 0));
      if ((prefix === undefined || !text.startsWith(prefix, label.length)) && !begin(text, line)) return "foreign";
      const body = text.slice(label.length + (prefix?.length ?? 0));
      sawLayout(release, label, body);
      if (!isLabel(label)) return "row";
      const row = label === "PRC" ? processRow(body) : rowOfColumns(label, body.split(" "));
      return row !== undefined && reader.row(label, row, line) ? "row" : "bad-row";
    },
  };
}

function sampleOf(host: string | undefined, epoch: string | undefined, interval: string | undefined, line: number): Sample | undefined {
  return host === undefined || Number(epoch) > LATEST_S ? undefined : { host, atUs: Number(epoch) * 1_000_000, intervalS: Number(interval), line };
}

function sawLayout(release: ReleaseGuess, label: string, body: string): void {
  const key = label === "NET" && body.startsWith("upper ") ? "NET upper" : label;
  if (!release.wants(key)) return;
  const columns = label === "PRC" ? processColumns(body) : body.split(" ");
  if (columns !== undefined) release.sawRow(key, columns.length);
}

function processRow(body: string): Row | undefined {
  const columns = processColumns(body);
  return columns === undefined ? undefined : rowOfColumns("PRC", columns);
}

/** The kernel keeps 15 bytes of a name, atop at most 64: the closing parenthesis is looked for that far. */
const LONGEST_NAME = 64;

/**
 * Columns of `812 (rs:main Q:Reg) S 100 3 4 0 120 …`. The name ends at the first parenthesis after which a state letter and
 * the three counters follow. With -Z (2.7 and later) the name has no parentheses and no blanks.
 */
function processColumns(body: string): readonly string[] | undefined {
  const pidEnd = body.indexOf(" ");
  if (pidEnd < 0) return undefined;
  const nameStart = pidEnd + 1;
  if (body[nameStart] !== "(") {
    const columns = body.split(" ");
    return looksLikeCounters(columns, 2) ? columns : undefined;
  }
  for (let end = body.indexOf(") ", nameStart); end >= 0 && end - nameStart <= LONGEST_NAME; end = body.indexOf(") ", end + 1)) {
    // One state letter between blanks, else this parenthesis is inside the name.
    if (body[end + 3] !== " ") continue;
    const tail = body.slice(end + 2);
    if (looksLikeCounters(tail.split(" ", 4), 0)) return [body.slice(0, pidEnd), body.slice(nameStart + 1, end), ...tail.split(" ")];
  }
  return undefined;
}

// 100
const COUNTER = /^-?\d+$/;

/** State, hertz, utime, stime. */
function looksLikeCounters(columns: readonly string[], state: number): boolean {
  return columns[state]?.length === 1 && [1, 2, 3].every((offset) => COUNTER.test(columns[state + offset] ?? ""));
}
