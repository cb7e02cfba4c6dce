import { TABLES, type ReportFormat } from "../format.ts";
import { escapeControls } from "../../lib/escape.ts";
import { tableOf, type Cell, type Table } from "../tables.ts";

/** Comma-separated values as RFC 4180 has them, with a line of names first. */
export const csvFormat = {
  rank: (report, { table = "hotspots" }, detail) => csvLines(tableOf(table, report, detail)),
  files: function* (report, _, detail) {
    for (const name of TABLES) yield [`${name}.csv`, csvLines(tableOf(name, report, detail))];
  },
} satisfies ReportFormat;

/** Rows written in one part. */
const ROWS = 1_000;

function* csvLines({ columns, rows }: Table): Generator<string> {
  yield `${columns.map(({ name }) => name).join(",")}\r\n`;
  for (let from = 0; from < rows.length; from += ROWS) {
    yield rows.slice(from, from + ROWS).map((row) => `${columns.map(({ cell }) => csvCell(cell(row))).join(",")}\r\n`).join("");
  }
}

/** What a spreadsheet would take for a formula; see OWASP on CSV injection. */
const FORMULA = /^[=+\-@]/;

/** Text that a spreadsheet would run gets an apostrophe, which makes it text there. */
function csvCell(value: Cell): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const safe = escapeControls(value);
  const plain = FORMULA.test(safe) ? `'${safe}` : safe;
  return /[",']/.test(plain) || plain !== plain.trim() ? `"${plain.replaceAll('"', '""')}"` : plain;
}
