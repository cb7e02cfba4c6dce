import type { Decompress } from "./compression.ts";

/** More than any of the decompressors takes in between two results: a block of bzip2 has at most 2.3 MB, one of zstd 128 KB. */
const AHEAD = 4 * 1024 * 1024;

/** Lets a decompressor that cannot wait for its input read from what has to be waited for, by holding enough of it ready. */
export async function* feedAhead(decompress: Decompress, compressed: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const source = compressed[Symbol.asyncIterator]();
  const ready: Buffer[] = [];
  let held = 0;
  let ended = false;
  const fed = function* (): Generator<Buffer> {
    for (;;) {
      const chunk = ready.shift();
      if (chunk === undefined && !ended) throw new Error("block too long");
      if (chunk === undefined) return;
      held -= chunk.length;
      yield chunk;
    }
  };
  const plain = decompress(fed());
  const results = Symbol.asyncIterator in plain ? plain[Symbol.asyncIterator]() : plain[Symbol.iterator]();
  try {
    for (;;) {
      while (!ended && held < AHEAD) {
        const next = await source.next();
        if (next.done === true) ended = true;
        else {
          ready.push(next.value);
          held += next.value.length;
        }
      }
      const result = await results.next();
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    ended = true;
    await results.return?.();
    await source.return?.();
  }
}
