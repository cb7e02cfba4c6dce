import { isAscii, isUtf8 } from "node:buffer";
import type { Heads } from "../model/sieve.ts";
import type { Batch } from "./batch.ts";

/** Gets what is wanted of a source, in order of line. Numbers are 1-based. */
export interface Taker {
  /** A line, without its line end. */
  readonly line: (text: string, line: number) => void;
  /** A record of which only the head is wanted: row `row` of `heads`. */
  readonly head?: ((heads: Heads, row: number, line: number) => void) | undefined;
}

export interface Delivery {
  /** Batches in order of line, all of one source. */
  readonly take: (batch: Batch) => void;
  /** Lines so far, wanted or not. */
  readonly lines: () => number;
  /** A wanted line holds what is not UTF-8; each such byte has become U+FFFD. */
  readonly invalidUtf8: () => boolean;
}

/** Turns the batches of one source, however it was cut, into the lines and heads that reading it in one go would give. */
export function deliverTo({ line: takeLine, head: takeHead }: Taker): Delivery {
  let before = 0;
  let invalid = false;

  const take = ({ text, starts, ends, numbers, heads, lines }: Batch): void => {
    const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
    const encoding = isAscii(bytes) ? "latin1" : "utf8";
    const suspect = encoding === "utf8" && !isUtf8(bytes);
    const rows = heads?.lines.length ?? 0;
    let row = 0;
    for (let index = 0; index < numbers.length; index++) {
      const number = numbers[index] ?? 0;
      for (; heads !== undefined && row < rows && (heads.lines[row] ?? 0) < number; row++) takeHead?.(heads, row, before + (heads.lines[row] ?? 0) + 1);
      const start = starts[index] ?? 0;
      const end = ends[index] ?? 0;
      if (suspect ? !isUtf8(bytes.subarray(start, end)) : encoding === "utf8" && (continues(bytes, start) || continues(bytes, end))) invalid = true;
      takeLine(bytes.toString(encoding, start, end), before + number + 1);
    }
    for (; heads !== undefined && row < rows; row++) takeHead?.(heads, row, before + (heads.lines[row] ?? 0) + 1);
    before += lines;
  };
  return { take, lines: () => before, invalidUtf8: () => invalid };
}

/** Whether a character goes on here. Lines stand together without their ends, so the halves of two may look like one character. */
function continues(bytes: Buffer, at: number): boolean {
  return ((bytes[at] ?? 0) & 0xc0) === 0x80;
}
