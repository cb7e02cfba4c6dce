import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { findCopies } from "../../src/input/find-copies.ts";
import { readHead } from "../../src/input/read-head.ts";
import { rotationOf } from "../../src/input/rotation.ts";
import { inputFile, scratchFolder } from "./support/scratch-folder.ts";

const scratch = scratchFolder();
const TEXT = "one\ntwo\nthree\n".repeat(100);

async function copiesOf(...files: readonly { readonly name: string; readonly content: string | Uint8Array; readonly host?: string }[]): Promise<readonly (readonly [string, string])[]> {
  const inputs = files.map(({ name, content, host }) => ({ name, input: { ...inputFile(scratch.write(name, content)), host, lineage: rotationOf(name).lineage } }));
  const begun = await Promise.all(inputs.map(async ({ input }) => ({ input, lines: (await readHead(input)).lines })));
  const nameOf = new Map(inputs.map(({ name, input }) => [input, name]));
  return [...(await findCopies(begun))].map(([copy, original]) => [nameOf.get(copy) ?? "", nameOf.get(original) ?? ""] as const);
}

describe("files that hold the same", () => {
  it("are found beside one another, plain or compressed", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT }, { name: "a.log.gz", content: gzipSync(TEXT) }, { name: "a.log.1", content: TEXT })).toEqual([["a.log.gz", "a.log"], ["a.log.1", "a.log"]]);
  });

  it("are found beside one another whatever is put behind the name of the copy", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT }, { name: "a.log.copy", content: TEXT }, { name: "a.log-before", content: TEXT })).toEqual([["a.log.copy", "a.log"], ["a.log-before", "a.log"]]);
  });

  it("are not copies under another name: they may be two hosts'", async () => {
    expect(await copiesOf({ name: "b.log", content: TEXT }, { name: "c.log", content: TEXT })).toEqual([]);
  });

  it("are not those that only begin alike", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT }, { name: "a.log.1", content: `${TEXT}four\n` })).toEqual([]);
  });

  it("are not those that the command line puts on different hosts", async () => {
    expect(await copiesOf({ name: "a.log", content: TEXT, host: "cmp1" }, { name: "a.log.1", content: TEXT, host: "cmp2" })).toEqual([]);
  });
});
