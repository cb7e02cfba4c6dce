import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBytes } from "../../../src/input/read-bytes.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { paxOf, tarOf, zipOf } from "./support/archives.ts";
import { list, readWhole } from "./support/members.ts";

const scratch = scratchFolder();
const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "fixtures", name));

const entries = [
  { name: "a.log", content: "first\nsecond\n" },
  { name: "b.log.gz", content: gzipSync("compressed\n") },
  { name: "c.log", content: "third\n" },
] as const;
const tar = tarOf(...entries.slice(0, 2), paxOf({ path: "c.log" }), { name: "short", content: entries[2].content });
const zip = zipOf(entries[0], entries[1], { ...entries[2], method: 0 });
const streamed = zipOf(...entries.map((entry) => ({ ...entry, streamed: true })));

/** Lists and reads whatever can be had. Neither throws nor hangs, or the test fails. */
async function readAll(bytes: Uint8Array): Promise<{ readonly texts: Readonly<Record<string, string>>; readonly codes: readonly string[] } | undefined> {
  const listing = await list(scratch.write("damaged", bytes), { bytes: 64e6 });
  if (listing === undefined) return undefined;
  const texts: Record<string, string> = {};
  const codes = [...listing.codes];
  for (const input of listing.inputs) {
    const read = await readWhole(input);
    texts[input.path.slice(2)] = read.text;
    codes.push(...read.codes);
  }
  return { texts, codes };
}

/** Bytes of a block of a tar. */
const BLOCK = 512;
/** Of a stretch of equal bytes, which is padding, one cut in so many is tried. */
const PADDING_STEP = 64;

/** Every length at which a cut leaves something else: all but most of those within padding. Beside the ends of blocks it is cut in any case. */
function cutsOf(bytes: Uint8Array): readonly number[] {
  return Array.from(bytes, (_, length) => length).filter((length) => {
    const isPadding = bytes.subarray(Math.max(0, length - 2), length + 2).every((byte) => byte === bytes[length]);
    return !isPadding || length % PADDING_STEP === 0 || [1, BLOCK - 1].includes(length % BLOCK);
  });
}

const whole = { "a.log": "first\nsecond\n", "b.log.gz": "compressed\n", "c.log": "third\n" };

describe.each([
  ["a tar", tar],
  ["a compressed tar", gzipSync(tar)],
  ["a zip", zip],
  ["a zip with the sizes behind its members", streamed],
  ["a zip in a compressed tar", gzipSync(tarOf({ name: "i", content: streamed }))],
])("%s", (_, bytes) => {
  it("is read whole", async () => {
    const read = await readAll(bytes);
    expect(read?.codes).toEqual([]);
    expect(Object.values(read?.texts ?? {})).toEqual(Object.values(whole));
  });

  it("cut short anywhere gives what stands before the cut, and a note", async () => {
    for (const length of cutsOf(bytes)) {
      const read = await readAll(bytes.subarray(0, length));
      if (read === undefined) continue;
      // Beyond the end mark of a tar, or its compression's, nothing is missed.
      const isWhole = Object.keys(read.texts).length === 3;
      if (!isWhole) expect(read.codes, `cut at ${String(length)}`).toContainEqual(expect.stringMatching(/^damaged-(?:archive|member)|unreadable/));
      for (const [path, text] of Object.entries(read.texts)) {
        // Of a compressed member or a nested archive too little is left to tell it by.
        if (path === "i" || text.startsWith("\x1f")) continue;
        const full = whole[path.replace(/^i\//, "") as keyof typeof whole] as string | undefined;
        expect(full, path).toBeDefined();
        expect(full?.startsWith(text), `${path} cut at ${String(length)}`).toBe(true);
      }
    }
  }, 120_000);

  it("with bytes changed anywhere neither throws nor hangs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ at: fc.nat(bytes.length - 1), to: fc.oneof(fc.nat(255), fc.constantFrom(0, 0xff)) }), { minLength: 1, maxLength: 6 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const { at, to } of changes) changed[at] = to;
        await readAll(changed);
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});

describe.each(["gnu-tar.tar.gz", "bsdtar.tar.xz", "python-pax.tar.bz2", "info-zip.zip", "python-streamed.zip", "python-zip64.zip", "java.jar"])("%s", (name) => {
  it("with bytes changed anywhere or cut neither throws nor hangs", async () => {
    const bytes = fixture(name);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.option(fc.nat(bytes.length)), async (at, to, cut) => {
        const changed = Buffer.from(bytes);
        changed[at] = to;
        await readAll(changed.subarray(0, cut ?? changed.length));
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe("a member of a zip", () => {
  const content = Array.from({ length: 2000 }, (_, index) => `line ${String(index)}\n`).join("");

  it("whose checksum differs is noted when it is read", async () => {
    expect((await readAll(zipOf({ name: "a", content, crc: 1 })))?.codes).toEqual(["damaged-member"]);
  });

  it("longer than it says is cut there", async () => {
    const read = await readAll(zipOf({ name: "a", content: Buffer.alloc(5_000_000, "x\n"), plainLength: 1000 }));
    expect(read?.codes).toEqual(["damaged-member"]);
    expect(read?.texts["a"]?.length).toBeLessThan(200_000);
  });

  it("shorter than it says is noted", async () => {
    expect((await readAll(zipOf({ name: "a", content, plainLength: 100_000 })))?.codes).toEqual(["damaged-member"]);
  });

  it("that unfolds to more than 1,000 times its size is cut", async () => {
    const plainLength = 150 * 1024 * 1024;
    const packed = deflateRawSync(Buffer.alloc(plainLength));
    const { inputs = [] } = (await list(scratch.write("bomb", zipOf({ name: "a", packed, plainLength })))) ?? {};
    let bytes = 0;
    const codes: string[] = [];
    for (const input of inputs) for await (const block of (await readBytes(input, ({ code }) => codes.push(code))).blocks) bytes += block.length;
    expect(codes).toEqual(["archive-limit"]);
    expect(bytes).toBeGreaterThan(99 * 1024 * 1024);
    expect(bytes).toBeLessThan(plainLength);
  });
});
