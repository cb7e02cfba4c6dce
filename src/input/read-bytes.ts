import { readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { readMember } from "./archive/read-member.ts";
import type { Bytes } from "./bytes.ts";
import { MAGIC_BYTES, compressionOf, decompressors, type Compression, type Decompress } from "./compression.ts";
import { damagedCompression, unreadable, type FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";

/** Measured best on a warm cache: large enough to spare calls, small enough to stay in the processor's cache. */
const PLAIN_BLOCK = 256 * 1024;
const COMPRESSED_CHUNK = 16 * 1024;
/** Half of what a line may have, so that a block in UTF-16 is no longer than a line when it has become UTF-8. */
const MAX_BLOCK = 512 * 1024;

/** `from` is for files that can be entered anywhere only. `onDisk` learns how many bytes were read from the disk, as they are. */
export async function readBytes(
  input: InputFile,
  note: (note: FileNote) => void,
  from = 0,
  blockBytes = PLAIN_BLOCK,
  onDisk: (bytes: number) => void = () => undefined,
): Promise<Bytes> {
  if (input.member !== undefined) return readMember(input, note, from, blockBytes);
  let handle: FileHandle | undefined;
  try {
    handle = await open(input.location, "r");
    const start = Buffer.alloc(MAGIC_BYTES);
    const { bytesRead } = await handle.read(start, 0, MAGIC_BYTES, 0);
    const compression = compressionOf(start.subarray(0, bytesRead));
    const blocks = compression === undefined ? plainBlocks(handle, from, blockBytes, onDisk) : plainOf(handle, decompressors[compression], onDisk);
    return { compression, blocks: guarded(input, handle, blocks, compression, note) };
  } catch (error) {
    await handle?.close();
    note(unreadable(input.path, error));
    return { compression: undefined, blocks: none() };
  }
}

async function* none(): AsyncGenerator<Buffer> {
  // An unreadable file has no blocks.
}

async function* guarded(
  input: InputFile,
  handle: FileHandle,
  blocks: AsyncIterable<Buffer>,
  compression: Compression | undefined,
  note: (note: FileNote) => void,
): AsyncGenerator<Buffer> {
  try {
    yield* blocks;
  } catch (error) {
    note(compression === undefined ? unreadable(input.path, error) : damagedCompression(input.path, compression, error));
  } finally {
    await handle.close();
  }
}

/**
 * Reads without a helper thread: measured faster than two buffers in turn, as the system reads ahead by itself and one buffer stays in the
 * processor's cache.
 */
async function* plainBlocks(handle: FileHandle, from: number, blockBytes: number, onDisk: (bytes: number) => void): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(blockBytes);
  for (let position = from; ; ) {
    const bytesRead = readSync(handle.fd, buffer, 0, blockBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    onDisk(bytesRead);
    yield buffer.subarray(0, bytesRead);
    await turnOfOthers();
  }
}

async function* plainOf(handle: FileHandle, decompress: Decompress, onDisk: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const block of decompress(chunksOf(handle, onDisk))) {
    for (let at = 0; at < block.length; at += MAX_BLOCK) {
      const length = Math.min(MAX_BLOCK, block.length - at);
      yield Buffer.from(block.buffer, block.byteOffset + at, length);
    }
    await turnOfOthers();
  }
}

/** Reading never waits, so timers and signals get their turn between blocks. */
function turnOfOthers(): Promise<void> {
  return setImmediate();
}

/** Each chunk is a buffer of its own, for the decompressors keep hold of it. */
function* chunksOf(handle: FileHandle, onDisk: (bytes: number) => void): Generator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafeSlow(COMPRESSED_CHUNK);
    const bytesRead = readSync(handle.fd, chunk, 0, COMPRESSED_CHUNK, null);
    if (bytesRead === 0) return;
    onDisk(bytesRead);
    yield chunk.subarray(0, bytesRead);
  }
}
