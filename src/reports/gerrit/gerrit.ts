import { escapeControls } from "../../lib/escape.ts";
import { ticketFormat, type TicketPart } from "../ticket.ts";
import { plainLine } from "../ticket-text.ts";

/** `change.commentSizeLimit`, 16 KiB unless configured, computed to within 1 % (Gerrit, Documentation/config-gerrit.txt). */
const LIMIT = 16_000;

export const gerritFormat = ticketFormat({ limit: LIMIT, sizeOf: (text) => Buffer.byteLength(text), write });

/** Blocks with a blank line between: a line, a list of lines that begin with a dash, lines kept as they are since they begin with spaces. */
function write({ title, numbered, lines, references, evidence }: TicketPart): string {
  const list = [
    ...numbered.map((line, index) => `${index + 1}. ${plainLine(line)}`),
    ...lines.map((line) => `- ${plainLine(line)}`),
    ...references.map((each) => `- see ${escapeControls(each)}`),
  ];
  const quotes = evidence.flatMap(({ file, line, text }) => [`    ${escapeControls(`${file}:${line}`)}`, `      ${escapeControls(text)}`]);
  return [plainLine(title), list.join("\n"), quotes.join("\n")].filter((block) => block !== "").join("\n\n");
}
