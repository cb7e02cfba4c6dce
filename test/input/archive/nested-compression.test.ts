import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bunzip2 } from "../../../src/lib/bunzip2.ts";
import { feedAhead } from "../../../src/input/feed-ahead.ts";
import { unzstd } from "../../../src/input/unzstd.ts";
import { unxz } from "../../../src/input/unxz.ts";
import { manyLines, manyLinesText, twoStreams } from "../fixtures/compressed.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { tarOf, zipOf } from "./support/archives.ts";
import { list, readWhole } from "./support/members.ts";

const scratch = scratchFolder();
const base64 = (text: string): Buffer => Buffer.from(text, "base64");

async function* slowly(bytes: Buffer, step: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += step) yield await Promise.resolve(Buffer.from(bytes.subarray(at, at + step)));
}

async function textOf(plain: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of plain) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe("a decompressor that cannot wait", () => {
  it.each([["bzip2", bunzip2], ["zstd", unzstd]] as const)("is fed by one that has to be waited for: %s", async (kind, decompress) => {
    for (const step of [1, 7, 1000, 1e6]) {
      expect(await textOf(feedAhead(decompress, slowly(base64(manyLines[kind]), step)))).toBe(manyLinesText);
      expect(await textOf(feedAhead(decompress, slowly(base64(twoStreams[kind]), step)))).toBe("first line\nsecond line\nthird line\n");
    }
  });

  it.each([["bzip2", bunzip2], ["zstd", unzstd]] as const)("tells damage: %s", async (kind, decompress) => {
    await expect(textOf(feedAhead(decompress, slowly(base64(manyLines[kind]).subarray(0, -9), 100)))).rejects.toThrow();
  });
});

describe("logs compressed in compressed archives", () => {
  const compressed = { "a.gz": gzipSync(manyLinesText), "a.bz2": base64(manyLines.bzip2), "a.xz": base64(manyLines.xz), "a.zst": base64(manyLines.zstd) };
  const tar = tarOf(...Object.entries(compressed).map(([name, content]) => ({ name, content })));

  it.each([
    ["a compressed tar", gzipSync(tar)],
    ["a zip", zipOf(...Object.entries(compressed).map(([name, content]) => ({ name, content })))],
    ["a tar in a compressed tar", gzipSync(tarOf({ name: "i", content: gzipSync(tar) }))],
  ])("are read from %s", async (_, bytes) => {
    const { inputs = [], codes = [] } = (await list(scratch.write("packed", bytes))) ?? {};
    expect([inputs.length, codes]).toEqual([4, []]);
    for (const input of inputs) expect(await readWhole(input)).toEqual({ text: manyLinesText, codes: [] });
  });

  it("are read where xz lies in xz lies in xz", async () => {
    const { inputs = [], heads = {}, codes } = (await list(join(import.meta.dirname, "fixtures", "xz-in-xz-in-xz.tar.xz"))) ?? {};
    expect([heads, codes]).toEqual([{ "inner.tar.xz/a.log.1.xz": ["first", "second"], "b.log.xz": ["third"] }, []]);
    for (let round = 0; round < 5; round++) for (const input of inputs) expect((await readWhole(input)).codes).toEqual([]);
  });

  it("left early let the next be read", async () => {
    for (let round = 0; round < 20; round++) {
      for await (const piece of unxz(slowly(base64(manyLines.xz), 1000))) if (piece.length > 0) break;
      for await (const piece of unxz(slowly(base64(twoStreams.xz), 1000))) if (piece.length > 0) break;
    }
    expect(await textOf(unxz(slowly(base64(twoStreams.xz), 1000)))).toBe("first line\nsecond line\nthird line\n");
  });

  it("are read by the other methods a zip may use for its members", async () => {
    const zip = zipOf(...([[12, "bzip2"], [95, "xz"], [93, "zstd"]] as const).map(([method, kind]) => ({ name: kind, method, content: manyLinesText, packed: base64(manyLines[kind]) })));
    const { inputs = [], codes = [] } = (await list(scratch.write("methods", zip))) ?? {};
    expect([inputs.length, codes]).toEqual([3, []]);
    for (const input of inputs) expect(await readWhole(input)).toEqual({ text: manyLinesText, codes: [] });
  });
});
