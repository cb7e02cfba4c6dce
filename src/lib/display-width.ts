import stringWidth from "string-width";
import { codePointEscape } from "./escape.ts";

/** Characters of one column each: nearly all text of logs, which the package takes forty times as long to tell. */
const PLAIN = /^[\u0020-\u007e]*$/;

/**
 * Columns a terminal needs for the text: wide East Asian characters and emoji take two, combining accents none. The same measure as the
 * tables use, so that both agree.
 */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** Wide characters of younger Unicode versions (scripts, signs, emoji) that `displayWidth` takes for narrow. */
const UNMEASURED =
  /[\u{2630}-\u{2637}\u{268a}-\u{268f}\u{4dc0}-\u{4dff}\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d37f}\u{1f260}-\u{1f265}\u{1f6d6}-\u{1f6df}\u{1f6fb}-\u{1f6ff}\u{1f7f0}\u{1f90c}\u{1f972}\u{1f977}-\u{1f979}\u{1f9a3}-\u{1f9ad}\u{1f9cb}\u{1f9cc}\u{1fa70}-\u{1faff}]/gu;

/** The same text with every character whose width `displayWidth` does not know as a visible escape. */
export function escapeUnmeasured(text: string): string {
  return text.replace(UNMEASURED, codePointEscape);
}

/** At most `width` columns of the text; what was cut off shows as `…` at the end. */
export function clipEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return `${headOf(text, width - 1)}…`;
}

/** At most `width` columns of the text; what was cut off shows as `…` at the start. For paths. */
export function clipStart(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let tail = "";
  let used = 0;
  for (const char of [...text.slice(-2 * width)].reverse()) {
    used += displayWidth(char);
    if (used > width - 1) break;
    tail = char + tail;
  }
  return `…${tail}`;
}

/** A word that is left out rather than begun in its middle is no longer: an id in brackets with what it is of. */
const LONGEST_WORD = 48;

/** At most `width` columns of the text; what was cut off, whole words where it can be, shows as ` … ` after the first `head` columns. `head` is less than `width`. */
export function clipMiddle(text: string, head: number, width: number): string {
  if (displayWidth(text) <= width) return text;
  const start = lineOf(text, head).trimEnd();
  const end = clipStart(text.slice(start.length), width - 2 - displayWidth(start)).slice("…".length);
  const space = end.indexOf(" ");
  return `${start} … ${space >= 0 && space < LONGEST_WORD ? end.slice(space + 1) : end}`;
}

/** The longest beginning of the text that takes at most `width` columns. */
function headOf(text: string, width: number): string {
  let head = "";
  let used = 0;
  // The parts of a sequence are together at least as wide as the sequence, so their sum is a safe measure.
  for (const char of text) {
    used += displayWidth(char);
    if (used > width) break;
    head += char;
  }
  return head;
}

/** As `headOf`, with the space behind it or up to its last one, unless the word behind that one is longer than a line anyway. */
function lineOf(text: string, width: number): string {
  const head = headOf(text, width);
  if (text[head.length] === " ") return `${head} `;
  const space = head.lastIndexOf(" ");
  const word = text.slice(space + 1, space + 2 + width);
  return space > 0 && (word.length <= width || word.includes(" ")) ? head.slice(0, space + 1) : head;
}

/** Lines of at most `width` columns, cut at the last space of a line, which is left out; a word longer than a line is cut where the line is full. */
export function cutAt(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (displayWidth(rest) > width) {
    // At least one character a line, so that it ends.
    const head = lineOf(rest, width) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
    lines.push(head.endsWith(" ") ? head.slice(0, -1) : head);
    rest = rest.slice(head.length);
  }
  return rest === "" && lines.length > 0 ? lines : [...lines, rest];
}

/** Spaces at which a line may break: not the one between a number and its unit, the parts of a duration, or a date and its time, nor those around a `×`. */
const BREAK = /(?!(?<=\d-\d\d|\d (?:min|h|d)) \d)(?:(?<![\d×]) |(?<!×) (?![a-zµ%×]))/;

/** Lines of at most `width` columns, broken at spaces; a word longer than a line is broken where the line ends. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BREAK)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = cutAt(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}
