import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
import { paxOf, tarEntry, tarOf, withChecksum, zipOf, type TarEntry, type ZipEntry } from "./support/archives.ts";
import { list, readWhole, type Listing } from "./support/members.ts";

const scratch = scratchFolder();
const FIXTURES = join(import.meta.dirname, "fixtures");
const LONG = `logs/deep/${"a-long-folder-name-".repeat(4)}/${"long-file-name-".repeat(8)}.log`;
const LINES = Array.from({ length: 400 }, (_, index) => `line ${String(index + 1)}`);
const logs = { "logs/a.log": ["first", "second"], "logs/b.log": LINES, "logs/empty.log": [], "logs/é.log": ["né"], [LONG]: ["long"] };

let number = 0;

async function listed(bytes: Uint8Array, limits = {}): Promise<Listing> {
  const listing = await list(scratch.write(`archive-${String(number++)}`, bytes), limits);
  if (listing === undefined) throw new Error("not told to be an archive");
  return listing;
}

const inTar = (...entries: readonly TarEntry[]): Promise<Listing> => listed(tarOf(...entries));
const inZip = (...entries: readonly ZipEntry[]): Promise<Listing> => listed(zipOf(...entries));

describe("archives made by other programs", () => {
  it.each([
    ["gnu-tar.tar.gz", logs],
    ["bsdtar.tar.xz", logs],
    ["python-pax.tar.bz2", logs],
    ["info-zip.zip", logs],
    ["python-streamed.zip", logs],
    ["python-zip64.zip", logs],
    ["java.jar", { "logs/a.log": logs["logs/a.log"], "logs/b.log": LINES, "logs/empty.log": [], [LONG]: ["long"] }],
  ])("%s is listed with the head of each file", async (file, expected) => {
    const listing = await list(join(FIXTURES, file));
    const { heads, codes, inputs }: Pick<Listing, "heads" | "codes" | "inputs"> = listing ?? { heads: {}, codes: [], inputs: [] };
    // One file under two names: a tar stores the first it meets, a zip both.
    const { "logs/hard.log": second, "logs/a.log": first = second, ...others } = heads;
    expect({ "logs/a.log": first, ...others }).toEqual(expected);
    expect(codes.filter((code) => code !== "archive-links" && code !== "special-file")).toEqual([]);
    for (const input of inputs) expect((await readWhole(input)).text.split("\n").slice(0, -1)).toEqual(heads[input.path.slice(2)]);
  });

  it("have times of modification", async () => {
    expect((await list(join(FIXTURES, "python-pax.tar.bz2")))?.inputs[0]).toMatchObject({ modifiedUs: 1_767_225_600_250_000 });
    for (const file of ["gnu-tar.tar.gz", "bsdtar.tar.xz", "info-zip.zip", "python-zip64.zip"]) expect((await list(join(FIXTURES, file)))?.inputs[0]).toMatchObject({ modifiedUs: 1_767_225_600_000_000 });
  });

  it("may be encrypted, which is noted", async () => {
    expect((await list(join(FIXTURES, "info-zip-encrypted.zip")))?.codes).toEqual(["encrypted-member", "empty-archive"]);
  });
});

describe("what is an archive", () => {
  it("is told by content, whatever the name", async () => {
    expect((await inTar({ name: "a", content: "x\n" })).heads).toEqual({ a: ["x"] });
    expect((await inZip({ name: "a", content: "x\n" })).heads).toEqual({ a: ["x"] });
  });

  it("may be a tar from before there was a magic number", async () => {
    const tar = tarOf({ name: "a", content: "x\n" });
    tar.fill(0, 257, 265);
    withChecksum(tar.subarray(0, 512));
    expect((await listed(tar)).heads).toEqual({ a: ["x"] });
  });

  it.each([
    ["a log", Buffer.from("2026-01-01 00:00:00.000 1 INFO nova.compute.manager [-] started\n".repeat(100))],
    ["a compressed log", gzipSync("2026-01-01 00:00:00.000 1 INFO nova.compute.manager [-] started\n".repeat(100))],
    ["an empty file", Buffer.alloc(0)],
    ["a file of nothing but NUL bytes, which an empty tar is too", Buffer.alloc(10_240)],
    ["a text that begins with the initials of zip's author", Buffer.from("PKIX path building failed\n")],
    ["a text that speaks of ustar", Buffer.from(`${" ".repeat(257)}ustar  ${" ".repeat(300)}`)],
  ])("is not %s", async (name, bytes) => {
    expect(await list(scratch.write(name, bytes))).toBeUndefined();
  });

  it("is no folder and nothing that has vanished", async () => {
    expect(await list(scratch.path)).toBeUndefined();
    expect(await list(join(scratch.path, "gone.tar"))).toBeUndefined();
  });
});

