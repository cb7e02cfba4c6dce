import { isDigit } from "../../lib/digits.ts";
import { DROP, KEEP, type HeadReader, type Verdict } from "../../model/sieve.ts";
import { byteText, standsAt, type ByteText } from "./byte-text.ts";
import { addRow, LEVEL_COUNT, noColumns, ROW, takeRows } from "./columns.ts";
import { noWords, wordPlace } from "./known-words.ts";
import { RULES, WITHOUT_FUNCTION_STARTS } from "./rules.ts";
import { noSpelling, spell } from "./spelling.ts";
import { readDatedStamp } from "./stamp.ts";
import { compileTemplate, fits, type Template } from "./template.ts";

/** `YYYY-MM-DD HH:MM:SS.mmm+0000: ` */
const STAMP = 30;
/** With the shortest thread, level and message that any rule reads: `1: info : hostname: `. */
const SHORTEST = STAMP + 20;
const MOST_TID_DIGITS = 10;

const CARRIAGE_RETURN = 13;
const BLANK = 32;
const COLON = 58;

/** Little-endian words of texts, to compare with four bytes at once. */
const UTC_HOURS = wordOf("+000");
const UTC_MINUTES = wordOf("00: ");
const DEBU = wordOf("debu");
const INFO = wordOf("info");
const WARN = wordOf("warn");
const ERRO = wordOf("erro");
const G_COLON = wordOf("g : ");
const O_COLON = wordOf("o : ");
const ING_BLANK = wordOf("ing ");
const R_COLON = wordOf("r : ");
const COLON_BLANK = wordOf(": ") & 0xffff;

function wordOf(text: string): number {
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (text.charCodeAt(2) << 16) | (text.charCodeAt(3) << 24);
}

/**
 * Walks records that libvirt wrote to its own file by bytes, `2018-03-05 14:09:20.799+0000: 5107: debug : virThreadJobSet:93 : Thread 5107 …`. Those that no rule reads
 * are left out, and of those whose message fits a template only its values are noted. What is not walked to its message is kept, unless
 * it begins as no record does.
 */
