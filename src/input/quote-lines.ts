import { firstFrom } from "../lib/search.ts";
import { jsonMessageIn, LEFT_OUT } from "../model/json-message.ts";
import { placeBefore, type Checkpoint } from "./checkpoints.ts";
import type { InputFile } from "./input-file.ts";
import { lineBlocks } from "./line-blocks.ts";
import { eachLine, lineDecoder } from "./line-text.ts";
import type { Open } from "./bytes.ts";
import { readBytes } from "./read-bytes.ts";
import { noTextFacts, textBytes } from "./text-bytes.ts";

/** Characters of a quoted line. */
const MAX_QUOTE = 500;
/** Smaller than for reading whole files: a file is entered in many places, and each takes a buffer. */
const QUOTE_BLOCK = 64 * 1024;

/**
 * The text of some lines (1-based numbers, any order) as logged, clipped to 500 characters, of JSON to those that tell something; a line that is no longer there is left
 * out. With the checkpoints of an earlier `readLines` only the blocks that hold the lines are read; else all up to the last of them.
 */
export async function quoteLines(
  input: InputFile,
  lines: readonly number[],
  checkpoints: readonly Checkpoint[] = [],
  open: Open = readBytes,
): Promise<ReadonlyMap<number, string>> {
  const quotes = new Map<number, string>();
  const wanted = [...new Set(lines)].filter((line) => line >= 1).sort((a, b) => a - b);
  for (let next = 0; next < wanted.length; ) {
    const { place, until } = placeBefore(checkpoints, wanted[next] ?? 1);
    const near = wanted.slice(next, Math.max(next + 1, firstFrom(wanted, until)));
    await quoteFrom(input, open, place, near, quotes);
    next += near.length;
  }
  return quotes;
}

/** `wanted` in ascending order, none before `place`. */
async function quoteFrom(input: InputFile, open: Open, place: Checkpoint, wanted: readonly number[], quotes: Map<number, string>): Promise<void> {
  const facts = noTextFacts();
  const { blocks } = await open(input, () => undefined, place.offset, QUOTE_BLOCK);
  const last = wanted.at(-1) ?? 0;
  const sought = new Set(wanted);
  let line = place.line;
  for await (const { bytes } of lineBlocks(textBytes(blocks, facts, place.offset === 0), facts)) {
    const decode = lineDecoder(bytes);
    eachLine(bytes, (from, end) => {
      if (sought.has(line)) quotes.set(line, clipped(decode(from, end)));
      line++;
    });
    if (line > last) return;
  }
}

/** Never ends in half a character. */
function clipped(line: string): string {
  if (line.length <= MAX_QUOTE) return line;
  const text = fromMessage(line);
  const half = /[\uD800-\uDBFF]$/.test(text.slice(0, MAX_QUOTE));
  return text.slice(0, half ? MAX_QUOTE - 1 : MAX_QUOTE);
}

/** The journal and collectors may say a lot about a message before it: where less than half of the quote would be left for it, the quote begins with it. */
function fromMessage(line: string): string {
  const message = jsonMessageIn(line);
  return message === undefined || message.end <= MAX_QUOTE || message.keyAt <= MAX_QUOTE / 2 ? line : LEFT_OUT + line.slice(message.keyAt);
}
