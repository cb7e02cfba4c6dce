import { CONTINUE, KEEP, type NameSieve } from "../model/sieve.ts";
import type { LineBlock } from "./line-blocks.ts";
import { eachLine, lineDecoder, type LineDecoder, type Place, type TakeLine } from "./line-text.ts";
import { compileSieve } from "./sieve.ts";
import type { TextFacts } from "./text-bytes.ts";

/**
 * Hands over the lines of the records a sieve wants; only they are decoded. Continuation lines share the fate of their record or are all left
 * out, as the sieve says; what stands before the first record is kept. Returns the number of lines, wanted or not.
 */
export async function siftLines(blocks: AsyncIterable<LineBlock>, sieve: NameSieve, facts: TextFacts, take: TakeLine, place: Place): Promise<number> {
  const judge = compileSieve(sieve);
  let line = 0;
  /** Of continuation lines; until the first record any line may be one. */
  let keeping = true;
  for await (const { bytes, offset } of blocks) {
    if (offset !== undefined) place(line + 1, offset);
    let decode: LineDecoder | undefined;
    eachLine(bytes, (from, end) => {
      line++;
      const verdict = judge(bytes, from, end);
      if (verdict === CONTINUE) {
        if (!keeping) return;
      } else {
        keeping = sieve.continuations && verdict === KEEP;
        if (verdict !== KEEP) return;
      }
      decode ??= lineDecoder(bytes, facts);
      take(decode(from, end), line);
    });
  }
  return line;
}
