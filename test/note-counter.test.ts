import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNote, type FileNote } from "../src/input/file-note.ts";
import { countNotes } from "../src/note-counter.ts";
import type { Diagnostic } from "../src/model/diagnostic.ts";

function counted(...notes: readonly FileNote[]): readonly Diagnostic[] {
  const counter = countNotes();
  notes.forEach(counter.add);
  return counter.diagnostics();
}

const at = (file: string, line: number, own: Partial<FileNote> = {}): FileNote => ({ ...fileNote(file, "odd", "warning", "A line is odd."), line, ...own });

describe("counting notes", () => {
  it("counts notes of one code and message as one diagnostic", () => {
    expect(counted(at("a.log", 1), at("b.log", 9))).toMatchObject([{ code: "odd", count: 2, severity: "warning" }]);
  });

  it("keeps different messages of one code apart", () => {
    expect(counted(at("a.log", 1), at("a.log", 2, { message: "A line is even." }))).toHaveLength(2);
  });

  it("gives the first three examples by path and line, whatever order they came in", () => {
    const [odd] = counted(at("b.log", 1), at("a.log", 30), at("a.log", 4), at("c.log", 1), at("a.log", 5));
    expect(odd?.examples.map(({ file, line }) => [file, line])).toEqual([["a.log", 4], ["a.log", 5], ["a.log", 30]]);
  });

  it("puts errors before warnings before mere information", () => {
    expect(counted(at("a", 1, { severity: "info", code: "a" }), at("a", 1, { code: "b" }), at("a", 1, { severity: "error", code: "c" })).map(({ severity }) => severity)).toEqual(["error", "warning", "info"]);
  });

  it("orders equally severe ones by code", () => {
    expect(counted(at("a", 1, { code: "z" }), at("a", 1, { code: "b" })).map(({ code }) => code)).toEqual(["b", "z"]);
  });

  it("clips an example to 200 characters", () => {
    expect(counted(at("a", 1, { text: "x".repeat(999) }))[0]?.examples[0]?.text).toHaveLength(200);
  });

  it("says null where a note has no line, text or hint", () => {
    expect(counted(fileNote("a.log", "empty-file", "info", "A file is empty."))).toMatchObject([{ hint: null, examples: [{ file: "a.log", line: null, text: null }] }]);
  });

  it("gives the same diagnostics for any order of notes", () => {
    const note = fc.record({ file: fc.constantFrom("a.log", "b.log"), line: fc.integer({ min: 1, max: 20 }), code: fc.constantFrom("odd", "even") }).map(({ file, line, code }) => at(file, line, { code }));
    fc.assert(
      fc.property(fc.array(note), (notes) => {
        expect(counted(...[...notes].reverse())).toEqual(counted(...notes));
      }),
    );
  });
});
