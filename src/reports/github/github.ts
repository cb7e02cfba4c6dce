import { codeFence, escapeControls } from "../../lib/escape.ts";
import { inline, reference } from "../markdown-inline.ts";
import { logged, type Sentence } from "../sentence.ts";
import { ticketFormat, type TicketPart } from "../ticket.ts";

/**
 * "Body is too long (maximum is 65536 characters)", GitHub's answer (422) to a longer comment; see
 * https://github.com/danger/danger/issues/424. Counted in UTF-16 units here, which are never fewer.
 */
const LIMIT = 65_536;

export const githubFormat = ticketFormat({ limit: LIMIT, sizeOf: (text) => text.length, write });

function write({ title, numbered, lines, references, evidence, folded }: TicketPart): string {
  const quotes = evidence.flatMap(({ file, line, text }) => [`${file}:${line}`, `  ${text}`]);
  const body = [
    numbered.map((line, index) => `${index + 1}. ${inline(unlinked(line))}`).join("\n"),
    [...lines.map((line) => `- ${inline(unlinked(line))}`), ...references.map((each) => `- see ${reference(each)}`)].join("\n"),
    quotes.length === 0 ? "" : codeFence(quotes),
  ].filter((text) => text !== "");
  // An HTML block reaches to the next blank line: what is in it is no Markdown, what follows is.
  const head = folded ? `<details><summary>${title.map(html).join("")}</summary>` : `### ${inline(unlinked(title))}`;
  return [head, ...body, ...(folded ? ["</details>"] : [])].join("\n\n");
}

function html(part: string | { readonly logged: string }): string {
  const safe = (text: string): string => escapeControls(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return typeof part === "string"
    ? unlinked([part])
        .map((each) => (typeof each === "string" ? safe(each) : `<code>${safe(each.logged)}</code>`))
        .join("")
    : `<code>${safe(part.logged)}</code>`;
}

// @someone, #12, owner/name#12, GH-12, a commit's digest: a link, a mention or the end of an issue, escaped or not, unless it is code
const LINK = /@|#\d|\bGH-\d|\b[0-9a-f]{7,40}\b/i;

/** GitHub looks for names to link in the text that it has made of the Markdown, where no escape is left; it leaves code alone. */
function unlinked(sentence: Sentence): Sentence {
  return sentence.flatMap((part): Sentence => {
    if (typeof part !== "string" || !LINK.test(part)) return [part];
    // Spaces stay pieces of their own.
    return part.split(/(\s+)/).flatMap((word): Sentence => (word === "" ? [] : LINK.test(word) ? [logged(word.replaceAll("`", "'"))] : [word]));
  });
}
