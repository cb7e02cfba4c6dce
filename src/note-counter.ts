import type { FileNote } from "./input/file-note.ts";
import type { Diagnostic, DiagnosticExample } from "./model/diagnostic.ts";

/** Examples kept per diagnostic. */
const EXAMPLES = 3;
/** Characters of one. */
export const EXAMPLE_LENGTH = 200;

export interface NoteCounter {
  readonly add: (note: FileNote) => void;
  /** Worst first, then by code. */
  readonly diagnostics: () => readonly Diagnostic[];
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Counts notes of one code and message as one diagnostic. Keeps the first three examples by path and line, whatever order they come in. */
export function countNotes(): NoteCounter {
  const counted = new Map<string, { note: FileNote; count: number; examples: DiagnosticExample[] }>();
  return {
    add(note) {
      const key = `${note.code} ${note.message}`;
      let entry = counted.get(key);
      if (entry === undefined) counted.set(key, (entry = { note, count: 0, examples: [] }));
      entry.count++;
      const example = { file: note.file, line: note.line ?? null, text: note.text === undefined ? null : note.text.slice(0, EXAMPLE_LENGTH) };
      const last = entry.examples.at(-1);
      if (entry.examples.length === EXAMPLES && last !== undefined && compare(last, example) <= 0) return;
      entry.examples.push(example);
      entry.examples.sort(compare);
      entry.examples.length = Math.min(entry.examples.length, EXAMPLES);
    },
    diagnostics: () =>
      [...counted.values()]
        .map(({ note, count, examples }) => ({ code: note.code, severity: note.severity, message: note.message, count, examples, hint: note.hint ?? null }))
        .sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.code < b.code ? -1 : a.code > b.code ? 1 : a.message < b.message ? -1 : 1)),
  };
}

function compare(a: DiagnosticExample, b: DiagnosticExample): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0);
}
