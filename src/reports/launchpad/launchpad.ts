import { displayWidth, wrap } from "../../lib/display-width.ts";
import { escapeControls } from "../../lib/escape.ts";
import { ticketFormat, type TicketPart } from "../ticket.ts";
import { plainLine } from "../ticket-text.ts";

/** What a description takes; of comments Launchpad states no limit (lib/lp/bugs/interfaces/bug.py). */
const LIMIT = 50_000;
/** Mails about bugs are read in columns, too. */
const COLUMNS = 72;

export const launchpadFormat = ticketFormat({ limit: LIMIT, sizeOf: (text) => text.length, write });

function write({ title, numbered, lines, references, evidence }: TicketPart): string {
  const head = wrap(plainLine(title), COLUMNS);
  return [
    ...head,
    "=".repeat(Math.max(3, ...head.map((line) => displayWidth(line)))),
    ...numbered.flatMap((line, index) => indented(plainLine(line), `${index + 1}. `, "   ")),
    ...lines.flatMap((line) => indented(plainLine(line), "- ", "  ")),
    ...references.map((each) => `- see ${escapeControls(each)}`),
    ...evidence.flatMap(({ file, line, text }) => [...indented(escapeControls(`${file}:${line}`), "    ", "    "), ...indented(escapeControls(text), "      ", "      ")]),
  ].join("\n");
}

/** Lines of at most 72 columns, `first` before the first and `next`, as wide, before the others. */
function indented(text: string, first: string, next: string): string[] {
  return wrap(text, COLUMNS - first.length).map((line, index) => `${index === 0 ? first : next}${line}`);
}
