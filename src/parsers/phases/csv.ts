import { parse } from "csv-parse/sync";
import type { ParserContext } from "../parser.ts";
import { areHeadings, columnsOf, type ColumnName } from "./columns.ts";
import type { Cell, Row } from "./row.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Longer than any name of a column: text of another kind. */
const LONGEST_HEADING = 40;

/** Far longer than all names of columns together. */
const LONGEST_HEADING_LINE = 16 * 1024;

export interface Table {
  /** Index of the heading line. */
  readonly index: number;
  readonly delimiter: string;
  readonly columns: readonly (ColumnName | undefined)[];
}

/** Finds the heading line: the first that is no comment, or a comment that names the columns. */
export function findTable(lines: readonly string[]): Table | undefined {
  for (const [index, line] of lines.entries()) {
    for (const delimiter of DELIMITERS) {
      const headings = line.length <= LONGEST_HEADING_LINE && line.includes(delimiter) ? headingsOf(line, delimiter) : [];
      if (headings.every(({ length }) => length <= LONGEST_HEADING) && areHeadings(headings)) return { index, delimiter, columns: columnsOf(headings) };
    }
    if (line !== "" && !line.startsWith("#")) return undefined;
  }
  return undefined;
}

/** `lines` from the heading line on; `numbers` are their physical line numbers. */
export function readTable(
  table: Table,
  lines: readonly string[],
  numbers: readonly number[],
  note: ParserContext["note"],
): { readonly row: Row; readonly line: number; readonly text: string }[] {
  return recordsOf(lines.slice(table.index + 1), table.delimiter, (index) => numbers[table.index + 1 + index] ?? 0, note)
    .filter(({ fields }) => !isBlank(fields) && !areHeadings(fields))
    .map(({ fields, line }) => ({ row: rowOf(fields, table.columns, line), line, text: fields.join(table.delimiter) }));
}

function rowOf(fields: readonly string[], columns: Table["columns"], line: number): Row {
  const row = new Map<ColumnName, Cell>();
  columns.forEach((name, index) => {
    const text = fields[index];
    if (name !== undefined && text !== undefined) row.set(name, { text, line });
  });
  return row;
}

interface TableRecord {
  readonly fields: readonly string[];
  readonly line: number;
}

function recordsOf(lines: readonly string[], delimiter: string, numberOf: (index: number) => number, note: ParserContext["note"]): TableRecord[] {
  // The reader of tables counts a carriage return within a row as a line of its own.
  const records = parseText(lines.join("\n").replaceAll("\r", " "), delimiter);
  if (records !== undefined) {
    return records.map(({ fields, lastLine }) => ({ fields, line: numberOf(lastLine - 1 - lineEnds(fields)) }));
  }
  note({
    code: "phases-open-quote",
    severity: "warning",
    message: "A quoted field is not closed, so every line of the table was read as a row of its own",
    hint: "Write a quote inside a quoted field twice",
    line: undefined,
    text: undefined,
  });
  return lines.map((line, index) => ({ fields: parseText(line, delimiter)?.[0]?.fields ?? line.split(delimiter), line: numberOf(index) }));
}

interface ParsedRecord {
  readonly fields: string[];
  /** 1-based number of the record's last line. */
  readonly lastLine: number;
}

function parseText(text: string, delimiter: string): readonly ParsedRecord[] | undefined {
  const options = { delimiter, relax_quotes: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: "\n" };
  const records: ParsedRecord[] = [];
  try {
    parse(text, {
      ...options,
      on_record: (fields: string[], { lines }) => {
        records.push({ fields, lastLine: lines });
        return null;
      },
    });
    return records;
  } catch {
    return undefined;
  }
}

function headingsOf(line: string, delimiter: string): readonly string[] {
  return parseText(line.replace(/^# */, ""), delimiter)?.[0]?.fields ?? [];
}

function lineEnds(fields: readonly string[]): number {
  return fields.reduce((count, field) => count + field.split("\n").length - 1, 0);
}

function isBlank(fields: readonly string[]): boolean {
  return fields.every((field) => field.trim() === "");
}
