import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bunzip2 } from "../../src/lib/bunzip2.ts";
import { manyLines, manyLinesText, noise, runs, twoStreams } from "../input/fixtures/compressed.ts";

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, "base64");

/** Everything it gives, and the error it ends with. */
function decompress(...chunks: readonly Uint8Array[]): { readonly text: string; readonly error: string | undefined } {
  const blocks: Uint8Array[] = [];
  try {
    for (const block of bunzip2(chunks)) blocks.push(block);
    return { text: Buffer.concat(blocks).toString("latin1"), error: undefined };
  } catch (error) {
    return { text: Buffer.concat(blocks).toString("latin1"), error: (error as Error).message };
  }
}

/** A linear congruential generator: the same bytes that were compressed into `noise`. */
function noiseBytes(): string {
  let state = 1;
  const bytes = Array.from({ length: 1200 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    return (state >>> 16) & 255;
  });
  return Buffer.from(bytes).toString("latin1");
}

describe("bunzip2", () => {
  it("decompresses several blocks", () => {
    expect(decompress(bytesOf(manyLines.bzip2))).toEqual({ text: manyLinesText, error: undefined });
  });

  it("goes on with the next stream", () => {
    expect(decompress(bytesOf(twoStreams.bzip2)).text).toBe("first line\nsecond line\nthird line\n");
  });

  it("decompresses bytes without order", () => {
    expect(decompress(bytesOf(noise)).text).toBe(noiseBytes());
  });

  it("decompresses long runs", () => {
    expect(decompress(bytesOf(runs)).text).toBe("a".repeat(300_000));
  });

  it("gives nothing for no data", () => {
    expect(decompress()).toEqual({ text: "", error: undefined });
  });

  it("gives the blocks before the end of data cut short", () => {
    const whole = bytesOf(manyLines.bzip2);
    const { text, error } = decompress(whole.subarray(0, whole.length - 30));
    expect(error).toBe("unexpected end of data");
    expect(text.length).toBeGreaterThan(0);
    expect(manyLinesText.startsWith(text)).toBe(true);
  });

  it("refuses what is not bzip2 after a stream", () => {
    expect(decompress(bytesOf(twoStreams.bzip2), Buffer.from("garbage")).error).toBe("not bzip2 data");
  });

  it("is indifferent to how the data is cut into chunks", () => {
    const whole = bytesOf(twoStreams.bzip2);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const chunks = at.slice(1).map((end, index) => whole.subarray(at[index], end));
        expect(decompress(...chunks)).toEqual({ text: "first line\nsecond line\nthird line\n", error: undefined });
      }),
    );
  });

  it("never gives wrong bytes: a flipped bit is found before its block is given out", () => {
    const whole = bytesOf(manyLines.bzip2);
    fc.assert(
      fc.property(fc.nat(whole.length * 8 - 1), (bit) => {
        const flipped = Uint8Array.from(whole);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const { text } = decompress(flipped);
        expect(manyLinesText.startsWith(text)).toBe(true);
      }),
    );
  });

  it("ends with an error on any bytes that are not bzip2", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (tail) => {
        expect(decompress(Buffer.from("BZh1"), Buffer.from("314159265359", "hex"), tail).error).toBeDefined();
      }),
    );
  });
});
