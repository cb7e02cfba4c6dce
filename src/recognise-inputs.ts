import { findWriters } from "./find-writers.ts";
import { fileNote, type FileNote } from "./input/file-note.ts";
import { findCopies } from "./input/find-copies.ts";
import type { InputFile } from "./input/input-file.ts";
import type { Head } from "./input/read-head.ts";
import { readHeads } from "./input/read-heads.ts";
import { EXAMPLE_LENGTH, type NoteCounter } from "./note-counter.ts";
import { isCommonLog } from "./parsers/common-log.ts";
import { detectParser } from "./parsers/detect.ts";
import { exportedEntries, isJournalExport } from "./parsers/journal-export.ts";
import type { Parser } from "./parsers/parser.ts";

/** An input, the parser that claims it, and how it begins. A log that many programs write is an input for each parser that claims it. */
export interface Recognised {
  readonly input: InputFile;
  readonly parser: Parser;
  /** The first 200 of the head, of an export of the journal its entries: enough to choose a sieve by and to tell copies. */
  readonly lines: readonly string[];
  readonly isJournalExport: boolean;
  /** It lies in its file as it is: it may be read in pieces. */
  readonly plain: boolean;
}

export interface Inputs {
  /** All, in order of path: files, and instead of archives the files in them. An archive in which nothing is recognised is one file. */
  readonly inputs: readonly InputFile[];
  /** Those in a known format that do not say what another says as well. */
  readonly recognised: readonly Recognised[];
  /** The formats of those of the inputs that do. */
  readonly copied: ReadonlyMap<InputFile, Parser>;
}

/** Looks at the beginnings of all files, those in archives included. */
export async function recogniseInputs(files: readonly InputFile[], notes: NoteCounter): Promise<Inputs> {
  const { heads, notes: found } = await readHeads(files, look);
  found.forEach(notes.add);
  const writers = await findWriters(heads.filter(({ seen }) => seen?.isCommon === true).map(({ input }) => input));
  const begun = heads.map(({ input, seen }) => ({ input, seen, parsers: parsersFor(seen, writers.get(input) ?? []) }));
  const worthOpening = new Set(begun.flatMap(({ input, parsers }) => (parsers.length === 0 ? [] : [input.member?.archive])));
  const copies = await findCopies(begun.flatMap(({ input, seen, parsers }) => (seen === undefined || parsers.length === 0 ? [] : [{ input, lines: seen.lines }])));
  for (const [{ path }, { of, isBeginning }] of copies) {
    const message = isBeginning ? "A file holds the beginning of another and counts once, with it." : "A file holds the same as another and counts once.";
    notes.add(fileNote(path, "copied-file", "info", message, undefined, of.path));
  }
  const inputs: InputFile[] = [];
  const recognised: Recognised[] = [];
  const copied = new Map<InputFile, Parser>();
  const passedOver = new Set<string>();
  for (const { input, seen, parsers } of begun) {
    const archive = input.member?.archive;
    if (archive === undefined || worthOpening.has(archive)) {
      if (seen === undefined || parsers.length === 0) {
        seen?.notes.forEach(notes.add);
        inputs.push(input);
        continue;
      }
      const own = parsers.map((parser, index): Recognised => ({
        input: index === 0 ? input : { ...input },
        parser,
        lines: seen.lines,
        isJournalExport: seen.isExport,
        plain: seen.plain && input.member === undefined,
      }));
      inputs.push(...own.map((one) => one.input));
      if (!copies.has(input)) recognised.push(...own);
      else for (const { input: one, parser } of own) copied.set(one, parser);
    } else if (!passedOver.has(archive)) {
      passedOver.add(archive);
      notes.add(
        fileNote(archive, "unrecognised-archive", "warning", "An archive holds nothing in a format that is read here.", "`trace-rank formats` lists the formats that are read."),
      );
      inputs.push(...files.filter(({ path }) => path === archive));
    }
  }
  return { inputs: inputs.sort(byPath), recognised: recognised.sort((a, b) => byAge(a.input, b.input)), copied };
}

/** Of a log that many programs write, each format that stands in it. */
function parsersFor(seen: Seen | undefined, writers: readonly Parser[]): readonly Parser[] {
  if (writers.length > 0) return writers;
  return seen?.parser === undefined ? [] : [seen.parser];
}

const LINES_KEPT = 200;

/** What a beginning tells. */
interface Seen {
  readonly parser: Parser | undefined;
  /** Many programs may write into it: which ones, its beginning does not tell. */
  readonly isCommon: boolean;
  readonly lines: readonly string[];
  readonly isExport: boolean;
  readonly plain: boolean;
  /** Why it may be in no format that is read here. */
  readonly notes: readonly FileNote[];
}

function look(input: InputFile, head: Head): Seen {
  const isText = !head.empty && !head.binary;
  const isExport = isText && isJournalExport(head.lines);
  const lines = isExport ? exportedEntries(head.lines) : head.lines;
  const parser = isText ? detectParser(lines) : undefined;
  const isCommon = isText && isCommonLog(lines);
  return {
    parser,
    isCommon,
    lines: isCommon || parser !== undefined ? lines.slice(0, LINES_KEPT).map(unshared) : [],
    isExport,
    plain: head.plain,
    // Reading a recognised file whole notes the same again.
    notes: parser === undefined ? [...head.notes, ...unrecognisedNotes(input.path, head)] : [],
  };
}

/** A copy: a piece of a string keeps the whole of it in memory. */
function unshared(text: string): string {
  return Buffer.from(text).toString();
}

function unrecognisedNotes(path: string, head: Head): readonly FileNote[] {
  if (head.empty) return head.notes.length > 0 ? [] : [fileNote(path, "empty-file", "info", "A file is empty.")];
  const first = head.binary ? undefined : head.lines.find((line) => line.trim() !== "");
  const text = first === undefined ? undefined : unshared(first.slice(0, EXAMPLE_LENGTH));
  return [fileNote(path, "unrecognised-file", "warning", "A file is in no format that is read here.", "`trace-rank formats` lists the formats that are read.", text)];
}

/** Files of one rotation set oldest first: what their lines tell of one instant was then written in the order of the files. */
function byAge(a: InputFile, b: InputFile): number {
  return a.lineage < b.lineage ? -1 : a.lineage > b.lineage ? 1 : a.rotation - b.rotation || byPath(a, b);
}

function byPath(a: InputFile, b: InputFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