describe("members", () => {
  it("are put into rotation sets by their paths", async () => {
    const { inputs } = await inTar({ name: "logs/a.log", content: "x\n" }, { name: "logs/a.log.2.gz", content: gzipSync("x\n") });
    expect(inputs.map(({ lineage, rotation }) => [lineage, rotation])).toEqual([["A/logs/a.log", 0], ["A/logs/a.log", -3]]);
  });

  it("may be compressed by themselves", async () => {
    const { heads } = await inTar({ name: "a.gz", content: gzipSync("x\ny\n") });
    expect(heads).toEqual({ "a.gz": ["x", "y"] });
  });

  it.each([
    ["/etc/passwd", "etc/passwd"],
    ["../../up.log", "up.log"],
    ["a/../../b.log", "a/b.log"],
    ["./logs//a.log", "logs/a.log"],
    ["..", "(unnamed)"],
    ["a\u001b[31m\nb.log", "a\u001b[31m\nb.log"],
  ])("called %j lead nowhere but down", async (name, path) => {
    expect(Object.keys((await inTar({ name, content: "x\n" })).heads)).toEqual([path]);
    expect(Object.keys((await inZip({ name, content: "x\n" })).heads)).toEqual([path]);
  });

  it("have slashes where a zip made on Windows has none", async () => {
    expect(Object.keys((await inZip({ name: "logs\\a.log", content: "x\n" })).heads)).toEqual(["logs/a.log"]);
  });

  it("replace earlier ones of the same name, and that is noted", async () => {
    for (const { heads, codes } of [
      await inTar({ name: "a", content: "old\n" }, { name: "b", content: "b\n" }, { name: "a", content: "new\n" }),
      await inZip({ name: "a", content: "old\n" }, { name: "b", content: "b\n" }, { name: "a", content: "new\n" }),
    ]) {
      expect(heads).toEqual({ b: ["b"], a: ["new"] });
      expect(codes).toEqual(["replaced-member"]);
    }
  });

  it("whose names differ only in what is left out keep apart", async () => {
    expect((await inTar({ name: "a", content: "1\n" }, { name: "../a", content: "2\n" }, { name: "/a", content: "3\n" })).heads).toEqual({ a: ["1"], "a (2)": ["2"], "a (3)": ["3"] });
  });

  it("are no links, folders and devices", async () => {
    const { heads, codes } = await inTar({ name: "d/", type: "5" }, { name: "l", type: "2" }, { name: "h", type: "1", size: 7 }, { name: "c", type: "3" }, { name: "a", content: "x\n" });
    expect(heads).toEqual({ a: ["x"] });
    expect(codes).toEqual(["special-file", "archive-links"]);
    const zip = await inZip({ name: "d/" }, { name: "l", content: "a", mode: 0o120777 }, { name: "p", mode: 0o010644 }, { name: "a", content: "x\n", mode: 0o100644 });
    expect([zip.heads, zip.codes]).toEqual([{ a: ["x"] }, ["special-file", "archive-links"]]);
  });

  it("with holes are left out with a note, and what follows them is read", async () => {
    const old = tarEntry({ name: "old", type: "S", content: "data" });
    old[482] = 1;
    const map = Buffer.alloc(512);
    const tar = Buffer.concat([withChecksum(old.subarray(0, 512)), map, old.subarray(512), tarOf(paxOf({ "GNU.sparse.major": "1", "GNU.sparse.name": "new" }), { name: "x", content: "1\n0\n" }, { name: "a", content: "x\n" })]);
    const { heads, notes } = await listed(tar);
    expect(heads).toEqual({ a: ["x"] });
    expect(notes.map(({ code, file }) => [code, file])).toEqual([["sparse-member", "A/old"], ["sparse-member", "A/new"]]);
  });

  it("compressed by methods that are not read are noted", async () => {
    const { heads, codes } = await inZip({ name: "a", content: "x\n" }, { name: "b", method: 9, content: "?" });
    expect([heads, codes]).toEqual([{ a: ["x"] }, ["unknown-method"]]);
  });

  it("of a tar take their size from an extended header", async () => {
    const { heads } = await inTar(paxOf({ path: "logs/é.log", size: "4", mtime: "1.5" }), { name: "short", content: "x\ny\n", size: 0 }, { name: "b", content: "b\n" });
    expect(heads).toEqual({ "logs/é.log": ["x", "y"], b: ["b"] });
  });

  it("of tars one after another are read as if of one", async () => {
    const tars = Buffer.concat([tarOf({ name: "a", content: "x\n" }), Buffer.alloc(8192), tarOf({ name: "b", content: "y\n" })]);
    for (const bytes of [tars, gzipSync(tars)]) expect(await listed(bytes)).toMatchObject({ heads: { a: ["x"], b: ["y"] }, codes: [] });
  });

  it("behind a damaged header of a tar are still found", async () => {
    const tar = tarOf({ name: "a", content: "x\n" }, { name: "b", content: "y\n" }, { name: "c", content: "z\n" });
    tar[1024] = 0x7f;
    expect(await listed(tar)).toMatchObject({ heads: { a: ["x"], c: ["z"] }, codes: ["damaged-archive"] });
  });
});

