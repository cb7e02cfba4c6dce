import { isAscii } from "node:buffer";

export const LINE_END = 0x0a;
export const CARRIAGE_RETURN = 0x0d;

/** The text of the bytes from `from` to the line end (or the end of the block) at `end`; a carriage return before a line end goes with it. */
export type LineDecoder = (from: number, end: number) => string;

/** ASCII is decoded far faster than UTF-8. Invalid UTF-8 becomes U+FFFD. */
export function lineDecoder(block: Buffer): LineDecoder {
  const encoding = isAscii(block) ? "latin1" : "utf8";
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
