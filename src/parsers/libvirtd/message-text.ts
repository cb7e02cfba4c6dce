import { isDigit } from "../../lib/digits.ts";

/** The value after a name (with its equals sign: `mon=`), up to a space, comma or bracket; looked for from `from` on. */
export function field(text: string, name: `${string}=`, from = 0): string | undefined {
  const at = text.indexOf(name, from);
  if (at < 0) return undefined;
  const start = at + name.length;
  const end = fieldEnd(text, start);
  return end === start ? undefined : text.slice(start, end);
}

/** The same, as a number; NaN without one. */
export function numberField(text: string, name: `${string}=`, from: number): number {
  const at = text.indexOf(name, from);
  if (at < 0) return NaN;
  const start = at + name.length;
  let value = 0;
  const end = fieldEnd(text, start);
  if (end === start || end > start + EXACT_DIGITS) return Number(field(text, name, from));
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (!isDigit(code)) return Number(text.slice(start, end));
    value = value * 10 + (code - 48);
  }
  return value;
}

/** So many digits are a number without loss. */
const EXACT_DIGITS = 15;

const SPACE = 0x20;
const COMMA = 0x2c;
const BRACKET = 0x29;

export function fieldEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && !endsField(text.charCodeAt(end))) end++;
  return end;
}

function endsField(code: number): boolean {
  return code === SPACE || code === COMMA || code === BRACKET;
}

/** The text between two markers; undefined without both. */
export function between(message: string, before: string, after: string): string | undefined {
  const at = message.indexOf(before);
  if (at < 0) return undefined;
  const from = at + before.length;
  const end = message.indexOf(after, from);
  return end < 0 ? undefined : message.slice(from, end);
}
