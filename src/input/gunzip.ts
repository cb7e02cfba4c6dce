import { finished } from "node:stream/promises";
import { createGunzip, type Gunzip, type InflateRaw } from "node:zlib";

/** Room for what a chunk of a log usually becomes: it is about twenty times as long. */
const OUTPUT_BYTES = 512 * 1024;

/**
 * Decompresses gzip data; zlib itself goes on with the next member. What follows the last member and is none is ignored, as gzip does.
 * A thread of zlib's is one chunk ahead of the one whose text is being used.
 */
export async function* gunzip(compressed: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: OUTPUT_BYTES });
  const ready: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => ready.push(chunk));
  let failure: unknown;
  try {
    // Each chunk is written by itself and awaited: what was decompressed before an error would be lost in a pipe.
    for await (const chunk of compressed) {
      const writing = written(stream, chunk);
      yield* ready.splice(0);
      await writing;
    }
    // Before the end, of which nobody would hear if the reader left here.
    yield* ready.splice(0);
    const end = finished(stream);
    stream.end();
    await end;
  } catch (error) {
    failure = error;
  } finally {
    stream.destroy();
  }
  yield* ready.splice(0);
  if (failure !== undefined) throw failure;
}

/** Resolves when the chunk has been worked through. May fail before anybody awaits it. */
export function written(stream: Gunzip | InflateRaw, chunk: Buffer): Promise<void> {
  const writing = new Promise<void>((resolve, reject) => {
    stream.once("error", reject);
    stream.write(chunk, (error) => {
      stream.removeListener("error", reject);
      if (error) reject(error);
      else resolve();
    });
  });
  writing.catch(() => undefined);
  return writing;
}
