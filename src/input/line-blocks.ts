import { LINE_END } from "./line-text.ts";
import type { TextFacts } from "./text-bytes.ts";

/** Whole lines, each with its line end; only the last line of the file may lack it. Valid until the next block is asked for. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** Where the block begins in the file; undefined where what was read is not what the file holds. */
  readonly offset: number | undefined;
}

/** A line is cut after this many bytes; the rest of it, up to its line end, is left out. */
export const MAX_LINE = 1024 * 1024;

/** Regroups blocks of text (at most MAX_LINE long) into blocks of whole lines, mostly in place. */
export async function* lineBlocks(text: AsyncIterable<Buffer>, facts: TextFacts): AsyncGenerator<LineBlock> {
  const started = startedLine();
  let read = 0;
  for await (const block of text) {
    const firstEnd = block.indexOf(LINE_END);
    if (firstEnd < 0) {
      started.add(block);
      read += block.length;
      continue;
    }
    let from = 0;
    if (started.length() > 0) {
      const offset = read - started.length();
      started.add(block.subarray(0, firstEnd));
      from = firstEnd + 1;
      yield { bytes: started.take(facts, true), offset: facts.verbatim ? offset : undefined };
    }
    const end = block.lastIndexOf(LINE_END) + 1;
    if (end > from) yield { bytes: block.subarray(from, end), offset: facts.verbatim ? read + from : undefined };
    started.add(block.subarray(end));
    read += block.length;
  }
  if (started.length() > 0) {
    facts.unfinishedLastLine = true;
    yield { bytes: started.take(facts, false), offset: undefined };
  }
}

/** The beginning of a line whose end has not been read yet. */
interface StartedLine {
  readonly add: (piece: Buffer) => void;
  /** Bytes so far, those left out included. */
  readonly length: () => number;
  /** The line, cut if need be, and an empty one begins. */
  readonly take: (facts: TextFacts, ended: boolean) => Buffer;
}

function startedLine(): StartedLine {
  let pieces: Buffer[] = [];
  let kept = 0;
  let length = 0;
  return {
    add: (piece) => {
      length += piece.length;
      const room = Math.min(piece.length, MAX_LINE - kept);
      if (room === 0) return;
      pieces.push(Buffer.from(piece.subarray(0, room)));
      kept += room;
    },
    length: () => length,
    take: (facts, ended) => {
      let line = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, kept);
      if (length > kept) {
        facts.longLines++;
        line = line.subarray(0, characterStart(line, kept));
      }
      pieces = [];
      kept = 0;
      length = 0;
      return ended ? Buffer.concat([line, Buffer.of(LINE_END)]) : line;
    },
  };
}

/** The place at or just before `at` where no UTF-8 character is cut: bytes 10xxxxxx continue one. */
function characterStart(line: Buffer, at: number): number {
  let start = at;
  while (start > at - 4 && start > 0 && ((line[start - 1] ?? 0) & 0xc0) === 0x80) start--;
  // Before `start` stands the character's first byte, if it is one of several.
  const first = line[start - 1] ?? 0;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return start - 1 + size > at ? start - 1 : at;
}