describe("archives in archives", () => {
  const inner = tarOf({ name: "n/a.log", content: "x\n" });
  const innerZip = zipOf({ name: "n/a.log", content: "x\n" }, { name: "s.log", content: "s\n", method: 0 }, { name: "d/", streamed: true }, { name: "t.log", content: "t\n", streamed: true });
  const fromZip = { "i/n/a.log": ["x"], "i/s.log": ["s"], "i/t.log": ["t"] };

  it.each([
    ["a tar in a tar", tarOf({ name: "i", content: inner }), { "i/n/a.log": ["x"] }],
    ["a compressed tar in a compressed tar", gzipSync(tarOf({ name: "i", content: gzipSync(inner) })), { "i/n/a.log": ["x"] }],
    ["a compressed tar in a zip", zipOf({ name: "i", content: gzipSync(inner) }), { "i/n/a.log": ["x"] }],
    ["a zip in a tar", tarOf({ name: "i", content: innerZip }), fromZip],
    ["a zip in a compressed tar", gzipSync(tarOf({ name: "i", content: innerZip })), fromZip],
    ["a zip in a zip", zipOf({ name: "i", content: innerZip }), fromZip],
    ["a zip stored in a zip", zipOf({ name: "i", content: innerZip, method: 0 }), fromZip],
  ])("are opened: %s", async (_, bytes, expected) => {
    const { heads, codes, inputs } = await listed(bytes);
    expect([heads, codes]).toEqual([expected, []]);
    for (const input of inputs) expect((await readWhole(input)).text.trim()).toBe(heads[input.path.slice(2)]?.[0]);
  });

  it("are opened once, deeper ones are noted", async () => {
    const { heads, notes } = await listed(gzipSync(tarOf({ name: "i", content: tarOf({ name: "j", content: gzipSync(inner) }, { name: "b", content: "y\n" }) })));
    expect(heads).toEqual({ "i/j": undefined, "i/b": ["y"] });
    expect(notes).toMatchObject([{ code: "nested-archive", file: "A/i/j" }]);
  });

  it("that are damaged do not keep the rest from being read", async () => {
    const { heads, notes } = await listed(tarOf({ name: "i", content: gzipSync(tarOf({ name: "n", content: LINES.join("\n") })).subarray(0, 500) }, { name: "b", content: "y\n" }));
    expect(heads["b"]).toEqual(["y"]);
    expect(notes).toMatchObject([{ code: "damaged-archive", file: "A/i" }]);
  });
});

