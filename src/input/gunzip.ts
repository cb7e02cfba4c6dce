import { finished } from "node:stream/promises";
import { createGunzip, type Gunzip, type InflateRaw } from "node:zlib";

/** Decompresses gzip data; zlib itself goes on with the next member. What follows the last member and is none is ignored, as gzip does. */
export async function* gunzip(compressed: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: 128 * 1024 });
  const ready: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => ready.push(chunk));
  let failure: unknown;
  try {
    // Each chunk is written by itself and awaited: what was decompressed before an error would be lost in a pipe.
    for await (const chunk of compressed) {
      await written(stream, chunk);
      yield* ready.splice(0);
    }
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

/** Resolves when the chunk has been worked through. */
export function written(stream: Gunzip | InflateRaw, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once("error", reject);
    stream.write(chunk, (error) => {
      stream.removeListener("error", reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
