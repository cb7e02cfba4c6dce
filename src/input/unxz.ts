import { createRequire } from "node:module";
import xz from "xz-decompress";

/**
 * Decompresses xz data of one or more streams with XZ Embedded compiled to WebAssembly. Memory: the dictionary the file asks for, 8 MB
 * from `xz -6`, 64 MB from `xz -9`. Files checked with SHA-256 (`xz -C sha256`) are refused by it.
 *
 * `within`: of how many other xz streams the compressed data is itself the content.
 */
export async function* unxz(compressed: Iterable<Buffer> | AsyncIterable<Buffer>, within = 0): AsyncGenerator<Uint8Array> {
  const chunks = Symbol.asyncIterator in compressed ? compressed[Symbol.asyncIterator]() : compressed[Symbol.iterator]();
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
  const plain = new (libraryFor(within).XzReadableStream)(source).getReader();
  try {
    for (;;) {
      const { done, value } = await nextOf(plain);
      if (done) return;
      yield value;
    }
  } finally {
    // It refuses when it has read all and not yet given all out.
    await plain.cancel().catch(() => undefined);
  }
}

async function nextOf(plain: ReadableStreamDefaultReader<Uint8Array>): ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]> {
  try {
    return await plain.read();
  } catch (error) {
    throw new Error(meaningOf(error));
  }
}

type Library = typeof xz;

const libraries: Library[] = [xz];

/** The library lets one stream begin only when the last has ended: for one inside another there has to be a second copy of it. */
function libraryFor(within: number): Library {
  let library = libraries[within];
  if (library === undefined) {
    const require = createRequire(import.meta.url);
    // Documented: what is deleted from the cache is loaded anew.
    Reflect.deleteProperty(require.cache, require.resolve("xz-decompress"));
    libraries[within] = library = require("xz-decompress") as Library;
  }
  return library;
}

/** enum xz_ret of xz.h in XZ Embedded. */
const MEANINGS: Readonly<Record<string, string>> = {
  "3": "not enough memory for the dictionary",
  "4": "dictionary too large",
  "5": "not xz data",
  "6": "unsupported kind of check or filter",
  "7": "damaged data",
  "8": "unexpected end of file",
};

/** The library's message: get_next_output failed with error code 7 */
function meaningOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return MEANINGS[/ code (\d+)$/.exec(message)?.[1] ?? ""] ?? message;
}