describe("limits", () => {
  const bomb = gzipSync(Buffer.alloc(3 * 1024 * 1024));

  it("hold for the number of entries, those of nested archives included", async () => {
    const entries = Array.from({ length: 6 }, (_, index) => ({ name: String(index), content: "x\n" }));
    for (const bytes of [tarOf(...entries), gzipSync(tarOf(...entries)), zipOf(...entries)]) {
      expect(await listed(bytes, { entries: 6 })).toMatchObject({ codes: [] });
      const { heads, codes } = await listed(bytes, { entries: 5 });
      expect([Object.keys(heads).length, codes]).toEqual([5, ["archive-limit"]]);
    }
    const nested = await listed(tarOf({ name: "i", content: tarOf(...entries) }, { name: "b", content: "y\n" }), { entries: 4 });
    expect([Object.keys(nested.heads), nested.codes]).toEqual([["i/0", "i/1", "i/2"], ["archive-limit"]]);
  });

  it("hold for the bytes a compressed tar unfolds to", async () => {
    const bytes = gzipSync(tarOf({ name: "a", content: "x\n" }, { name: "b", content: Buffer.alloc(2_000_000) }, { name: "c", content: "z\n" }));
    const { heads, notes } = await listed(bytes, { bytes: 1_000_000 });
    expect(Object.keys(heads)).toEqual(["a", "b"]);
    expect(notes).toMatchObject([{ code: "archive-limit", file: "A", hint: expect.stringContaining("unpack") as string }]);
  });

  it("hold for the ratio of what comes out to what goes in", async () => {
    const bytes = gzipSync(tarOf({ name: "a", content: "x\n" }, { name: "b", content: Buffer.alloc(3_000_000) }, { name: "c", content: "z\n" }));
    expect(await listed(bytes, { ratio: 100, freeBytes: 1_000_000 })).toMatchObject({ codes: ["archive-limit"] });
    expect(await listed(bytes, { ratio: 100, freeBytes: 10_000_000 })).toMatchObject({ codes: [] });
    expect(await listed(bytes, { ratio: 2000, freeBytes: 0 })).toMatchObject({ codes: [] });
  });

  it("hold for what a zip says it unfolds to", async () => {
    const { heads, codes } = await listed(zipOf({ name: "a", content: "x\n" }, { name: "b", content: "y\n", plainLength: 2 ** 31 }), { bytes: 1e9 });
    expect([heads, codes]).toEqual([{ a: ["x"] }, ["archive-limit"]]);
  });

  it("hold through layers of compression", async () => {
    const nested = gzipSync(tarOf({ name: "i", content: gzipSync(tarOf({ name: "n", content: bomb })) }));
    expect(await listed(nested, { ratio: 50, freeBytes: 100_000, bytes: 1e9 })).toMatchObject({ heads: { "i/n": [] } });
  });

  it("do not depend on what a tar says of sizes", async () => {
    const { heads, codes } = await inTar({ name: "a", content: "x\n" }, { name: "b", content: "y\n", size: 8 ** 11 - 1 });
    expect([heads["a"], codes]).toEqual([["x"], ["damaged-archive"]]);
    const wide = tarEntry({ name: "w", content: "y\n" });
    wide.fill(0xff, 125, 136);
    wide[124] = 0x80;
    expect(await listed(Buffer.concat([tarEntry({ name: "a", content: "x\n" }), withChecksum(wide.subarray(0, 512)), tarOf()]))).toMatchObject({ heads: { a: ["x"] }, codes: ["damaged-archive"] });
  });

  it("keep members of a zip from sharing bytes", async () => {
    const { heads, codes } = await inZip({ name: "a", content: "x\n" }, { name: "b", content: "x\n", at: 0 }, { name: "c", content: "x\n", at: 0 });
    expect([heads, codes]).toEqual([{ a: ["x"] }, ["damaged-archive", "damaged-archive"]]);
  });

  it("hold at 100,000 entries", async () => {
    const { heads, codes } = await listed(gzipSync(Buffer.concat(Array.from({ length: 100_001 }, (_, index) => tarEntry({ name: `d/${String(index)}`, type: "5" })))));
    expect([heads, codes]).toEqual([{}, ["archive-limit"]]);
  });
});

describe("archives with nothing in them", () => {
  it.each([
    ["a zip", zipOf()],
    ["a compressed tar of a folder", gzipSync(tarOf({ name: "d/", type: "5" }))],
  ])("are noted: %s", async (_, bytes) => {
    expect(await listed(bytes)).toMatchObject({ heads: {}, codes: ["empty-archive"] });
  });
});
