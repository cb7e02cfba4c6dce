import { createInflateRaw } from "node:zlib";
import { decompressors } from "../compression.ts";
import { feedAhead } from "../feed-ahead.ts";
import { gunzip, written } from "../gunzip.ts";
import { cursorOfBlocks, partOf, type Cursor } from "./cursor.ts";
import { LimitReached, type Meter } from "./limits.ts";
import type { Coding, Layer } from "./member.ts";

const CHUNK = 32 * 1024;

/** What the next `length` bytes (undefined: as many as it takes) unfold to. Nothing is read before it is read. */
export function unfold(packed: Cursor, length: number | undefined, coding: Coding, meter: Meter): Cursor {
  const part = partOf(packed, length);
  const layers: readonly Layer[] = [...packed.origin.layers, { from: part.origin.from, length, coding }];
  return cursorOfBlocks(metered(decode(part, coding, packed.origin.layers), part, coding, meter), part, { layers, from: 0 });
}

function decode(packed: Cursor, { method, plain }: Coding, outer: readonly Layer[]): AsyncIterable<Uint8Array> {
  switch (method) {
    case "gzip":
      return gunzip(chunksOf(packed));
    case "xz":
      return unxzLoaded(chunksOf(packed), outer.filter(({ coding }) => coding?.method === "xz").length);
    case "bzip2":
      return feedAhead(decompressors.bzip2, chunksOf(packed));
    case "zstd":
      return feedAhead(decompressors.zstd, chunksOf(packed));
    case "deflate":
      return plain === undefined ? inflate(packed) : gunzip(asGzip(packed, plain));
  }
}

/** Loaded when it is needed: its WebAssembly would make every start slower. */
async function* unxzLoaded(packed: AsyncIterable<Buffer>, within: number): AsyncGenerator<Uint8Array> {
  const { unxz } = await import("../unxz.ts");
  yield* unxz(packed, within);
}

async function* metered(blocks: AsyncIterable<Uint8Array>, packed: Cursor, { plain }: Coding, meter: Meter): AsyncGenerator<Uint8Array> {
  let inAll = 0;
  try {
    for await (const block of blocks) {
      inAll += block.length;
      meter.gave(block.length, inAll);
      if (plain !== undefined && inAll > plain.length) throw new Error("longer than the archive says");
      yield block;
    }
  } catch (error) {
    // What is wrong further out is the reason for what is wrong here.
    throw error instanceof LimitReached ? error : (packed.failure() ?? error);
  }
  if (plain !== undefined && inAll < plain.length) throw packed.failure() ?? new Error("shorter than the archive says");
}

/** In buffers of their own, for the decompressors keep hold of them. */
async function* chunksOf(packed: Cursor): AsyncGenerator<Buffer> {
  for (let chunk = await packed.take(CHUNK); chunk !== undefined; chunk = await packed.take(CHUNK)) yield Buffer.from(chunk);
}

/** Magic number, method deflate, nothing known of name, time and system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** With the header and the check of gzip around it, zlib checks what a zip says of it. */
async function* asGzip(packed: Cursor, plain: { readonly length: number; readonly crc: number }): AsyncGenerator<Buffer> {
  yield GZIP_HEADER;
  yield* chunksOf(packed);
  if (packed.failure() !== undefined) return;
  const check = Buffer.alloc(8);
  check.writeUInt32LE(plain.crc, 0);
  check.writeUInt32LE(plain.length % 2 ** 32, 4);
  yield check;
}

/** Ends by itself, and leaves `packed` just behind what it took. */
async function* inflate(packed: Cursor): AsyncGenerator<Uint8Array> {
  const stream = createInflateRaw({ chunkSize: 128 * 1024 });
  const ready: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => ready.push(chunk));
  try {
    for (;;) {
      const chunk = Buffer.from(await packed.peek(CHUNK));
      if (chunk.length === 0) throw new Error("unexpected end of file");
      const before = stream.bytesWritten;
      await written(stream, chunk);
      const taken = stream.bytesWritten - before;
      await packed.moveTo(packed.position() + taken);
      yield* ready.splice(0);
      if (taken < chunk.length) return;
    }
  } finally {
    stream.destroy();
  }
}
