import { codeSpan, codeSpanCell, escapeInline, escapeMarkdown } from "../lib/escape.ts";
import type { Sentence } from "./sentence.ts";
import { isWebAddress } from "./web-address.ts";

/** A sentence as one line of Markdown: names from logs as code, all else as text. May stand at the start of a line. */
export function inline(sentence: Sentence): string {
  return render(sentence, codeSpan);
}

/** As `inline`, for a cell of a table. */
export function inlineCell(sentence: Sentence): string {
  return render(sentence, codeSpanCell);
}

function render(sentence: Sentence, code: (text: string) => string): string {
  return joined(sentence)
    .map((part, index) => {
      if (typeof part !== "string") return code(part.logged);
      return ownWords(part, code, index === 0, index === sentence.length - 1);
    })
    .join("");
}

/** Words beside words are one piece: what stands between code spans is told by both its ends. */
function joined(sentence: Sentence): Sentence {
  const pieces: (Sentence[number])[] = [];
  for (const part of sentence) {
    const last = pieces.at(-1);
    if (typeof part === "string" && typeof last === "string") pieces[pieces.length - 1] = last + part;
    else pieces.push(part);
  }
  return pieces;
}

// e.g. debug = True, [conductor] workers, security_driver = "none", nova-manage cell_v2 --help, mysql+pymysql
const PLAIN_CODE = /^[\w ".,=…[\]/+:%-]+$/;

/** Our words may quote an option or a command in backticks. Where backticks are anything else they are shown as such. */
function ownWords(text: string, code: (text: string) => string, first: boolean, last: boolean): string {
  const start = first ? escapeMarkdown : escapeInline;
  const pieces = text.split("`");
  // Beside another code span, or between two, a backtick would belong to the wrong one.
  const apart = pieces.every((piece, index) => piece !== "" || (index === 0 && first) || (index === pieces.length - 1 && last));
  if (pieces.length % 2 === 0 || !apart || pieces.some((piece, index) => index % 2 === 1 && !PLAIN_CODE.test(piece))) return start(text);
  return pieces.map((piece, index) => (index % 2 === 1 ? code(piece) : index === 0 ? start(piece) : escapeInline(piece))).join("");
}

/** A web address as a link the reader can follow, anything else as code. */
export function reference(text: string): string {
  return isWebAddress(text) ? text : codeSpan(text);
}
