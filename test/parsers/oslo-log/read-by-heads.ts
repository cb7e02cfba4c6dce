import { DROP } from "../../../src/model/sieve.ts";
import type { Heads, HeadReader, HeadSieve } from "../../../src/model/sieve.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import type { Note } from "../../../src/model/diagnostic.ts";
import type { Parser, ParserSession } from "../../../src/parsers/parser.ts";
import type { Parsed } from "../../support/parse.ts";

const LINE_END = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** How many lines came to what. */
export interface Tally {
  heads: number;
  lines: number;
  left: number;
}

export interface Cuts {
  /** A new reader, which knows nothing, after so many lines, each in turn; the last holds on. */
  readonly pieces: readonly number[];
  /** The columns are taken after so many lines of a piece, each in turn. */
  readonly batches: readonly number[];
  /** Whether a line to be judged still has the carriage return before its end, which its text has not. */
  readonly returns: "judged" | "cut";
}

export const UNCUT: Cuts = { pieces: [Infinity], batches: [Infinity], returns: "cut" };

/** Runs one parser over a whole text through the heads of its records, as the pipeline would. */
export function parseByHeads(parser: Parser, sieve: HeadSieve, bytes: Buffer, cuts: Cuts = UNCUT, path = "sample.log"): Parsed & { readonly tally: Tally } {
  const events: LogEvent[] = [];
  const notes: Note[] = [];
  const session = parser.open({
    path,
    modifiedUs: Date.UTC(2026, 0, 1) * 1000,
    year: undefined,
    emit: (event) => events.push(event),
    note: (note) => notes.push(note),
  });
  const tally = readByHeads(bytes, sieve, session, cuts);
  return { events, notes, facts: session.end(), tally };
}

/** The head sieve for a source that begins with these lines. */
export function headSieveOf(parser: Parser, head: readonly string[]): HeadSieve | undefined {
  const sieve = parser.sieve?.(head);
  return sieve !== undefined && "openHeads" in sieve ? sieve : undefined;
}

/** Judges each line and hands over what the verdicts say: rows of heads and lines of text, in order. */
function readByHeads(bytes: Buffer, sieve: HeadSieve, session: ParserSession, { pieces, batches, returns }: Cuts): Tally {
  const tally: Tally = { heads: 0, lines: 0, left: 0 };
  const lines: { from: number; to: number }[] = [];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(LINE_END, from);
    const end = found < 0 ? bytes.length : found;
    lines.push({ from, to: end });
    from = end + 1;
  }
  for (let first = 0, piece = 0; first < lines.length; piece++) {
    const past = Math.min(lines.length, first + (pieces[Math.min(piece, pieces.length - 1)] ?? Infinity));
    readPiece(bytes, lines, first, past, sieve.openHeads(), session, batches, returns, tally);
    first = past;
  }
  return tally;
}

function readPiece(
  bytes: Buffer, lines: readonly { readonly from: number; readonly to: number }[], first: number, past: number, reader: HeadReader, session: ParserSession,
  batches: readonly number[], returns: Cuts["returns"], tally: Tally,
): void {
  let at = first;
  for (let batch = 0; at < past; batch++) {
    const pastBatch = Math.min(past, at + (batches[batch % batches.length] ?? Infinity));
    const kept: { readonly line: number; readonly text: string }[] = [];
    let left = 0;
    for (; at < pastBatch; at++) {
      const { from, to } = lines[at] ?? { from: 0, to: 0 };
      const withReturn = to > from && to < bytes.length && bytes[to - 1] === CARRIAGE_RETURN;
      const end = withReturn ? to - 1 : to;
      if (reader.judge(bytes, from, returns === "judged" ? to : end, at - first) === DROP) left++;
      else kept.push({ line: at, text: bytes.toString("utf8", from, end) });
    }
    // As a batch that went to another thread.
    const heads = structuredClone(reader.take());
    tally.heads += heads?.lines.length ?? 0;
    tally.lines += kept.length;
    tally.left += left - (heads?.lines.length ?? 0);
    handOver(heads, first, kept, session);
  }
}

function handOver(heads: Heads | undefined, first: number, kept: readonly { readonly line: number; readonly text: string }[], session: ParserSession): void {
  let row = 0;
  const headsBefore = (line: number): void => {
    for (; heads !== undefined && row < heads.lines.length && (heads.lines[row] ?? 0) + first < line; row++) {
      session.head?.(heads, row, (heads.lines[row] ?? 0) + first + 1);
    }
  };
  for (const { line, text } of kept) {
    headsBefore(line);
    session.line(text, line + 1);
  }
  headsBefore(Infinity);
}
