import { displayWidth } from "../../lib/display-width.ts";
import { escapeControls } from "../../lib/escape.ts";
import type { ReportFormat } from "../format.ts";
import { fitTicket, ticketOfDiff, ticketOfRank, ticketOfWhy, type TicketPart } from "../ticket.ts";
import { plainLine } from "../ticket-text.ts";

/** What a description takes; of comments Launchpad states no limit (lib/lp/bugs/interfaces/bug.py). */
const LIMIT = 50_000;
/** Mails about bugs are read in columns, too. */
const COLUMNS = 72;

export const launchpadFormat = {
  rank: (report, { top }) => ticket(ticketOfRank(report, top)),
  why: (explanation, { top }) => ticket(ticketOfWhy(explanation, top)),
  diff: (comparison, { top }) => ticket(ticketOfDiff(comparison, top)),
} satisfies ReportFormat;

function ticket(parts: readonly TicketPart[]): string {
  return fitTicket(parts, LIMIT, (text) => text.length, (kept) => `${kept.map(write).join("\n\n")}\n`);
}

function write({ title, lines, references, evidence }: TicketPart): string {
  const head = wrap(plainLine(title), "", "");
  return [
    ...head,
    "=".repeat(Math.max(3, ...head.map((line) => displayWidth(line)))),
    ...lines.flatMap((line) => wrap(plainLine(line), "- ", "  ")),
    ...references.map((each) => `- see ${escapeControls(each)}`),
    ...evidence.flatMap(({ file, line, text }) => [...wrap(escapeControls(`${file}:${line}`), "    ", "    "), ...wrap(escapeControls(text), "      ", "      ")]),
  ].join("\n");
}

/** Lines of at most 72 columns, broken between words, and within one only where it has no room in a line of its own. */
function wrap(text: string, first: string, next: string): string[] {
  const lines: string[] = [];
  let line = first;
  let filled = false;
  for (const word of text.split(" ")) {
    if (filled && displayWidth(line) + 1 + displayWidth(word) > COLUMNS) {
      lines.push(line);
      [line, filled] = [next, false];
    }
    line += filled ? " " : "";
    for (const char of word) {
      if (displayWidth(line) + displayWidth(char) > COLUMNS) {
        lines.push(line);
        line = next;
      }
      line += char;
    }
    filled = true;
  }
  return [...lines, line];
}
