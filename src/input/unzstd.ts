import { ZSTDDecoder } from "zstddec/stream";

/** Results in a row without output and without need for more input that the decoder gives only when it is stuck on damaged data. */
const STUCK = 64;

/**
 * Decompresses zstd data of one or more frames with libzstd compiled to WebAssembly, checksums included. Memory: the window the file asks
 * for, at most 128 MB, as the command-line tool allows.
 */
export async function* unzstd(compressed: Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  let idle = 0;
  let enough = false;
  const input = function* (): Generator<Uint8Array> {
    for (const chunk of compressed) {
      if (enough) return;
      idle = 0;
      yield chunk;
    }
  };
  const output = decoder.decodeStreaming(input());
  try {
    for (let next = output.next(); next.done !== true; next = output.next()) {
      // The library does not report an error of libzstd, which then takes no more input and gives no more output.
      idle = next.value.length === 0 ? idle + 1 : 0;
      if (idle > STUCK) throw new Error("damaged data");
      if (next.value.length > 0) yield next.value;
    }
  } finally {
    enough = true;
    release(output, () => idle++ > STUCK);
  }
}

/** Lets the decoder run out of input: only at its end does it give its memory back. */
function release(output: Iterator<Uint8Array>, stuck: () => boolean): void {
  try {
    while (!stuck() && output.next().done !== true);
  } catch {
    // "Incomplete stream": so it is.
  }
}
