import { finished } from "node:stream/promises";
import split2 from "split2";
import type { FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";
import type { Open } from "./bytes.ts";
import { readBytes } from "./read-bytes.ts";
import { noTextFacts, textBytes } from "./text-bytes.ts";

/** The beginning of a source, to tell its format by. */
export interface Head {
  /** Without line ends; the last may be cut. */
  readonly lines: readonly string[];
  /** There is no text at all. */
  readonly empty: boolean;
  /** Holds control characters no log has. Its lines are of no use. */
  readonly binary: boolean;
  /** Its text is the bytes of the file as they are, so that it may be read in pieces. */
  readonly plain: boolean;
  /** Why it could not be read to here. Reading the file whole tells the same again. */
  readonly notes: readonly FileNote[];
}

/** Text to look at, decompressed. */
const HEAD_BYTES = 256 * 1024;

/** Reads about 256 KB of text. Never throws. */
export async function readHead(input: InputFile, open: Open = readBytes): Promise<Head> {
  const notes: FileNote[] = [];
  const facts = noTextFacts();
  const { compression, blocks } = await open(input, (note) => notes.push(note));
  const start: Buffer[] = [];
  for await (const block of atMost(textBytes(blocks, facts), HEAD_BYTES)) start.push(Buffer.from(block));
  const text = Buffer.concat(start);
  const lines = await linesOf(text);
  return { lines, empty: text.length === 0, binary: controlsIn(text) > text.length * MOST_CONTROLS, plain: compression === undefined && !facts.utf16, notes };
}

/** Lines leave through the mapper, as they are split off: a stream of single lines costs twice as much again as the split. */
async function linesOf(text: Buffer): Promise<readonly string[]> {
  const lines: string[] = [];
  const splitter = split2((line: string) => {
    lines.push(line);
  }).resume();
  splitter.end(text);
  await finished(splitter);
  return lines;
}

/** Stops after so many bytes, so that a head without line ends is bounded too. */
async function* atMost(text: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const block of text) {
    yield block.subarray(0, left);
    left -= Math.min(left, block.length);
    if (left === 0) return;
  }
}

/** Random bytes have 10 % of them, executables and databases more, logs none or a stray one. */
const MOST_CONTROLS = 0.02;

/** Control characters other than tab, line feed, form feed, carriage return and escape (colours). */
function controlsIn(block: Buffer): number {
  let count = 0;
  // By index: an iterator takes twice as long until it is compiled, and at a start it never is.
  for (let at = 0; at < block.length; at++) {
    const byte = block[at] ?? 0;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b) count++;
  }
  return count;
}
