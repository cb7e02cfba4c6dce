import { rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteLines } from "../../src/input/quote-lines.ts";
import { readLines } from "./support/read-lines.ts";
import { inputFile, scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();

/** Two megabytes: several blocks. */
const texts = Array.from({ length: 40_000 }, (_, index) => `line ${String(index + 1)} ${"é".repeat(index % 40)}`);
const plain = inputFile(scratch.write("plain.log", texts.map((text) => `${text}\r\n`).join("")));

describe("quoteLines", () => {
  it("gives lines by their numbers, as a map in order of line", async () => {
    expect([...(await quoteLines(plain, [39_999, 1, 1, 777]))]).toEqual([
      [1, texts[0]],
      [777, texts[776]],
      [39_999, texts[39_998]],
    ]);
  });

  it("leaves out numbers that no line has", async () => {
    expect([...(await quoteLines(plain, [0, -1, 40_000, 40_001])).keys()]).toEqual([40_000]);
  });

  it("quotes lines of a compressed file", async () => {
    const file = inputFile(scratch.write("packed.log", gzipSync(texts.join("\n"))));
    expect([...(await quoteLines(file, [20_000, 40_000]))]).toEqual([
      [20_000, texts[19_999]],
      [40_000, texts[39_999]],
    ]);
  });

  it("clips to 500 characters, never within one", async () => {
    const file = inputFile(scratch.write("long.log", `${"x".repeat(2000)}\ny${"😀".repeat(400)}\n`));
    const quotes = await quoteLines(file, [1, 2]);
    expect(quotes.get(1)).toBe("x".repeat(500));
    expect(quotes.get(2)).toBe(`y${"😀".repeat(249)}`);
  });

  it("begins with the message of JSON that says much before it", async () => {
    const entry = (before: number, message: string): string => `{"CURSOR":"${"c".repeat(before)}","MESSAGE":"${message}","PRIORITY":"6"}`;
    const short = entry(400, "m");
    const late = entry(600, "m".repeat(100));
    const early = entry(100, "m".repeat(600));
    const quotes = await quoteLines(inputFile(scratch.write("entries.json", `${short}\n${late}\n${early}\n`)), [1, 2, 3]);
    expect([...quotes.values()]).toEqual([short, `…${late.slice(late.indexOf('"MESSAGE"'))}`, early.slice(0, 500)]);
  });

  it("quotes nothing of a file that has vanished", async () => {
    const file = scratch.write("vanished.log", "a\n");
    rmSync(file);
    expect([...(await quoteLines(inputFile(file), [1]))]).toEqual([]);
  });

  it("gives the same with the checkpoints of a reading as without", async () => {
    const { checkpoints } = await readLines(plain, undefined, () => undefined);
    expect(checkpoints.length).toBeGreaterThan(5);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 10 }), async (lines) => {
        const quotes = await quoteLines(plain, lines, checkpoints);
        expect([...quotes]).toEqual([...new Set(lines)].sort((a, b) => a - b).map((line) => [line, texts[line - 1]]));
      }),
      { numRuns: 20 },
    );
  });
});
