/**
 * Makes text of unknown origin safe to show. Controls become visible escapes (`\n`, `\x1b`, `\u202e`); the rest depends on where the
 * text goes.
 */

/** C0, C1, DEL; format characters (bidi overrides, zero-width); lone surrogates; line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** One line of text without any character that could move the cursor, change the colours or hide another. */
export function escapeControls(text: string): string {
  return text.replace(UNSEEN, (char) => SHORT.get(char) ?? codePointEscape(char));
}

/** `\x1b`, `\u202e`, `\u{e0001}`: the shortest form that names the character. */
export function codePointEscape(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}

/** What can begin an element anywhere in a line. `_` between word characters never does. */
const MARKDOWN = /[\\`*[\]|~$]|\b_|_\b|&(?=[#\w])/g;

/** What begins a block at the start of a line: a heading, a list, a rule, an underline. */
const BLOCK_START = /^(?:[#+=-]|\d+(?=[.)](?:\s|$)))/;

/** One line of Markdown that reads as `text`: no markup, link, HTML or table cell comes of it. For text between code spans. */
export function escapeMarkdown(text: string): string {
  return escapeInline(text.trimStart()).replace(BLOCK_START, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** As `escapeMarkdown`, for text that does not stand at the start of a line. */
export function escapeInline(text: string): string {
  return escapeControls(text)
    .replace(MARKDOWN, (char) => `\\${char}`)
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("://", "\\://")
    .replace(/www(?=\.)/gi, (match) => `${match}\\`);
}

/** Text as a Markdown code span that nothing in it can end. Not for tables, which take a pipe even there. */
export function codeSpan(text: string): string {
  const safe = escapeControls(text);
  if (safe === "") return "–";
  const ticks = "`".repeat(longestRun(safe) + 1);
  const pad = /^[` ]|[` ]$/.test(safe) ? " " : "";
  return `${ticks}${pad}${safe}${pad}${ticks}`;
}

/** As `codeSpan`, for a cell of a table. */
export function codeSpanCell(text: string): string {
  // After a backslash, the pipe's own would itself be escaped and the pipe would split the cell.
  return codeSpan(text.replaceAll("\\|", "\\\\x7c")).replaceAll("|", "\\|");
}

/** Lines as a fenced Markdown block that nothing in them can end. Without a line end. */
export function codeFence(lines: readonly string[]): string {
  const safe = lines.map(escapeControls);
  const ticks = "`".repeat(Math.max(3, longestRun(safe.join("\n")) + 1));
  return [`${ticks}text`, ...safe, ticks].join("\n");
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** What JSON leaves as it is and a terminal obeys or hides: DEL, C1, format characters, separators. Escaped they are the same JSON. */
const RAW = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON without any character that could move the cursor or hide another. */
export function jsonOf(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(RAW, (char) =>
    Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

const ENTITIES: ReadonlyMap<string, string> = new Map([["&", "&amp;"], ["<", "&lt;"], [">", "&gt;"], ['"', "&quot;"], ["'", "&#39;"]]);

/** Text for an element or a quoted attribute of HTML or SVG. */
export function escapeMarkup(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char);
}

/** A value as JSON that can stand in a script element: nothing in it ends the element or is a raw control. Its texts read as on the page. */
export function jsonInMarkup(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "string" ? escapeControls(each) : each)).replace(
    /[<>&]/g,
    (char) => `\\u00${char.charCodeAt(0).toString(16)}`,
  );
}
