import { openSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gatherSource } from "../../src/input/gather-source.ts";
import { cutUp } from "../../src/input/piece.ts";
import { siftInOrder } from "../../src/input/sift-in-order.ts";
import { CONTINUE, DROP, KEEP, type HeadReader, type Heads, type HeadSieve } from "../../src/model/sieve.ts";
import { hostileBytes, keepAll, keepThose } from "./support/lines.ts";
import { readLines } from "./support/read-lines.ts";
import { inputFile, scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();

/** Those that have a `b` for their third byte. */
const keepSome = keepThose((bytes, from, to) => to > from + 2 && bytes[from + 2] === 0x62);

async function read(file: string, sieve: HeadSieve | undefined, pieceBytes?: number): Promise<object> {
  const lines: [number, string][] = [];
  const { bytes, lines: count, notes } = await readLines(inputFile(file), sieve, (text, line) => lines.push([line, text]), pieceBytes);
  return { lines, bytes, count, notes };
}

const lines = fc
  .array(fc.constantFrom("1 a: x", "1 b: y", "more", "", "1 b: z\r", "2 a:", "3 bb: no", "a very long line that spans several pieces of the file"))
  .map((list) => Buffer.from(list.map((line) => `${line}\n`).join("")));

describe("a file read in pieces", () => {
  it.each([
    ["without a sieve", undefined, hostileBytes],
    ["with a sieve that keeps all", keepAll, hostileBytes],
    ["with a sieve that keeps some lines", keepSome, lines],
  ])("gives the same lines, numbers and notes as in one go, %s", async (_, sieve, contents) => {
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 40 }), async (bytes, pieceBytes) => {
        // A mark of UTF-16 at the start: such a file is not cut.
        fc.pre(!(bytes[0] === 0xff && bytes[1] === 0xfe) && !(bytes[0] === 0xfe && bytes[1] === 0xff));
        const file = scratch.write("cut.log", bytes);
        expect(await read(file, sieve, pieceBytes)).toEqual(await read(file, sieve));
      }),
      { numRuns: 300 },
    );
  });

  it("gives heads and lines in order of line, whatever the size of the pieces", async () => {
    const file = scratch.write("heads.log", Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? "keep\n" : index % 3 === 1 ? "drop\n" : "  continued\n")).join(""));
    const seen = async (pieceBytes: number): Promise<string[]> => {
      const order: string[] = [];
      const input = inputFile(file);
      const gathering = gatherSource(input, {
        line: (text, line) => order.push(`${line} ${text}`),
        head: (heads, row, line) => order.push(`${line} head ${heads.numbers[row] ?? ""}`),
      });
      const tasks = [...cutUp(input, input.bytes, pieceBytes)].map((piece) => ({ piece, sieves: [{ parser: "", head: [] }] }));
      for await (const step of siftInOrder(tasks, () => ({ openHeads }))) {
        if (step.batch === undefined) gathering.piece(step.facts, step.notes);
        else gathering.batch(step.batch);
      }
      return order;
    };
    const whole = await seen(1_000_000);
    expect(whole.slice(0, 3)).toEqual(["1 keep", "2 head 4", "3   continued"]);
    expect(whole).toHaveLength(300);
    for (const pieceBytes of [1, 7, 64, 1000]) expect(await seen(pieceBytes)).toEqual(whole);
  });

  it("has bytes that are not UTF-8 noted even where two lines together would be", async () => {
    const file = scratch.write("halves.log", Buffer.from([240, 159, 128, 10, 128]));
    const { notes } = await readLines(inputFile(file), keepAll, () => undefined);
    expect(notes.map(({ code }) => code)).toContain("invalid-utf8");
  });

  it("is the same file to its end when its name is given to another meanwhile", async () => {
    const file = scratch.write("rotated.log", "old\n".repeat(1000));
    const lines: string[] = [];
    await readLines(inputFile(file), keepAll, (text, line) => {
      if (line === 1) {
        renameSync(file, `${file}.1`);
        writeFileSync(file, "new\n".repeat(1000));
      }
      lines.push(text);
    }, 1024);
    expect(new Set(lines)).toEqual(new Set(["old"]));
    expect(lines).toHaveLength(1000);
  });

  it("ends early, without a fault, when the file is cut meanwhile", async () => {
    const file = scratch.write("shrinking.log", "line\n".repeat(1000));
    let count = 0;
    await readLines(inputFile(file), keepAll, (_, line) => {
      if (line === 1) truncateSync(file, 2000);
      count++;
    }, 1000);
    expect(count).toBe(400);
  });

  it("is noted once when it cannot be opened", async () => {
    const file = scratch.write("gone.log", "line\n".repeat(1000));
    const input = inputFile(file);
    rmSync(file);
    const { notes, lines } = await readLines(input, keepAll, () => undefined, 100);
    expect(notes.map(({ code, text }) => [code, text])).toEqual([["unreadable-file", "ENOENT"]]);
    expect(lines).toBe(0);
  });

  it("leaves no file open", async () => {
    const file = scratch.write("closed.log", "line\n".repeat(1000));
    await readLines(inputFile(file), keepAll, () => undefined, 100);
    const next = openSync(file, "r");
    await readLines(inputFile(file), keepAll, () => undefined, 100);
    expect(openSync(file, "r")).toBe(next + 1);
  });
});

/** Keeps lines that begin with `k`, notes the length of those that begin with `d`. */
function openHeads(): HeadReader {
  let lines: number[] = [];
  let numbers: number[] = [];
  return {
    judge: (bytes, from, to, line) => {
      const first = String.fromCharCode(bytes[from] ?? 0);
      if (first !== "d") return first === "k" ? KEEP : CONTINUE;
      lines.push(line);
      numbers.push(to - from);
      return DROP;
    },
    noted: () => lines.length,
    take: () => {
      const heads: Heads = { lines: Uint32Array.from(lines), numbers: Float64Array.from(numbers), texts: [] };
      lines = [];
      numbers = [];
      return heads;
    },
  };
}
