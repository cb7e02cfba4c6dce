import { readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { LINE_END } from "./line-text.ts";
import type { Range } from "./piece.ts";

/** Where reading begins and what is read. */
export interface RangeBlocks {
  /** The byte of the file at which the first block begins. */
  readonly start: number;
  readonly blocks: AsyncIterable<Buffer>;
}

/** As when a file is read from start to end: see read-bytes.ts. */
const BLOCK = 256 * 1024;

/**
 * The bytes of all lines that begin within a range: whichever way a file is cut, each of its lines is in exactly one range. A block is valid
 * until the next is asked for. Undefined: no line begins there.
 *
 * @throws the system's error if reading fails.
 */
export function rangeBlocks({ fd, from, to }: Range): RangeBlocks | undefined {
  const buffer = Buffer.allocUnsafeSlow(BLOCK);
  const start = from === 0 ? 0 : firstLineStart(fd, from, to, buffer);
  return start === undefined || (to !== undefined && start >= to) ? undefined : { start, blocks: blocksFrom(fd, start, to, buffer) };
}

/** The first byte at or after `from` that follows a line end; undefined: there is none before `to`, or before the end of the file. */
function firstLineStart(fd: number, from: number, to: number | undefined, buffer: Buffer): number | undefined {
  for (let position = from - 1; to === undefined || position < to; ) {
    const bytesRead = readSync(fd, buffer, 0, BLOCK, position);
    if (bytesRead === 0) return undefined;
    const found = buffer.subarray(0, bytesRead).indexOf(LINE_END);
    if (found >= 0) return position + found + 1;
    position += bytesRead;
  }
  return undefined;
}

async function* blocksFrom(fd: number, start: number, to: number | undefined, buffer: Buffer): AsyncGenerator<Buffer> {
  for (let position = start; ; ) {
    const bytesRead = readSync(fd, buffer, 0, BLOCK, position);
    if (bytesRead === 0) return;
    const block = buffer.subarray(0, bytesRead);
    // The last line of the range is the one that holds its last byte.
    const found = to !== undefined && position + bytesRead >= to ? block.indexOf(LINE_END, Math.max(0, to - 1 - position)) : -1;
    yield found < 0 ? block : block.subarray(0, found + 1);
    if (found >= 0) return;
    position += bytesRead;
    // Reading never waits, so timers and signals get their turn between blocks.
    await setImmediate();
  }
}
