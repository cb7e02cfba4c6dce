import { isDigit } from "../../lib/digits.ts";
import { byteText, standsAt, type ByteText } from "./byte-text.ts";

/**
 * A message of libvirt's as its source writes it, with the kinds of its variable parts: `mon={monitor:pointer} refs={:number}`. Parts that have a name are the
 * message's values; `…` stands for any bytes, and what follows it for the end of the message. A message fits if it is spelt in just one way that gives these values,
 * so that from them the text of each part can be told.
 *
 * - `number`: up to 15 digits, perhaps after a minus sign.
 * - `pointer`: `%p` of the C library, `0x55e0642e5070` or `(nil)`; as a number, 0 for nil.
 * - `word`: letters, digits and underscores; as an index among the texts of the columns.
 * - `name`: these and hyphens.
 */
export interface Template {
  /** Up to `…`. */
  readonly steps: readonly Step[];
  /** After it; undefined: there is no `…`. Its numbers of digits vary, so it is a text, a number and a text. */
  readonly tail: Tail | undefined;
}

interface Step {
  /** Stands before the part. */
  readonly text: ByteText;
  readonly kind: Kind;
  readonly hasValue: boolean;
}

interface Tail {
  readonly before: ByteText;
  readonly after: ByteText;
}

const NUMBER = 1;
const POINTER = 2;
const WORD = 3;
const NAME = 4;
/** Only the text. */
const NOTHING = 0;
type Kind = typeof NOTHING | typeof NUMBER | typeof POINTER | typeof WORD | typeof NAME;

const KINDS: Readonly<Record<string, Kind>> = { number: NUMBER, pointer: POINTER, word: WORD, name: NAME };
// {monitor:pointer}    {:number}
const PART = /\{(\w*):(number|pointer|word|name)\}/;
const GAP = "…";

export function compileTemplate(text: string): Template {
  const [head = "", tail] = text.split(GAP);
  const steps = stepsOf(head);
  if (tail === undefined) return { steps, tail };
  const [before, after, ...others] = stepsOf(tail);
  if (before?.kind !== NUMBER || !before.hasValue || after === undefined || others.length > 0)
    throw new RangeError(`a template ends in a text, a number and a text, not in ${tail}`);
  return { steps, tail: { before: before.text, after: after.text } };
}

function stepsOf(text: string): readonly Step[] {
  const pieces = text.split(PART);
  const steps: Step[] = [];
  for (let at = 0; at < pieces.length; at += 3) {
    const kind = KINDS[pieces[at + 2] ?? ""] ?? NOTHING;
    steps.push({ text: byteText(pieces[at] ?? ""), kind, hasValue: kind !== NOTHING && pieces[at + 1] !== "" });
  }
  return steps;
}

/** Where a word goes: its index is its value. */
export type TakeWord = (from: number, to: number) => number;

/** Whether the message bytes[from, to) fits; then `values` has its values. `view` is of the same bytes. */
export function fits({ steps, tail }: Template, bytes: Uint8Array, view: DataView, from: number, to: number, values: Float64Array, takeWord: TakeWord): boolean {
  let at = from;
  let count = 0;
  for (const { text, kind, hasValue } of steps) {
    if (!standsAt(text, bytes, view, at, to)) return false;
    at += text.bytes.length;
    if (kind === NOTHING) continue;
    const end = kind === NUMBER ? numberEnd(bytes, at, to) : kind === POINTER ? pointerEnd(bytes, view, at, to) : wordEnd(bytes, at, to, kind === NAME);
    if (end === at) return false;
    if (hasValue) values[count++] = kind === NUMBER ? numberOf(bytes, at, end) : kind === POINTER ? pointerOf(bytes, at, end) : takeWord(at, end);
    at = end;
  }
  if (tail === undefined) return at === to;
  const numberTo = to - tail.after.bytes.length;
  let numberFrom = numberTo;
  while (numberFrom > at && isDigit(bytes[numberFrom - 1] ?? 0)) numberFrom--;
  const before = numberFrom - tail.before.bytes.length;
  if (before < at || !standsAt(tail.after, bytes, view, numberTo, to) || !standsAt(tail.before, bytes, view, before, numberFrom)) return false;
  if (numberFrom === numberTo || numberEnd(bytes, numberFrom, numberTo) !== numberTo) return false;
  values[count] = numberOf(bytes, numberFrom, numberTo);
  return true;
}

const MINUS = 0x2d;
const ZERO = 0x30;
const LETTER_X = 0x78;
const MOST_DIGITS = 15;
/** 13 hexadecimal digits have 52 bits: they are a number without loss. */
const MOST_HEX_DIGITS = 13;
/** So many have 28 bits, which the processor adds up in one register. */
const FAST_HEX_DIGITS = 7;
const POWERS = Float64Array.from({ length: MOST_HEX_DIGITS }, (_, digits) => 16 ** digits);
const NIL = "(nil)";
const NIL_BYTES = byteText(NIL);

/** The end of a number that is written in the one way it would be printed; `from`: there is none. */
function numberEnd(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from] === MINUS ? from + 1 : from;
  let at = first;
  while (at < to && isDigit(bytes[at] ?? 0)) at++;
  const digits = at - first;
  if (digits === 0 || digits > MOST_DIGITS || (bytes[first] === ZERO && (digits > 1 || first > from))) return from;
  return at;
}

function numberOf(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  let value = 0;
  for (let at = negative ? from + 1 : from; at < to; at++) value = value * 10 + (bytes[at] ?? 0) - 48;
  return negative ? -value : value;
}

/** By byte, of those that are printed; 16: it is none. */
const HEX_DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => (isDigit(byte) ? byte - 48 : byte >= 97 && byte <= 102 ? byte - 87 : 16));

function pointerEnd(bytes: Uint8Array, view: DataView, from: number, to: number): number {
  if (bytes[from] !== ZERO) return standsAt(NIL_BYTES, bytes, view, from, to) ? from + NIL.length : from;
  if (bytes[from + 1] !== LETTER_X || bytes[from + 2] === ZERO) return from;
  let at = from + 2;
  while (at < to && (HEX_DIGITS[bytes[at] ?? 0] ?? 16) < 16) at++;
  const digits = at - from - 2;
  return digits <= 0 || digits > MOST_HEX_DIGITS ? from : at;
}

function pointerOf(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] !== ZERO) return 0;
  const middle = Math.min(to, from + 2 + FAST_HEX_DIGITS);
  return hexOf(bytes, from + 2, middle) * (POWERS[to - middle] ?? 1) + hexOf(bytes, middle, to);
}

function hexOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = (value << 4) | (HEX_DIGITS[bytes[at] ?? 0] ?? 0);
  return value;
}

function wordEnd(bytes: Uint8Array, from: number, to: number, hyphens: boolean): number {
  let at = from;
  while (at < to && ((LETTERS[bytes[at] ?? 0] ?? 0) !== 0 || (hyphens && bytes[at] === MINUS))) at++;
  return at;
}

const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) => (/\w/.test(String.fromCharCode(byte)) ? 1 : 0));

/** As `%p` prints it. */
export function pointerText(pointer: number): string {
  return pointer === 0 ? NIL : `0x${pointer.toString(16)}`;
}
