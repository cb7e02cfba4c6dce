import { appendFileSync, closeSync, ftruncateSync, openSync, readdirSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines } from "./support/read-lines.ts";
import { manyLines, manyLinesText, twoStreams } from "./fixtures/compressed.ts";
import { keepAll } from "./support/lines.ts";
import { inputFile, scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();

interface Read {
  readonly text: string;
  readonly bytes: number;
  readonly lines: number;
  readonly codes: readonly string[];
  readonly notes: readonly object[];
}

async function read(location: string): Promise<Read> {
  const lines: string[] = [];
  const { bytes, lines: count, notes } = await readLines(inputFile(location), keepAll, (text) => lines.push(text));
  return { text: lines.map((line) => `${line}\n`).join(""), bytes, lines: count, codes: notes.map(({ code }) => code), notes };
}

const base64 = (text: string): Buffer => Buffer.from(text, "base64");

const compressed = {
  gzip: { two: Buffer.concat([gzipSync("first line\nsecond line\n"), gzipSync("third line\n")]), many: gzipSync(manyLinesText) },
  bzip2: { two: base64(twoStreams.bzip2), many: base64(manyLines.bzip2) },
  xz: { two: base64(twoStreams.xz), many: base64(manyLines.xz) },
  zstd: { two: base64(twoStreams.zstd), many: base64(manyLines.zstd) },
} as const;

describe("readLines", () => {
  it("reads a plain file", async () => {
    const { text, bytes, lines, codes } = await read(scratch.write("plain.log", manyLinesText));
    expect(text).toBe(manyLinesText);
    expect({ bytes, lines, codes }).toEqual({ bytes: manyLinesText.length, lines: 12_000, codes: [] });
  });

  it("reads the same without a sieve", async () => {
    const lines: string[] = [];
    const result = await readLines(inputFile(scratch.write("plain2.log", manyLinesText)), undefined, (text, line) => lines.push(`${String(line)} ${text}`));
    expect(lines).toEqual(manyLinesText.trimEnd().split("\n").map((text, index) => `${String(index + 1)} ${text}`));
    expect(result.lines).toBe(12_000);
  });

  it("reads a file larger than its buffers", async () => {
    const text = manyLinesText.repeat(12);
    expect((await read(scratch.write("large.log", text))).text).toBe(text);
  });

  it("finds nothing in an empty file", async () => {
    expect(await read(scratch.write("empty.log", ""))).toEqual({ text: "", bytes: 0, lines: 0, codes: [], notes: [] });
  });

  it("notes a file that has vanished", async () => {
    const file = scratch.write("vanished.log", "a\n");
    rmSync(file);
    expect(await read(file)).toMatchObject({ lines: 0, notes: [{ code: "unreadable-file", severity: "error", file, text: "ENOENT" }] });
  });

  it("notes what turns out to be a folder", async () => {
    expect((await read(scratch.path)).codes).toEqual(["unreadable-file"]);
  });

  it("notes invalid UTF-8, NUL bytes and an unfinished last line once each", async () => {
    const file = scratch.write("odd.log", Buffer.from("a\xff\n\0b\xff\nc\0", "latin1"));
    expect((await read(file)).codes).toEqual(["invalid-utf8", "nul-bytes", "unfinished-last-line"]);
  });

  it("notes lines over 1 MiB", async () => {
    const { text, codes } = await read(scratch.write("long.log", `${"x".repeat(3 * 1024 * 1024)}\nb\n`));
    expect(text).toBe(`${"x".repeat(1024 * 1024)}\nb\n`);
    expect(codes).toEqual(["long-line"]);
  });

  it("passes over a hole many times larger than a line", async () => {
    const file = scratch.write("hole.log", "");
    const descriptor = openSync(file, "r+");
    ftruncateSync(descriptor, 64 * 1024 * 1024);
    closeSync(descriptor);
    appendFileSync(file, "after the hole\n");
    expect(await read(file)).toMatchObject({ text: "after the hole\n", lines: 1, codes: ["nul-bytes"] });
  });

  it.each([undefined, keepAll])("passes on what the taker throws and closes the file", async (sieve) => {
    const file = scratch.write("thrown.log", manyLinesText);
    const taking = readLines(inputFile(file), sieve, () => {
      throw new Error("on purpose");
    });
    await expect(taking).rejects.toThrow("on purpose");
  });
});

describe.each(["gzip", "bzip2", "xz", "zstd"] as const)("readLines of %s", (kind) => {
  it("reads all streams of a file, whatever its name", async () => {
    expect(await read(scratch.write(`${kind}-two.log`, compressed[kind].two))).toEqual({
      text: "first line\nsecond line\nthird line\n",
      bytes: 34,
      lines: 3,
      codes: [],
      notes: [],
    });
  });

  it("reads thousands of lines", async () => {
    const { text, codes } = await read(scratch.write(`${kind}-many.log`, compressed[kind].many));
    expect(text).toBe(manyLinesText);
    expect(codes).toEqual([]);
  });

  it("gives what stands before the end of a file cut short, and a note", async () => {
    const whole = compressed[kind].many;
    const { text, codes } = await read(scratch.write(`${kind}-cut.log`, whole.subarray(0, whole.length - 7)));
    expect(codes).toContain("damaged-compression");
    expect(text.length).toBeGreaterThan(0);
    expect(manyLinesText.startsWith(text.trimEnd())).toBe(true);
  });

  it("notes damage wherever it is", async () => {
    const whole = compressed[kind].many;
    await fc.assert(
      // The first bytes tell that it is compressed at all; gzip headers have fields without a check.
      fc.asyncProperty(fc.integer({ min: kind === "gzip" ? 12 : 10, max: whole.length - 20 }), fc.nat(7), async (at, bit) => {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        const { text, codes } = await read(scratch.write(`${kind}-damaged.log`, damaged));
        // Some bits are only padding.
        if (text !== manyLinesText) expect(codes).toContain("damaged-compression");
      }),
      { numRuns: 40 },
    );
  });

  it("ends on any bytes after its magic number", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (tail) => {
        const file = scratch.write(`${kind}-any.log`, Buffer.concat([compressed[kind].many.subarray(0, 10), tail]));
        expect((await read(file)).codes).toContain("damaged-compression");
      }),
      { numRuns: 40 },
    );
  });

  it("can be read again after damage", async () => {
    await read(scratch.write(`${kind}-first.log`, compressed[kind].many.subarray(0, 60)));
    expect((await read(scratch.write(`${kind}-then.log`, compressed[kind].many))).text).toBe(manyLinesText);
  });

  it("can be read several at once", async () => {
    const file = scratch.write(`${kind}-parallel.log`, compressed[kind].many);
    const all = await Promise.all([read(file), read(file), read(file)]);
    expect(all.map(({ text }) => text === manyLinesText)).toEqual([true, true, true]);
  });
});

describe("readLines of gzip", () => {
  it("ignores zeros after the last member", async () => {
    const file = scratch.write("padded.gz", Buffer.concat([gzipSync("a\n"), Buffer.alloc(512)]));
    expect(await read(file)).toMatchObject({ text: "a\n", codes: [] });
  });
});

describe.runIf(process.platform === "linux")("a reading", () => {
  it.each(Object.values(compressed))("leaves no file open, damaged or not", async ({ two, many }) => {
    const openFiles = (): number => readdirSync("/proc/self/fd").length;
    const files = [scratch.write("closed-1.log", two), scratch.write("closed-2.log", many.subarray(0, 100))];
    const before = openFiles();
    for (const file of [...files, ...files]) await read(file);
    expect(openFiles()).toBe(before);
  });
});
