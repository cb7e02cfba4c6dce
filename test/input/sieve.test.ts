import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSieve } from "../../src/input/sieve.ts";
import { CONTINUE, DROP, KEEP, type NameSieve } from "../../src/model/sieve.ts";
import { anyCuts, cutUp, linesOfChunks } from "./support/lines.ts";

/** 2026-11-22 15:01:44.130+0000: 24291: debug : virThreadJobSet:93 : … */
const libvirt: NameSieve = {
  start: [
    { offset: 4, byte: "-" },
    { offset: 7, byte: "-" },
    { offset: 10, byte: " " },
    { offset: 13, byte: ":" },
    { offset: 19, byte: "." },
    { offset: 28, byte: ":" },
  ],
  offset: 29,
  path: [{ text: " " }, { skip: "digits" }, { text: ": " }, { skip: "letters" }, { text: " : " }],
  nameEnd: ":",
  wanted: ["virThreadJobSet", "virThreadJobClear", "qemuProcessStart", "libvirt version"],
  messages: undefined,
  continuations: true,
};

const stamp = "2026-11-22 15:01:44.130+0000";

function verdict(line: string, sieve = libvirt): number {
  const bytes = Buffer.from(`before\n${line}\n2026-11-22 15:01:44.130+0000: 1: debug : virThreadJobSet:1 : after\n`);
  return compileSieve(sieve)(bytes, 7, 7 + Buffer.byteLength(line));
}

/** What the sieve is defined to say, by a regular expression. */
function expected(line: string): number {
  if (!/^.{4}-.{2}-.{2} .{2}:.{5}\..{8}:/s.test(line)) return CONTINUE;
  const header = /^.{29} \d+: [a-z]+ : ([^:]*)(:?)/is.exec(line);
  const [, name = "", end] = header ?? [];
  return header === null || libvirt.wanted.some((wanted) => (end === "" ? wanted.startsWith(name) : wanted === name)) ? KEEP : DROP;
}

describe("compileSieve", () => {
  it("keeps a record whose name is wanted", () => {
    expect(verdict(`${stamp}: 24291: debug : virThreadJobSet:93 : Thread 24291 is now running job`)).toBe(KEEP);
  });

  it("drops a record whose name is not", () => {
    expect(verdict(`${stamp}: 24291: info : virObjectRef:400 : OBJECT_REF: obj=0x55e0`)).toBe(DROP);
  });

  it.each(["virThreadJobSe", "virThreadJobSett", "", "virThreadJobSeT", "irThreadJobSet"])("drops the name %j, which is almost a wanted one", (name) => {
    expect(verdict(`${stamp}: 24291: debug : ${name}:93 : text`)).toBe(DROP);
  });

  it("keeps a wanted name with a space", () => {
    expect(verdict(`${stamp}: 24291: info : libvirt version: 9.0.0`)).toBe(KEEP);
  });

  it("takes a line that does not begin like a record for a continuation", () => {
    expect(verdict("    <name>instance-00000005</name>")).toBe(CONTINUE);
  });

  it("takes no byte of the next line for one of a short line", () => {
    expect(verdict("2026-11-22")).toBe(CONTINUE);
    expect(verdict(stamp)).toBe(CONTINUE);
    expect(verdict("")).toBe(CONTINUE);
  });

  it.each([
    `${stamp}:`,
    `${stamp}: `,
    `${stamp}: x: debug : virObjectRef:1 : text`,
    `${stamp}: 24291`,
    `${stamp}: 24291: 7 : virObjectRef:1 : text`,
    `${stamp}: 24291: debug :virObjectRef:1 : text`,
    `${stamp}: 24291: debug : `,
    `${stamp}: 24291: debug : virThreadJob`,
  ])("keeps %j, whose header cannot be walked", (line) => {
    expect(verdict(line)).toBe(KEEP);
  });

  it("drops every walkable record when nothing is wanted", () => {
    expect(verdict(`${stamp}: 24291: debug : virThreadJobSet:93 : x`, { ...libvirt, wanted: [] })).toBe(DROP);
  });

  it.each([
    ["one of the texts it may begin with", "virThreadJobSet:93 : Thread 1 is", KEEP],
    ["the other one", "virThreadJobSet:93 : Job", KEEP],
    ["another text", "virThreadJobSet:93 : Treads", DROP],
    ["less than the text", "virThreadJobSet:93 : Thre", DROP],
    ["no message that could be found", "virThreadJobSet:x : Treads", KEEP],
    ["any text after a name of which all are wanted", "qemuProcessStart:1 : Treads", KEEP],
    ["a wanted text after a name that is not", "virObjectRef:1 : Thread 1", DROP],
  ])("decides by the beginning of the message where some are wanted: %s", (_, record, decided) => {
    const messages = { path: [{ text: ":" }, { skip: "digits" }, { text: " : " }] as const, starts: new Map([["virThreadJobSet", ["Thread ", "Job"]]]) };
    expect(verdict(`${stamp}: 1: debug : ${record}`, { ...libvirt, messages })).toBe(decided);
  });

  it("finds each of many names and none beside them", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: fc.constantFrom("a", "b", "é", "Z", "_"), minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 60 }), (names) => {
        const half = Math.ceil(names.length / 2);
        const sieve = { ...libvirt, wanted: names.slice(0, half) };
        names.forEach((name, index) => {
          expect(verdict(`${stamp}: 1: debug : ${name}:1 : x`, sieve)).toBe(index < half ? KEEP : DROP);
        });
      }),
    );
  });

  it("says what its definition says of any line", () => {
    const part = (...usual: readonly string[]): fc.Arbitrary<string> => fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.string({ maxLength: 3 }) });
    const line = fc
      .tuple(part(stamp), part(":"), part(" "), part("1", "24291"), part(": "), part("debug", "info"), part(" : "), part(...libvirt.wanted, "virObjectRef"), part(":", ""), fc.string())
      .map((parts) => parts.join("").replace(/\n/g, " "))
      .filter((text) => /^[\0-\x7f]*$/.test(text));
    fc.assert(
      fc.property(line, (text) => {
        expect(verdict(text)).toBe(expected(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses an anchor that is no single byte", () => {
    expect(() => compileSieve({ ...libvirt, nameEnd: "é" })).toThrow(RangeError);
  });
});

describe("lines behind a sieve", () => {
  const log = [
    "kept, for it stands before the first record",
    `${stamp}: 1: debug : virObjectRef:1 : dropped`,
    "dropped with it",
    `${stamp}: 1: debug : virThreadJobSet:1 : kept`,
    "kept with it",
    "",
    `${stamp}: 1: debug : virObjectRef:1 : dropped`,
    `${stamp}: 1: debug : virThreadJobClear:1 : kept`,
  ];

  it("are the wanted records with what follows them, under their own numbers, however the file is cut", async () => {
    await fc.assert(
      fc.asyncProperty(anyCuts, fc.constantFrom("\n", "\r\n"), async (cuts, lineEnd) => {
        const { lines, count } = await linesOfChunks(cutUp(Buffer.from(log.join(lineEnd)), cuts), libvirt);
        expect(lines).toEqual([1, 4, 5, 6, 8].map((line) => [line, log[line - 1]]));
        expect(count).toBe(8);
      }),
    );
  });

  it("are found after a hole of NUL bytes", async () => {
    const { lines } = await linesOfChunks([Buffer.from("start\n\0\0\0\0"), Buffer.from(log.slice(1).join("\n"))], libvirt);
    expect(lines.map(([line]) => line)).toEqual([1, 4, 5, 6, 8]);
  });
});
