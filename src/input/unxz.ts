import xz from "xz-decompress";

/**
 * Decompresses xz data of one or more streams with XZ Embedded compiled to WebAssembly. Memory: the dictionary the file asks for, 8 MB
 * from `xz -6`, 64 MB from `xz -9`. Files checked with SHA-256 (`xz -C sha256`) are refused by it.
 */
export async function* unxz(compressed: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  const chunks = compressed[Symbol.iterator]();
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
  try {
    yield* new xz.XzReadableStream(source);
  } catch (error) {
    throw new Error(meaningOf(error));
  }
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
