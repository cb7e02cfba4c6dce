import { fileNote, type FileNote } from "./file-note.ts";
import type { TextFacts } from "./text-bytes.ts";

/** What a reader should know about a file's text, each thing once. */
export function textNotes(file: string, facts: TextFacts, invalidUtf8: boolean): readonly FileNote[] {
  const notes: FileNote[] = [];
  if (invalidUtf8) {
    notes.push(fileNote(file, "invalid-utf8", "info", "A file holds bytes that are not UTF-8; each was replaced by U+FFFD."));
  }
  if (facts.nulBytes > 0) {
    const hint = "Holes come from a crash of the host, or from rotation by copytruncate under a writer that does not append.";
    notes.push(fileNote(file, "nul-bytes", "warning", "A file holds NUL bytes, which were left out.", hint, `${String(facts.nulBytes)} bytes`));
  }
  if (facts.longLines > 0) {
    notes.push(fileNote(file, "long-line", "warning", "A file has lines over 1 MiB, which were cut there.", undefined, `${String(facts.longLines)} lines`));
  }
  if (facts.unfinishedLastLine) {
    notes.push(fileNote(file, "unfinished-last-line", "info", "A file does not end with a line end: its last line may be cut short."));
  }
  return notes;
}
