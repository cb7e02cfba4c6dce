import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_LINE } from "../../src/input/line-blocks.ts";
import { anyCuts, cutUp, hostileBytes, keepAll, keepThose, linesOfChunks } from "./support/lines.ts";

const ways = [
  { way: "no sieve", sieve: undefined },
  { way: "a sieve that keeps all", sieve: keepAll },
] as const;

describe.each(ways)("lines with $way", ({ sieve }) => {
  const textsOf = async (...chunks: readonly (string | Uint8Array)[]): Promise<readonly string[]> => {
    const { lines } = await linesOfChunks(chunks.map((chunk) => Buffer.from(chunk as string)), sieve);
    return lines.map(([, text]) => text);
  };

  it("are numbered from 1", async () => {
    expect((await linesOfChunks([Buffer.from("a\n\nb\n")], sieve)).lines).toEqual([
      [1, "a"],
      [2, ""],
      [3, "b"],
    ]);
  });

  it("lose a carriage return before the line end", async () => {
    expect(await textsOf("a\r\nb\rc\r\r\nd\r")).toEqual(["a", "b\rc\r", "d\r"]);
  });

  it("lose the byte order mark at the start only", async () => {
    expect(await textsOf("\ufeffa\n\ufeffb\n")).toEqual(["a", "\ufeffb"]);
  });

  it("are decoded from UTF-16, little and big endian", async () => {
    const little = Buffer.from("\ufeffé 1\r\nz\n", "utf16le");
    expect(await textsOf(little)).toEqual(["é 1", "z"]);
    expect(await textsOf(Buffer.from(little).swap16())).toEqual(["é 1", "z"]);
  });

  it("replace what is not UTF-8 and say so", async () => {
    const { lines, invalidUtf8 } = await linesOfChunks([Buffer.from([0x61, 0xff, 0x62, 0x0a])], sieve);
    expect(lines).toEqual([[1, "a\ufffdb"]]);
    expect(invalidUtf8).toBe(true);
  });

  it("take a replacement character for what it is", async () => {
    expect((await linesOfChunks([Buffer.from("\ufffd\n")], sieve)).invalidUtf8).toBe(false);
  });

  it("leave NUL bytes out and count them", async () => {
    const { lines, facts } = await linesOfChunks([Buffer.alloc(3000), Buffer.from("\0a\0b\nc\n")], sieve);
    expect(lines).toEqual([
      [1, "ab"],
      [2, "c"],
    ]);
    expect(facts.nulBytes).toBe(3002);
  });

  it("include a last line without line end, and say so", async () => {
    const { lines, facts } = await linesOfChunks([Buffer.from("a\nhalf a li")], sieve);
    expect(lines.at(-1)).toEqual([2, "half a li"]);
    expect(facts.unfinishedLastLine).toBe(true);
  });

  it("are cut at 1 MiB, and the numbers after stay right", async () => {
    const long = Buffer.alloc(300 * 1024, "x");
    const { lines, facts } = await linesOfChunks([Buffer.from("a\n"), long, long, long, long, Buffer.from("\nb\n")], sieve);
    expect(lines.map(([line, text]) => [line, text.length])).toEqual([
      [1, 1],
      [2, MAX_LINE],
      [3, 1],
    ]);
    expect(facts.longLines).toBe(1);
  });

  it("are not cut at exactly 1 MiB", async () => {
    const half = Buffer.alloc(MAX_LINE / 2, "x");
    const { lines, facts } = await linesOfChunks([half, half, Buffer.from("\n")], sieve);
    expect(lines.map(([, text]) => text.length)).toEqual([MAX_LINE]);
    expect(facts.longLines).toBe(0);
  });

  it("are never cut within a character", async () => {
    const text = Buffer.from(`x${"漢".repeat(MAX_LINE / 2)}`);
    const chunks = Array.from({ length: 8 }, (_, index) => text.subarray((index * text.length) / 8, ((index + 1) * text.length) / 8));
    const { lines, invalidUtf8 } = await linesOfChunks(chunks, sieve);
    expect(invalidUtf8).toBe(false);
    expect(lines[0]?.[1]).toBe(`x${"漢".repeat(Math.floor((MAX_LINE - 1) / 3))}`);
  });

  it("are the text split at its line ends, however it is cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), fc.constantFrom("\n", "\r\n"), anyCuts, async (raw, lineEnd, cuts) => {
        const texts = raw.map((text) => text.replace(/[\n\r\0\ufeff]/g, "-"));
        const bytes = Buffer.from(texts.map((text) => text + lineEnd).join(""));
        const { lines } = await linesOfChunks(cutUp(bytes, cuts), sieve);
        expect(lines).toEqual(texts.map((text, index) => [index + 1, text]));
      }),
    );
  });

  it("begin where the file was said to have them", async () => {
    await fc.assert(
      fc.asyncProperty(hostileBytes, anyCuts, async (bytes, cuts) => {
        const { places } = await linesOfChunks(cutUp(bytes, cuts), sieve);
        for (const { line, offset } of places) {
          expect(bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1).toBe(line);
          expect(offset === 0 || bytes[offset - 1] === 0x0a).toBe(true);
        }
      }),
    );
  });
});

describe("lines with and without a sieve", () => {
  it("are the same, and so are the facts, for any bytes cut anyhow", async () => {
    await fc.assert(
      fc.asyncProperty(hostileBytes, anyCuts, anyCuts, async (bytes, someCuts, otherCuts) => {
        const split = await linesOfChunks(cutUp(bytes, someCuts), undefined);
        const sifted = await linesOfChunks(cutUp(bytes, otherCuts), keepAll);
        expect(sifted.lines).toEqual(split.lines);
        expect(sifted.count).toBe(split.count);
        expect({ ...sifted.facts, verbatim: true }).toEqual({ ...split.facts, verbatim: true });
      }),
      { numRuns: 500 },
    );
  });
});

describe("lines behind a sieve", () => {
  const log = ["1 kept", "2 dropped", "3 kept", "", "4 kept"];
  const sieve = keepThose((bytes, from, to) => bytes.subarray(from, to).includes("k".charCodeAt(0)));

  it("are those that it keeps, under their own numbers, however the file is cut", async () => {
    await fc.assert(
      fc.asyncProperty(anyCuts, fc.constantFrom("\n", "\r\n"), async (cuts, lineEnd) => {
        const { lines, count } = await linesOfChunks(cutUp(Buffer.from(log.join(lineEnd)), cuts), sieve);
        expect(lines).toEqual([1, 3, 5].map((line) => [line, log[line - 1]]));
        expect(count).toBe(5);
      }),
    );
  });

  it("are found after a hole of NUL bytes", async () => {
    const { lines } = await linesOfChunks([Buffer.from("1 kept\n\0\0\0\0"), Buffer.from(log.slice(1).join("\n"))], sieve);
    expect(lines.map(([line]) => line)).toEqual([1, 3, 5]);
  });
});
