import { codeSpan, codeSpanCell, escapeInline, escapeMarkdown } from "../../lib/escape.ts";
import type { Sentence } from "../sentence.ts";

/** A sentence as one line of Markdown: names from logs as code, all else as text. May stand at the start of a line. */
export function inline(sentence: Sentence): string {
  return render(sentence, codeSpan);
}

/** As `inline`, for a cell of a table. */
export function inlineCell(sentence: Sentence): string {
  return render(sentence, codeSpanCell);
}

function render(sentence: Sentence, code: (text: string) => string): string {
  return sentence
    .map((part, index) => {
      if (typeof part !== "string") return code(part.logged);
      return index === 0 ? escapeMarkdown(part) : escapeInline(part);
    })
    .join("");
}

// e.g. https://bugs.launchpad.net/nova/+bug/1
const PLAIN_URL = /^https?:\/\/[\w./:#?=&%+~-]+$/;

/** A web address as a link the reader can follow, anything else as code. */
export function reference(text: string): string {
  return PLAIN_URL.test(text) ? text : codeSpan(text);
}
