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

/** At most `width` columns of the text; what was cut off shows as ` … ` after the first `head` columns. `head` is less than `width`. */
export function clipMiddle(text: string, head: number, width: number): string {
  if (displayWidth(text) <= width) return text;
  const start = headOf(text, head);
  return `${start} ${clipStart(text.slice(start.length), width - 2 - displayWidth(start)).replace("…", "… ")}`;
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

/** Lines of at most `width` columns, cut wherever a line is full. */
export function cutAt(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (displayWidth(rest) > width) {
    // At least one character a line, so that it ends.
    const head = headOf(rest, width) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
    lines.push(head);
    rest = rest.slice(head.length);
  }
  return rest === "" && lines.length > 0 ? lines : [...lines, rest];
}

/** Spaces at which a line may break: not the one between a number and its unit, nor those around a `×`. */
const BREAK = /(?<![\d×]) |(?<!×) (?![a-zµ%×])/;

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
