import type { Sieve } from "../model/sieve.ts";
import { checkpoints, type Checkpoint } from "./checkpoints.ts";
import type { FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";
import { lineBlocks } from "./line-blocks.ts";
import type { Place, TakeLine } from "./line-text.ts";
import { readBytes, type Open } from "./read-bytes.ts";
import { siftLines } from "./sift-lines.ts";
import { splitLines } from "./split-lines.ts";
import { noTextFacts, textBytes } from "./text-bytes.ts";
import { textNotes } from "./text-notes.ts";

export interface ReadResult {
  /** Decompressed. */
  readonly bytes: number;
  /** All there are, wanted or not. */
  readonly lines: number;
  readonly notes: readonly FileNote[];
  /** Places to start from when lines are quoted later; none for compressed files. */
  readonly checkpoints: readonly Checkpoint[];
}

/**
 * Reads a file from start to end and hands over its lines, without line ends, with their 1-based numbers. With a sieve only the records it
 * wants become text. Memory is bounded whatever the file holds; what cannot be read becomes a note. Throws only what `take` throws.
 */
export async function readLines(input: InputFile, sieve: Sieve | undefined, take: TakeLine, open: Open = readBytes): Promise<ReadResult> {
  const notes: FileNote[] = [];
  const facts = noTextFacts();
  const places = checkpoints();
  const { compression, blocks } = await open(input, (note) => notes.push(note));
  const whole = lineBlocks(textBytes(blocks, facts), facts);
  const place: Place = compression === undefined ? places.add : () => undefined;
  const lines = await (sieve === undefined || "openHeads" in sieve ? splitLines(whole, facts, take, place) : siftLines(whole, sieve, facts, take, place));
  return { bytes: facts.bytes, lines, notes: [...notes, ...textNotes(input.path, facts)], checkpoints: places.list() };
}
