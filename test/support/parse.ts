import type { Note } from "../../src/model/diagnostic.ts";
import type { LogEvent } from "../../src/model/event.ts";
import type { Parser, SourceFacts } from "../../src/parsers/parser.ts";

export interface Parsed {
  readonly events: readonly LogEvent[];
  readonly notes: readonly Note[];
  readonly facts: SourceFacts;
}

/** Runs one parser over a whole text, line by line, as the pipeline would. */
export function parse(parser: Parser, text: string, context: { path?: string; modifiedUs?: number; year?: number } = {}): Parsed {
  const events: LogEvent[] = [];
  const notes: Note[] = [];
  const session = parser.open({
    path: context.path ?? "sample.log",
    modifiedUs: context.modifiedUs,
    year: context.year,
    emit: (event) => events.push(event),
    note: (note) => notes.push(note),
  });
  linesOf(text).forEach((line, index) => session.line(line, index + 1));
  return { events, notes, facts: session.end() };
}

export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
