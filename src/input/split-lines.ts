import { isUtf8 } from "node:buffer";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import split2 from "split2";
import type { LineBlock } from "./line-blocks.ts";
import type { Place, TakeLine } from "./line-text.ts";
import type { TextFacts } from "./text-bytes.ts";

/** Hands over every line, by split2. Returns their number. */
export async function splitLines(blocks: AsyncIterable<LineBlock>, facts: TextFacts, take: TakeLine, place: Place): Promise<number> {
  let line = 0;
  // Lines leave through the mapper, which is called as each is split off: a stream of single lines costs as much again as the split.
  const splitter = split2((text: string) => {
    take(unshared(text), ++line);
  }).resume();
  const end = finished(splitter);
  // Also told to `written`, which may come first.
  end.catch(() => undefined);
  for await (const { bytes, offset } of blocks) {
    if (offset !== undefined) place(line + 1, offset);
    facts.invalidUtf8 ||= !isUtf8(bytes);
    await written(splitter, bytes);
  }
  splitter.end();
  await end;
  return line;
}

function written(stream: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** A copy: pieces of a split string keep the whole block in memory for as long as one of them is kept. */
function unshared(text: string): string {
  return Buffer.from(text).toString();
}
