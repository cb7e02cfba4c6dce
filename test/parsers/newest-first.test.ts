import { describe, expect, it } from "vitest";
import type { Note } from "../../src/model/diagnostic.ts";
import { fromTheEnd, isNewestFirst } from "../../src/parsers/newest-first.ts";
import type { ParserSession, SourceFacts } from "../../src/parsers/parser.ts";

const entry = (second: number): string => JSON.stringify({ labels: {}, line: "x", timestamp: `2026-11-22T15:00:0${String(second)}Z` });

describe("a log with its newest line first", () => {
  it("is told by the times of a collector's entries, which never rise", () => {
    expect(isNewestFirst([3, 2, 2, 1].map(entry))).toBe(true);
    expect(isNewestFirst([...[3, 2, 1].map(entry), '{"labels":{},"line":"cu'])).toBe(true);
    expect(isNewestFirst([1, 2, 3].map(entry))).toBe(false);
    expect(isNewestFirst([3, 1, 2].map(entry))).toBe(false);
    expect(isNewestFirst([1, 1].map(entry))).toBe(false);
    expect(isNewestFirst(["2026-11-22 15:00:03 a", "2026-11-22 15:00:02 b"])).toBe(false);
  });

  const FACTS: SourceFacts = { service: undefined, host: undefined, layout: undefined, records: 0, hasDebug: undefined, minWaitUs: undefined, minHoldUs: undefined, versions: [] };

  function readBackwards(texts: readonly string[], most?: number): { readonly read: readonly string[]; readonly notes: readonly Note[] } {
    const read: string[] = [];
    const notes: Note[] = [];
    const session: ParserSession = { line: (text, line) => read.push(`${String(line)} ${text}`), end: () => (read.push("end"), FACTS) };
    const backwards = fromTheEnd(session, (note) => notes.push(note), most);
    texts.forEach((text, index) => { backwards.line(text, index + 1); });
    expect(read).toEqual([]);
    backwards.end();
    return { read, notes };
  }

  it("is read from its end, each line with its number", () => {
    expect(readBackwards(["c", "b", "a"])).toEqual({ read: ["3 a", "2 b", "1 c", "end"], notes: [] });
  });

  it("that is too long loses its oldest lines, and says so once", () => {
    const { read, notes } = readBackwards(["d", "c", "b", "a"], 2);
    expect(read).toEqual(["2 c", "1 d", "end"]);
    expect(notes).toMatchObject([{ code: "newest-first", line: 3 }]);
  });
});
