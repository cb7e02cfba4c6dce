import { readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Meter } from "./limits.ts";
import type { Layer } from "./member.ts";

/**
 * A place in a run of bytes, moving on. Never throws for what is wrong with the bytes: they end early then, and `failure` says why.
 * Buffers are valid until the next call.
 */
export interface Cursor {
  /** The layers that lead to these bytes, and where in the last of them byte 0 stands. */
  readonly origin: Origin;
  /** How many bytes there are, where they can be entered at will; undefined where they can only be read on. */
  readonly size: number | undefined;
  /** How many bytes it was cut to; undefined: it was not cut. */
  readonly length: number | undefined;
  readonly position: () => number;
  /** The same in the bytes these are unfolded from, if they are. */
  readonly packedPosition: () => number;
  /** The next bytes (at most MOST_AHEAD), without moving on. Fewer only at the end. */
  readonly peek: (length: number) => Promise<Buffer>;
  /** Some of the next bytes, at most `most` and at most MAX_BLOCK; undefined at the end. */
  readonly take: (most?: number) => Promise<Buffer | undefined>;
  /** Back only where `size` is known. */
  readonly moveTo: (position: number) => Promise<void>;
  /** Why the bytes ended before they should. */
  readonly failure: () => unknown;
  readonly close: () => Promise<void>;
}

export interface Origin {
  readonly layers: readonly Layer[];
  readonly from: number;
}

/** As the readers of text want it: half of what a line may have. */
const MAX_BLOCK = 512 * 1024;
const MOST_AHEAD = 64 * 1024;

/** Closing it leaves the file open. */
export function cursorOfFile(fd: number, size: number, meter: Meter, blockBytes: number): Cursor {
  const buffer = Buffer.allocUnsafeSlow(Math.max(blockBytes, MOST_AHEAD));
  let start = 0;
  let end = 0;
  let position = 0;
  let failure: unknown;
  /** Reads on from the position. */
  const fill = (): void => {
    start = position;
    end = position;
    if (failure !== undefined) return;
    try {
      end += readSync(fd, buffer, 0, Math.max(0, Math.min(buffer.length, size - position)), position);
      meter.read(end - start);
    } catch (error) {
      failure = error;
    }
  };
  const ahead = (): number => (position >= start ? end - position : 0);
  const next = (most: number): Buffer => buffer.subarray(position - start, Math.min(end, position + most) - start);
  return {
    origin: { layers: [], from: 0 },
    size,
    length: undefined,
    position: () => position,
    packedPosition: () => position,
    peek: (length) => {
      if (ahead() < length) fill();
      return Promise.resolve(next(length));
    },
    take: async (most = MAX_BLOCK) => {
      if (ahead() <= 0) {
        fill();
        // Reading never waits, so timers and signals get their turn between blocks.
        await setImmediate();
      }
      const block = next(Math.min(most, MAX_BLOCK));
      position += block.length;
      return block.length === 0 ? undefined : block;
    },
    moveTo: (to) => {
      position = to;
      return Promise.resolve();
    },
    failure: () => failure,
    close: () => Promise.resolve(),
  };
}

/** Over what `packed` unfolds to, in blocks that may be reused by their maker. */
export function cursorOfBlocks(blocks: AsyncIterable<Uint8Array>, packed: Cursor, origin: Origin): Cursor {
  const source = blocks[Symbol.asyncIterator]();
  let block: Buffer = Buffer.alloc(0);
  let position = 0;
  let ended = false;
  let failure: unknown;
  const nextBlock = async (): Promise<Buffer | undefined> => {
    if (ended) return undefined;
    // Some decompressors never wait, so timers and signals get their turn between blocks.
    await setImmediate();
    try {
      const next = await source.next();
      if (next.done !== true) return Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length);
    } catch (error) {
      failure = error;
    }
    ended = true;
    return undefined;
  };
  const advance = async (): Promise<boolean> => {
    while (block.length === 0) {
      const next = await nextBlock();
      if (next === undefined) return false;
      block = next;
    }
    return true;
  };
  const pass = (length: number): Buffer => {
    const passed = block.subarray(0, length);
    block = block.subarray(length);
    position += passed.length;
    return passed;
  };
  return {
    origin,
    size: undefined,
    length: undefined,
    position: () => position,
    packedPosition: packed.position,
    peek: async (length) => {
      while (block.length < length) {
        const held = Buffer.from(block);
        const next = await nextBlock();
        if (next === undefined) break;
        block = Buffer.concat([held, next]);
      }
      return block.subarray(0, length);
    },
    take: async (most = MAX_BLOCK) => ((await advance()) ? pass(Math.min(most, MAX_BLOCK)) : undefined),
    moveTo: async (to) => {
      if (to < position) throw new Error("these bytes can only be read on");
      while (position < to && (await advance())) pass(to - position);
    },
    failure: () => failure,
    close: async () => {
      ended = true;
      await source.return?.();
    },
  };
}

/** The next `length` bytes (undefined: all) as a run of their own. It moves `whole` on; closing it closes nothing. */
export function partOf(whole: Cursor, length: number | undefined): Cursor {
  const from = whole.position();
  const end = from + (length ?? Number.POSITIVE_INFINITY);
  let cutShort = false;
  const left = (): number => Math.max(0, end - whole.position());
  const missed = (got: number, wanted: number): void => {
    if (got < wanted && Number.isFinite(end)) cutShort = true;
  };
  return {
    origin: { layers: whole.origin.layers, from: whole.origin.from + from },
    size: whole.size === undefined ? undefined : Math.max(0, Math.min(end, whole.size) - from),
    length,
    position: () => whole.position() - from,
    packedPosition: () => whole.position() - from,
    peek: async (wanted) => {
      const most = Math.min(wanted, left());
      const bytes = await whole.peek(most);
      missed(bytes.length, most);
      return bytes;
    },
    take: async (most = MAX_BLOCK) => {
      if (left() === 0) return undefined;
      const bytes = await whole.take(Math.min(most, left()));
      missed(bytes?.length ?? 0, 1);
      return bytes;
    },
    moveTo: (to) => whole.moveTo(Math.min(from + to, end)),
    failure: () => whole.failure() ?? (cutShort ? new Error("unexpected end of file") : undefined),
    close: () => Promise.resolve(),
  };
}

/** How to get at these bytes again. */
export function layersOf({ origin, length }: Cursor): readonly Layer[] {
  return origin.from === 0 && length === undefined ? origin.layers : [...origin.layers, { from: origin.from, length, coding: undefined }];
}

/** The next bytes in a buffer of their own, however long; fewer only at the end. */
export async function copyOf(cursor: Cursor, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let left = length; left > 0; ) {
    const piece = await cursor.take(left);
    if (piece === undefined) break;
    pieces.push(Buffer.from(piece));
    left -= piece.length;
  }
  return Buffer.concat(pieces);
}
