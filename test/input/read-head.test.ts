import { rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readHead } from "../../src/input/read-head.ts";
import { manyLines, manyLinesText, twoStreams } from "./fixtures/compressed.ts";
import { inputFile, scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();
const headOf = (content: string | Uint8Array): ReturnType<typeof readHead> => readHead(inputFile(scratch.write("head", content)));
const base64 = (text: string): Buffer => Buffer.from(text, "base64");

describe("readHead", () => {
  it("gives the lines of a small file", async () => {
    expect(await headOf("\ufeffa\r\nb\nc")).toEqual({ lines: ["a", "b", "c"], empty: false, binary: false, plain: true, notes: [] });
  });

  it("stops after 256 KiB", async () => {
    const { lines } = await headOf(manyLinesText.repeat(10));
    expect(lines.join("\n").length).toBeLessThanOrEqual(256 * 1024);
    expect(lines.join("\n").length).toBeGreaterThan(255 * 1024);
  });

  it("is bounded for a file without line ends", async () => {
    const { lines } = await headOf("x".repeat(1024 * 1024));
    expect(lines.map((line) => line.length)).toEqual([256 * 1024]);
  });

  it.each([
    ["gzip", gzipSync(manyLinesText)],
    ["bzip2", base64(manyLines.bzip2)],
    ["xz", base64(manyLines.xz)],
    ["zstd", base64(manyLines.zstd)],
  ])("tells %s and looks inside", async (_, bytes) => {
    const { lines, plain } = await headOf(bytes);
    expect(plain).toBe(false);
    expect(lines[1]).toBe("line 1 of a log");
  });

  it.each(["bzip2", "xz", "zstd"] as const)("can be taken of many %s files, each left early", async (kind) => {
    for (let round = 0; round < 30; round++) await headOf(base64(manyLines[kind]));
    expect((await headOf(base64(twoStreams[kind]))).lines).toEqual(["first line", "second line", "third line"]);
  });

  it("calls a file without text empty", async () => {
    expect(await headOf("")).toMatchObject({ empty: true, binary: false, lines: [] });
    expect(await headOf(Buffer.alloc(5000))).toMatchObject({ empty: true, lines: [] });
  });

  it("calls a blank line no empty file", async () => {
    expect(await headOf("\n")).toMatchObject({ empty: false, lines: [""] });
  });

  it("calls an image binary", async () => {
    const bytes = Uint8Array.from({ length: 2000 }, (_, index) => (Math.imul(index + 7, 2654435761) >>> 13) & 0xff);
    expect((await headOf(bytes)).binary).toBe(true);
  });

  it("calls colours, form feeds and a stray control character no binary", async () => {
    expect((await headOf("\x1b[01;32mINFO nova.compute.manager [-] started\x1b[00m\n\f\x07\n".repeat(3))).binary).toBe(false);
  });

  it("sees the text behind a hole", async () => {
    const file = Buffer.concat([Buffer.alloc(2 * 1024 * 1024), Buffer.from("behind\n")]);
    expect(await headOf(file)).toMatchObject({ lines: ["behind"], empty: false, binary: false });
  });

  it("notes a file that has vanished", async () => {
    const file = scratch.write("vanished", "");
    rmSync(file);
    expect(await readHead(inputFile(file))).toMatchObject({ lines: [], empty: true, notes: [{ code: "unreadable-file" }] });
  });
});
