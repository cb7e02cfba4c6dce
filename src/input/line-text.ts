import { isAscii, isUtf8 } from "node:buffer";
import type { TextFacts } from "./text-bytes.ts";

/** Gets a line, without its line end, and its 1-based number. */
export type TakeLine = (text: string, line: number) => void;

/** Learns at which byte of the file a line begins. */
export type Place = (line: number, offset: number) => void;

export const LINE_END = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The text of the bytes from `from` to the line end (or the end of the block) at `end`; a carriage return before a line end goes with it. */
export type LineDecoder = (from: number, end: number) => string;

/** ASCII is decoded far faster than UTF-8. Invalid UTF-8 becomes U+FFFD and is noted in `facts`. */
export function lineDecoder(block: Buffer, facts: TextFacts): LineDecoder {
  const encoding = isAscii(block) ? "latin1" : "utf8";
  if (encoding === "utf8" && !isUtf8(block)) facts.invalidUtf8 = true;
  return (from, end) => {
    const hasReturn = end > from && end < block.length && block[end - 1] === CARRIAGE_RETURN;
    return block.toString(encoding, from, hasReturn ? end - 1 : end);
  };
}

/** Where each line of a block of whole lines begins and ends, line end left out, in order. */
export function eachLine(block: Buffer, visit: (from: number, end: number) => void): void {
  const length = block.length;
  for (let from = 0; from < length; ) {
    const found = block.indexOf(LINE_END, from);
    const end = found < 0 ? length : found;
    visit(from, end);
    from = end + 1;
  }
}
