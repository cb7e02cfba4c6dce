import { fileNote, type FileNote } from "./input/file-note.ts";
import { findCopies } from "./input/find-copies.ts";
import type { InputFile } from "./input/input-file.ts";
import type { Head } from "./input/read-head.ts";
import { readHeads } from "./input/read-heads.ts";
import { EXAMPLE_LENGTH, type NoteCounter } from "./note-counter.ts";
import { detectParser } from "./parsers/detect.ts";
import type { Parser } from "./parsers/parser.ts";

/** An input, the parser that claims it, and how it begins. */
export interface Recognised {
  readonly input: InputFile;
  readonly parser: Parser;
  /** The first 200 of the head: enough to choose a sieve by and to tell copies. */
  readonly lines: readonly string[];
  /** It lies in its file as it is: it may be read in pieces. */
  readonly plain: boolean;
}

export interface Inputs {
  /** All, in order of path: files, and instead of archives the files in them. An archive in which nothing is recognised is one file. */
  readonly inputs: readonly InputFile[];
  /** Those in a known format that do not say what another says as well. */
  readonly recognised: readonly Recognised[];
}

/** Looks at the beginnings of all files, those in archives included. */
export async function recogniseInputs(files: readonly InputFile[], notes: NoteCounter): Promise<Inputs> {
  const { heads, notes: found } = await readHeads(files, look);
  found.forEach(notes.add);
  const inputs: InputFile[] = [];
  const known: Recognised[] = [];
  const worthOpening = new Set(heads.flatMap(({ input, seen }) => (seen?.recognised === undefined ? [] : [input.member?.archive])));
  const passedOver = new Set<string>();
  for (const { input, seen } of heads) {
    const archive = input.member?.archive;
    if (archive === undefined || worthOpening.has(archive)) {
      seen?.notes.forEach(notes.add);
      inputs.push(input);
      if (seen?.recognised !== undefined) known.push(seen.recognised);
    } else if (!passedOver.has(archive)) {
      passedOver.add(archive);
      notes.add(fileNote(archive, "unrecognised-archive", "warning", "An archive holds nothing in a format that is read here.", "`trace-rank formats` lists the formats that are read."));
      inputs.push(...files.filter(({ path }) => path === archive));
    }
  }
  const copies = await findCopies(known);
  for (const { path } of copies.keys()) notes.add(fileNote(path, "copied-file", "info", "A file holds the same as another and counts once."));
  return { inputs: inputs.sort(byPath), recognised: known.filter(({ input }) => !copies.has(input)).sort((a, b) => byAge(a.input, b.input)) };
}

const LINES_KEPT = 200;

/** What a beginning tells: a format, or else why there may be none. */
interface Seen {
  readonly recognised: Recognised | undefined;
  readonly notes: readonly FileNote[];
}

function look(input: InputFile, head: Head): Seen {
  const parser = head.empty || head.binary ? undefined : detectParser(head.lines);
  if (parser === undefined) return { recognised: undefined, notes: [...head.notes, ...unrecognisedNotes(input.path, head)] };
  // Reading a recognised file whole notes the same again.
  return { recognised: { input, parser, lines: head.lines.slice(0, LINES_KEPT).map(unshared), plain: head.plain && input.member === undefined }, notes: [] };
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
