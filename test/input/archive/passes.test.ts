import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byPlace } from "../../../src/input/archive/member.ts";
import { passOver, readPasses } from "../../../src/input/archive/pass-over.ts";
import { planPasses } from "../../../src/input/archive/plan-passes.ts";
import { sharedReading } from "../../../src/input/archive/shared-reading.ts";
import type { InputFile } from "../../../src/input/input-file.ts";
import { inputFile, scratchFolder } from "../support/scratch-folder.ts";
import { tarOf, zipOf } from "./support/archives.ts";
import { list, readWhole } from "./support/members.ts";

const scratch = scratchFolder();
const textOf = (name: string): string => Array.from({ length: 30_000 }, (_, index) => `${name} ${String(index)}\n`).join("");
const files = ["d", "b.1", "b", "c", "a.1", "a.2", "a"].map((name) => ({ name, content: textOf(name) }));

async function membersOf(name: string, bytes: Uint8Array): Promise<readonly InputFile[]> {
  return (await list(scratch.write(name, bytes)))?.inputs ?? [];
}

const kinds = {
  tar: tarOf(...files),
  "tar.gz": gzipSync(tarOf(...files)),
  zip: zipOf(...files),
  "zip with stored members": zipOf(...files.map((file) => ({ ...file, method: 0 }))),
  "tar.gz in tar.gz": gzipSync(tarOf({ name: "i", content: gzipSync(tarOf(...files)) })),
  "tar.gz in zip": zipOf({ name: "i", content: gzipSync(tarOf(...files)) }),
  "zip in tar.gz": gzipSync(tarOf({ name: "i", content: zipOf(...files.map((file) => ({ ...file, streamed: true }))) })),
  "compressed members in tar.gz": gzipSync(tarOf(...files.map(({ name, content }) => ({ name, content: gzipSync(content) })))),
} as const;

describe.each(Object.entries(kinds))("members of a %s", (kind, bytes) => {
  const nameOf = ({ path }: InputFile): string => path.slice(path.lastIndexOf("/") + 1);

  it("are read by themselves as they were packed, from any place", async () => {
    for (const input of await membersOf(kind, bytes)) {
      const text = textOf(nameOf(input));
      expect(await readWhole(input)).toEqual({ text, codes: [] });
      expect((await readWhole(input, undefined, 100_000)).text).toBe(text.slice(100_000));
    }
  });

  it("are read in one pass as they were packed, also when left early", async () => {
    const members = await membersOf(kind, bytes);
    const texts: Record<string, string> = {};
    for await (const { input, open } of passOver([...members].reverse())) {
      if (nameOf(input) === "c") continue;
      if (nameOf(input) === "b") {
        for await (const block of (await open(input, () => undefined)).blocks) {
          expect(textOf("b").startsWith(block.toString())).toBe(true);
          break;
        }
      } else texts[nameOf(input)] = (await readWhole(input, open)).text;
    }
    for (const name of ["d", "b.1", "a.1", "a.2", "a"]) expect(texts[name]).toBe(textOf(name));
    for await (const { input } of passOver(members)) if (nameOf(input) === "d") break;
  });

  it("survive being cloned, as for a worker", async () => {
    const [input] = structuredClone(await membersOf(kind, bytes));
    expect(input === undefined ? "" : (await readWhole(input)).text).toBe(textOf("d"));
  });
});

describe("members that have vanished with their archive", () => {
  it("are noted each", async () => {
    const members = (await membersOf("vanishing", kinds["tar.gz"])).map((input) => ({ ...input, location: `${input.location}.gone` }));
    for await (const { input, open } of passOver(members)) expect(await readWhole(input, open)).toEqual({ text: "", codes: ["unreadable-file"] });
    expect(await readWhole(members[0] ?? inputFile(""))).toEqual({ text: "", codes: ["unreadable-file"] });
  });
});

describe("planned passes", () => {
  const member = (archive: string, place: number): InputFile => {
    const layers = [{ from: 0, length: undefined, coding: { method: "gzip", plain: undefined } }, { from: place, length: 1, coding: undefined }] as const;
    return { ...inputFile(archive), path: `${archive}/${String(place)}`, member: { archive, layers } };
  };

  it("read a rotation set stored newest first once for each file, all others with the first", () => {
    const [a, b, c, d] = [3, 2, 1, 4].map((place) => member("A", place));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("four members");
    expect(planPasses([[a, b, c], [d]])).toEqual([{ lists: [0, 1], passes: [[a, d], [b], [c]] }]);
  });

  it("keep archives and files apart", () => {
    const [a, b, file] = [member("A", 1), member("B", 1), inputFile("c")];
    expect(planPasses([[a], [file, inputFile("d")], [b]])).toEqual([
      { lists: [0], passes: [[a]] },
      { lists: [1], passes: [[file, inputFile("d")]] },
      { lists: [2], passes: [[b]] },
    ]);
  });

  it("hold each list in its order, every file once, in as few passes as the worst list needs", async () => {
    const anyLists = fc.uniqueArray(fc.nat(30), { minLength: 1 }).chain((places) => fc.tuple(fc.constant(places), fc.array(fc.nat(4), { minLength: places.length, maxLength: places.length })));
    await fc.assert(
      fc.asyncProperty(anyLists, async ([places, owners]) => {
        const members = places.map((place) => member("A", place));
        const lists = [0, 1, 2, 3, 4].map((owner) => members.filter((_, index) => owners[index] === owner)).filter((one) => one.length > 0);
        const [reading, ...more] = planPasses(lists);
        expect(more).toEqual([]);
        const read: InputFile[] = [];
        await readPasses(reading ?? { lists: [], passes: [] }, (input) => Promise.resolve(void read.push(input)));
        expect(read).toHaveLength(members.length);
        for (const one of lists) expect(read.filter((input) => one.includes(input))).toEqual(one);
        const turns = lists.map((one) => one.filter((input, at) => at > 0 && (one[at - 1]?.member?.layers[1]?.from ?? 0) > (input.member?.layers[1]?.from ?? 0)).length);
        expect(reading?.passes).toHaveLength(1 + Math.max(...turns));
      }),
    );
  });

  it("are needed only where a member cannot be entered at will", async () => {
    for (const kind of ["tar", "zip", "zip with stored members"] as const) {
      for (const input of await membersOf("plain", kinds[kind])) expect(sharedReading(input)).toBeUndefined();
    }
    const members = await membersOf("packed", kinds["tar.gz"]);
    expect(new Set(members.map(sharedReading)).size).toBe(1);
    for (const input of members) if (input.member !== undefined) expect(byPlace(input.member, input.member)).toBe(0);
  });
});
