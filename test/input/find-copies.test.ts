import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { findCopies } from "../../src/input/find-copies.ts";
import type { InputFile } from "../../src/input/input-file.ts";
import { readHead } from "../../src/input/read-head.ts";
import { rotationOf } from "../../src/input/rotation.ts";
import { inputFile, scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();
const TEXT = "one\ntwo\nthree\n".repeat(100);
/** Longer than what digests are kept of. */
const LONG = Array.from({ length: 60_000 }, (_, index) => `line ${String(index)} of a log that goes on\n`).join("");

interface Written {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly host?: string;
}

/** Each copy with the file it copies. */
async function copiesOf(...files: readonly Written[]): Promise<readonly (readonly [string, string])[]> {
  const inputs = files.map(({ name, content, host }) => ({ name, input: { ...inputFile(scratch.write(name, content)), host, lineage: rotationOf(name).lineage } satisfies InputFile }));
  const begun = await Promise.all(inputs.map(async ({ input }) => ({ input, lines: (await readHead(input)).lines.slice(0, 200) })));
  const nameOf = new Map<InputFile, string>(inputs.map(({ name, input }) => [input, name]));
  return [...(await findCopies(begun))].map(([copy, { of, isBeginning }]) => [nameOf.get(copy) ?? "", `${isBeginning ? "beginning of " : ""}${nameOf.get(of) ?? ""}`] as const);
}

describe("files that hold the same", () => {
  it("are found beside one another, plain or compressed", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT }, { name: "a.log.gz", content: gzipSync(TEXT) }, { name: "a.log.1", content: TEXT })).toEqual([["a.log.gz", "a.log"], ["a.log.1", "a.log"]]);
  });

  it("are found beside one another whatever is put behind the name of the copy", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT }, { name: "a.log.copy", content: TEXT }, { name: "a.log-before", content: TEXT })).toEqual([["a.log.copy", "a.log"], ["a.log-before", "a.log"]]);
  });

  it("are found in another folder", async () => {
    expect(await copiesOf({ name: "x/a.log", content: TEXT }, { name: "x/a.log.1", content: LONG }, { name: "y/z/a.log.gz", content: gzipSync(TEXT) }, { name: "y/z/a.log.1", content: LONG })).toEqual([
      ["y/z/a.log.1", "x/a.log.1"],
      ["y/z/a.log.gz", "x/a.log"],
    ]);
  });

  it("are not copies under another name: they may be two hosts'", async () => {
    expect(await copiesOf({ name: "b.log", content: TEXT }, { name: "c.log", content: TEXT })).toEqual([]);
  });

  it("are not copies in another folder where they hold next to nothing", async () => {
    expect(await copiesOf({ name: "x/a.log", content: "one\ntwo\n" }, { name: "y/a.log", content: "one\ntwo\n" })).toEqual([]);
    expect(await copiesOf({ name: "x/a.log", content: "one\ntwo\n" }, { name: "x/a.log.1", content: "one\ntwo\n" })).toEqual([["x/a.log.1", "x/a.log"]]);
  });

  it("are not those that the command line puts on different hosts", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT, host: "cmp1" }, { name: "a.log.1", content: TEXT, host: "cmp2" })).toEqual([]);
  });

  it("count where the command line says the host", async () => {
    expect(await copiesOf({ name: "x/a.log", content: TEXT }, { name: "y/a.log", content: TEXT, host: "cmp1" })).toEqual([["x/a.log", "y/a.log"]]);
  });
});

describe("a file that holds the beginning of another", () => {
  it.each([
    ["within a line", LONG.slice(0, LONG.length - 1000)],
    ["after a line", LONG.slice(0, LONG.lastIndexOf("\n", LONG.length - 1000) + 1)],
    ["early", LONG.slice(0, 300)],
    ["at a whole MiB", LONG.slice(0, 1024 * 1024)],
  ])("is a copy where it ends %s, in its rotation set and elsewhere", async (_, part) => {
    expect(await copiesOf({ name: "a.log", content: LONG }, { name: "a.log.1", content: part }, { name: "y/a.log", content: gzipSync(part) })).toEqual([
      ["a.log.1", "beginning of a.log"],
      ["y/a.log", "beginning of a.log"],
    ]);
  });

  it("counts with the longest of them, whichever comes first", async () => {
    const [some, more] = [LONG.slice(0, 1_100_000), LONG.slice(0, 1_500_000)];
    expect(await copiesOf({ name: "1/a.log", content: some }, { name: "2/a.log", content: more }, { name: "3/a.log", content: LONG })).toEqual([
      ["2/a.log", "beginning of 3/a.log"],
      ["1/a.log", "beginning of 3/a.log"],
    ]);
  });

  it("leaves the rotation set of the longer one whole", async () => {
    expect(await copiesOf({ name: "1/a.log", content: LONG.slice(0, 1000) }, { name: "1/a.log.1", content: TEXT }, { name: "2/a.log", content: LONG }, { name: "2/a.log.1", content: TEXT })).toEqual([
      ["1/a.log.1", "2/a.log.1"],
      ["1/a.log", "beginning of 2/a.log"],
    ]);
  });

  it("is no copy where it goes on otherwise", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT }, { name: "a.log.1", content: `${TEXT}four\n` }, { name: "a.log.2", content: `${TEXT}five\n` })).toEqual([["a.log", "beginning of a.log.1"]]);
    expect(await copiesOf({ name: "a.log", content: LONG }, { name: "y/a.log", content: `${LONG.slice(0, 1_200_000)}else\n` })).toEqual([]);
    expect(await copiesOf({ name: "a.log", content: LONG }, { name: "y/a.log", content: `${LONG.slice(0, 300_000)}else\n` })).toEqual([]);
  });

  it("is no copy where it holds next to nothing", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT }, { name: "y/a.log", content: "one\ntwo\nthree\n" })).toEqual([]);
  });
});
