/**
 * What a boot benchmark saw from outside: per instance the instants of create, ACTIVE, first ping, first login, delete and gone. The format is
 * defined here. Two layouts:
 *
 * A table, one row per instance, with a heading line; `,`, `;`, tab or `|` between the fields, quotes as in RFC 4180:
 *
 *     name,id,req_id,post_status,final,create_start,create_accepted,active,ping,ssh,delete_start,gone,fault
 *     vm-1,6b78ecbe-…,req-04b22b7b-…,202,ACTIVE,2026-11-22T15:02:21.615Z,2026-11-22T15:02:30.321Z,2026-11-22T15:03:07.017Z,,,,,
 *
 * A journal, one JSON object per line: either a row of the table, or one thing seen, whose `ev` is the name of an instant column
 * (or `state` with a status of ACTIVE or ERROR) and whose `ts` is the instant:
 *
 *     {"ts": "2026-11-22T15:02:30.321Z", "ev": "create_accepted", "name": "vm-1", "id": "6b78ecbe-…", "status": 202, "req_id": "req-04b22b7b-…"}
 *
 * The columns and their other names are in columns.ts. Instants are ISO 8601 (without a zone: local time of the machine that ran the benchmark) or
 * numbers since the epoch. A row without an id whose create call was answered with 400 or more is a refused request.
 */
import type { Parser, ParserContext, ParserSession } from "../parser.ts";
import { findTable, readTable } from "./csv.ts";
import { gatherInstances } from "./instances.ts";
import { isJournalLine, readEntry } from "./journal.ts";
import { emitRow, type Row } from "./row.ts";

export const phases: Parser = {
  id: "phases",
  title: "Phases of each boot as a benchmark saw them: delimited table or JSON lines",
  versions: "columns in any order: id or name, create_start; active, ping, ssh, delete_start, gone, …",
  example: "vm-1,6b78ecbe-ba11-4511-b574-3e690099ecaa,req-04b22b7b-0baf-43ed-8b72-92c27ab36cf1,202,ACTIVE,2026-11-22T15:02:21.615Z,2026-11-22T15:03:07.017Z",
  // No locks in it.
  resolutionUs: 1_000_000,
  sniff,
  sieve: undefined,
  open,
};

const UNKNOWN_EVENT = {
  code: "phases-unknown-event",
  severity: "info",
  message: "An event of a journal is none of the known phases, or of no instance",
  hint: undefined,
} as const;

/** Characters of a table kept; a row of 300 makes this 200,000 instances. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

function sniff(head: readonly string[]): number {
  const lines = head.map(clean);
  if (findTable(lines) !== undefined) return 0.95;
  return lines.slice(0, 20).some(isJournalLine) ? 0.9 : 0;
}

function open(context: ParserContext): ParserSession {
  const instances = gatherInstances();
  const lines: string[] = [];
  const numbers: number[] = [];
  let layout: "csv" | "jsonl" | undefined;
  let characters = 0;
  let records = 0;

  const reject = (line: number | undefined, text: string | undefined): void => {
    context.note({
      code: "phases-row-rejected",
      severity: "warning",
      message: "A row names no instance, has no instant, or cannot be read",
      hint: "A row needs id or name, and create_start",
      line,
      text: text?.slice(0, 200),
    });
  };
  const give = (row: Row, line: number, text: string): void => {
    if (emitRow(row, context)) records += 1;
    else reject(line, text);
  };

  const readJournalLine = (text: string, number: number): void => {
    const entry = readEntry(text, number);
    if (entry === undefined) reject(number, text);
    else if (entry.kind === "row") give(entry.row, number, text);
    else if (entry.kind === "seen" && !instances.saw(entry.id, entry.name, entry.cells)) reject(number, text);
    else if (entry.kind === "unknown") context.note({ ...UNKNOWN_EVENT, line: number, text: text.slice(0, 200) });
  };

  const keep = (text: string, number: number): void => {
    const before = characters;
    characters += text.length + 1;
    if (characters <= MOST_CHARACTERS) {
      lines.push(text);
      numbers.push(number);
    } else if (before <= MOST_CHARACTERS) {
      context.note({
        code: "phases-too-long",
        severity: "warning",
        message: "A table of phases is longer than 64 MB; the rest was left out",
        hint: "Split it by run",
        line: number,
        text: undefined,
      });
    }
  };

  const finishTable = (): void => {
    const table = findTable(lines);
    if (table === undefined) {
      reject(numbers[0], lines[0]);
      return;
    }
    for (const { row, line, text } of readTable(table, lines, numbers, context.note)) give(row, line, text);
  };

  return {
    line: (raw, number) => {
      const text = clean(raw);
      if (layout === undefined && text.trim() !== "") layout = text.startsWith("{") ? "jsonl" : "csv";
      if (layout === "csv") keep(text, number);
      else if (text.trim() !== "") readJournalLine(text, number);
    },
    end: () => {
      if (layout === "csv") finishTable();
      for (const row of instances.rows()) give(row, row.values().next().value?.line ?? 0, row.get("name")?.text ?? "");
      return {
        service: undefined,
        host: undefined,
        layout,
        records,
        hasDebug: undefined,
        minWaitUs: undefined,
        minHoldUs: undefined,
        versions: [],
      };
    },
  };
}

/** Without a byte order mark and the carriage return of a line end that was split at the line feed. */
function clean(line: string): string {
  const start = line.startsWith("\uFEFF") ? 1 : 0;
  return line.slice(start, line.endsWith("\r") ? -1 : undefined);
}
