import { TextDecoder } from "node:util";

/** What was found on the way from bytes to text; filled while reading. */
export interface TextFacts {
  bytes: number;
  nulBytes: number;
  longLines: number;
  unfinishedLastLine: boolean;
  /** Told by its mark; its text is not the file's bytes. */
  utf16: boolean;
  /** The blocks given out are the file's own bytes, all of them so far: their place in the file is known. */
  verbatim: boolean;
}

export function noTextFacts(): TextFacts {
  return { bytes: 0, nulBytes: 0, longLines: 0, unfinishedLastLine: false, utf16: false, verbatim: true };
}

/**
 * UTF-8 text without byte order mark and without NUL bytes, block by block. UTF-16 is told by its mark. NUL bytes come from holes, which
 * can be gigabytes: a host that crashed, or a log cut by copytruncate while its writer kept its place. `fromStart` false: the blocks
 * begin within the file, where no mark is.
 */
export async function* textBytes(blocks: AsyncIterable<Buffer>, facts: TextFacts, fromStart = true): AsyncGenerator<Buffer> {
  let start = fromStart ? Buffer.alloc(0) : undefined;
  let decoder: TextDecoder | undefined;
  const textOf = (block: Buffer): Buffer => withoutNuls(decoder === undefined ? block : Buffer.from(decoder.decode(block, { stream: true })), facts);
  for await (const block of blocks) {
    facts.bytes += block.length;
    if (start === undefined) {
      yield textOf(block);
      continue;
    }
    start = Buffer.concat([start, block]);
    if (start.length < LONGEST_MARK) continue;
    const mark = markOf(start);
    if (mark !== undefined) facts.verbatim = false;
    if (mark?.utf16 !== undefined) {
      facts.utf16 = true;
      decoder = new TextDecoder(mark.utf16);
    }
    const rest = start.subarray(mark?.length ?? 0);
    start = undefined;
    yield textOf(rest);
  }
  if (start !== undefined) yield textOf(start.subarray(markOf(start)?.length ?? 0));
  if (decoder !== undefined) yield Buffer.from(decoder.decode());
}

const LONGEST_MARK = 3;

interface Mark {
  readonly length: number;
  readonly utf16: "utf-16le" | "utf-16be" | undefined;
}

function markOf(start: Buffer): Mark | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { length: 3, utf16: undefined };
  if (start[0] === 0xff && start[1] === 0xfe) return { length: 2, utf16: "utf-16le" };
  if (start[0] === 0xfe && start[1] === 0xff) return { length: 2, utf16: "utf-16be" };
  return undefined;
}

/** To compare with: most of a hole goes by whole blocks. */
const NULS = Buffer.alloc(1024 * 1024);

function withoutNuls(block: Buffer, facts: TextFacts): Buffer {
  if (!block.includes(0)) return block;
  facts.verbatim = false;
  if (block.equals(NULS.subarray(0, block.length))) {
    facts.nulBytes += block.length;
    return block.subarray(0, 0);
  }
  const kept = block.filter((byte) => byte !== 0);
  facts.nulBytes += block.length - kept.length;
  return Buffer.from(kept.buffer, kept.byteOffset, kept.length);
}