export function openHeadReader(): HeadReader {
  const { next, beginnings } = knownBeginnings();
  const columns = noColumns();
  const words = noWords();
  const values = new Float64Array(ROW - 3);
  /** Of the last stamp, up to the ms: its bytes as they are read, two times eight and four, and its time. */
  const second = new Float64Array([NaN, NaN, NaN, NaN]);

  let block: Uint8Array = new Uint8Array(0);
  let view = new DataView(block.buffer);

  const takeWord = (from: number, to: number): number => wordPlace(words, block, from, to, columns.batch, columns.texts);

  function judge(bytes: Uint8Array, from: number, to: number, line: number): Verdict {
    if (bytes !== block) {
      block = bytes;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    if (to - from < SHORTEST) return judgeOther(bytes, from, to);
    const known = view.getInt32(from + 16, true) === second[2] && view.getFloat64(from + 8, true) === second[1] && view.getFloat64(from, true) === second[0];
    if (!known && !(isDigit(bytes[from] ?? 0) && readSecond(from))) return judgeOther(bytes, from, to);
    if (view.getInt32(from + 23, true) !== UTC_HOURS || view.getInt32(from + 26, true) !== UTC_MINUTES) return KEEP;

    let at = from + STAMP;
    let tid = 0;
    let digit = (bytes[at] ?? 0) - 48;
    for (; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - 48) tid = tid * 10 + digit;
    const digits = at - from - STAMP;
    if (digits === 0 || digits > MOST_TID_DIGITS || at + 12 > to || view.getUint16(at, true) !== COLON_BLANK) return KEEP;
    at += 2;
    let level = 0;
    const word = view.getInt32(at, true);
    if (word === DEBU && view.getInt32(at + 4, true) === G_COLON) at += 8;
    else if (word === INFO && view.getInt32(at + 3, true) === O_COLON) {
      level = 1;
      at += 7;
    } else if (word === WARN && view.getInt32(at + 4, true) === ING_BLANK && view.getUint16(at + 8, true) === COLON_BLANK) {
      level = 2;
      at += 10;
    } else if (word === ERRO && view.getInt32(at + 4, true) === R_COLON) {
      level = 3;
      at += 8;
    } else return KEEP;

    let node = 0;
    while (node < ENDS) {
      const byte = at < to ? (bytes[at++] ?? 0) : 0;
      node = byte < 128 ? (next[(node << 7) | byte] ?? 0) : 0;
      if (node === 0) return DROP;
    }
    const beginning = beginnings[node - ENDS];
    if (beginning === undefined || !standsAt(beginning.rest, bytes, view, at, to)) return DROP;
    const { rules } = beginning;
    return rules === undefined ? KEEP : readMessage(bytes, from, at + beginning.rest.bytes.length, to, line, tid, level, rules);
  }

  /** A record of this function, the number of whose line begins at `at`. */
  function readMessage(bytes: Uint8Array, from: number, at: number, to: number, line: number, tid: number, level: number, rules: readonly RuleInBytes[]): Verdict {
    let message = at;
    while (message < to && isDigit(bytes[message] ?? 0)) message++;
    if (message === at || message + 3 > to || bytes[message] !== BLANK || bytes[message + 1] !== COLON || bytes[message + 2] !== BLANK) return KEEP;
    message += 3;
    for (const { start, templates, index } of rules) {
      if (!standsAt(start, bytes, view, message, to)) continue;
      const atUs = (second[3] ?? NaN) + msOf(bytes, from + 20) * 1000;
      const end = bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
      if (Number.isNaN(atUs) || !fitsAny(templates, message + start.bytes.length, end)) return KEEP;
      addRow(columns, line, atUs, tid, index * LEVEL_COUNT + level, values);
      return DROP;
    }
    return DROP;
  }

  function fitsAny(templates: readonly Template[], from: number, to: number): boolean {
    for (const template of templates) if (fits(template, block, view, from, to, values, takeWord)) return true;
    return false;
  }

  /** Whether a stamp stands here; `second` is then its second. */
  function readSecond(from: number): boolean {
    const text = String.fromCharCode(...block.subarray(from, from + STAMP));
    const stamp = readDatedStamp(`${text.slice(0, 20)}000+0000: `, 0);
    if (stamp === undefined) return false;
    second[0] = view.getFloat64(from, true);
    second[1] = view.getFloat64(from + 8, true);
    second[2] = view.getInt32(from + 16, true);
    second[3] = stamp.atUs;
    return true;
  }

  return { judge, take: () => takeRows(columns), noted: () => columns.rows };
}

/** A line that begins with no stamp of libvirt's file: nearly always it goes on with the record above. */
function judgeOther(bytes: Uint8Array, from: number, to: number): Verdict {
  if (from === to) return DROP;
  const first = bytes[from] ?? 0;
  // What the records of other layouts begin with, and stamps: digits, names of months, `<6>` of syslog, JSON.
  return isDigit(first) || (first >= 65 && first <= 90) || first === 60 || first === 123 ? KEEP : DROP;
}

function msOf(bytes: Uint8Array, from: number): number {
  let ms = 0;
  for (let at = from; at < from + 3; at++) {
    const byte = bytes[at] ?? 0;
    if (!isDigit(byte)) return NaN;
    ms = ms * 10 + byte - 48;
  }
  return ms;
}

/** What stands behind the level of a record worth reading: a function with its colon, or what a message without a function begins with. */
interface Beginning {
  /** What follows the letters by which it differs from all others. */
  readonly rest: ByteText;
  /** Of the function, in order; undefined: it is a message. */
  readonly rules: readonly RuleInBytes[] | undefined;
}

interface RuleInBytes {
  readonly start: ByteText;
  /** Of what follows in the message; none: it is wanted as text. */
  readonly templates: readonly Template[];
  /** Of the rule. */
  readonly index: number;
}

interface Beginnings {
  /** The letters by which they differ, as in spelling.ts; but what ends them leads to ENDS + the index of the beginning. */
  readonly next: Uint16Array;
  readonly beginnings: readonly Beginning[];
}

/** There are fewer nodes. */
const ENDS = 0x8000;

let made: Beginnings | undefined;

/** Made once: all logs have the same rules. */
function knownBeginnings(): Beginnings {
  made ??= spellBeginnings();
  return made;
}

function spellBeginnings(): Beginnings {
  const rulesOf = new Map<string, RuleInBytes[] | undefined>(WITHOUT_FUNCTION_STARTS.map((start) => [start, undefined]));
  RULES.forEach(({ functions, starts, noted }, index) => {
    const rule = { start: byteText(starts), templates: (noted?.templates ?? []).map(compileTemplate), index };
    for (const name of functions) rulesOf.set(`${name}:`, [...(rulesOf.get(`${name}:`) ?? []), rule]);
  });
  const texts = [...rulesOf.keys()].sort();
  const spelling = noSpelling();
  const ends = new Map<number, number>();
  const beginnings = texts.map((text, index) => {
    const length = Math.min(text.length, 1 + Math.max(commonLength(text, texts[index - 1] ?? ""), commonLength(text, texts[index + 1] ?? "")));
    ends.set(spell(spelling, text.slice(0, length)), ENDS + index);
    return { rest: byteText(text.slice(length)), rules: rulesOf.get(text) };
  });
  return { next: spelling.next.map((node) => ends.get(node) ?? node), beginnings };
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
