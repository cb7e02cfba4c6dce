import { isAscii } from "node:buffer";
import { isDigit } from "../../lib/digits.ts";
import { CONTINUE, DROP, KEEP, type HeadReader, type Verdict } from "../../model/sieve.ts";
import { emptyStamp, readStamp } from "../timestamp.ts";
import { isAccessLogger } from "./access.ts";
import { isLoggerName, readRequestIds } from "./body.ts";
import { openXmlNames, readXmlLine, type XmlNames } from "./domain-xml.ts";
import { addRow, EIGHT_PARTS, FLAGS, noColumns, OPTION, takeRows } from "./head-columns.ts";
import { addKnown, findKnown, mix, noKnownBytes, placeOf } from "./known-bytes.ts";
import { endOfStart, messageStarts, NOTHING, UNLESS_OSLO, XML } from "./message-starts.ts";
import { isOslo } from "./message.ts";
import { mayBeBareContext, mayBeOwnInstance } from "./own-formats.ts";

/** Everything before the message of the shortest line that is looked at: date, level, logger. */
const SHORTEST = 40;
/** Request contexts longer than this are left to the line reader, bytes. */
const LONGEST_CONTEXT = 512;
/** From here on a context differs from that of another request: the hash is made of words up to here, bytes. */
const CONTEXT_HASHED = 50;
const LONGEST_LOGGER = 128;
const UUID_LENGTH = 36;
/** Messages of one batch are made text up to this; the lines of those beyond it are kept, bytes. */
const MOST_MESSAGES = 1 << 19;

const FAILED = -2;
const NONE = -1;

const ESCAPE = 0x1b;
const BLANK = 32;
const OPEN = 91;
const CLOSE = 93;

/** Little-endian words of texts, to compare with four bytes at once. */
const DEBU = wordOf("DEBU");
const G_BLANK = wordOf("G ") & 0xffff;
const INFO = wordOf("INFO");
const WARN = wordOf("WARN");
const ING_BLANK = wordOf("ING ");
const ERRO = wordOf("ERRO");
const R_BLANK = wordOf("R ") & 0xffff;
const NO_CONTEXT = wordOf("[-] ");
const INST = wordOf("[ins");
const TANC = wordOf("tanc");
const E_COLON = wordOf("nce:");
const CFG = wordOf("cfg.");
const PY_COLON = wordOf(".py:");

function wordOf(text: string): number {
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (text.charCodeAt(2) << 16) | (text.charCodeAt(3) << 24);
}

/** What a logger is, where it matters: one of a server, all of whose messages are wanted, or of the oslo libraries. */
const ACCESS = 1;
const OSLO = 2;

/**
 * Walks the heads of records in the default layout, `2026-11-22 14:57:21.021 19312 INFO nova.compute.manager [None req-922d4cfc-… - - - - - -]
 * [instance: d2573b18-…] message`, by bytes, and notes them; of the message only what a rule may read becomes text. Lines after a record of which
 * only the first is read are left out. Whatever is unusual is kept: the line reader knows it.
 */
export function openHeadReader(): HeadReader {
  const columns = noColumns();
  const starts = messageStarts();
  const contexts = noKnownBytes(1 << 12, 32);
  const loggers = noKnownBytes(1 << 9, 16);
  const instances = noKnownBytes(1 << 11, 9);
  const stamp = emptyStamp();
  const second = { w0: 0, w4: 0, w8: 0, w12: 0, w15: 0, us: 0 };

  let block: Uint8Array = new Uint8Array(0);
  let text: Buffer = Buffer.from(block);
  let view: DataView = new DataView(block.buffer);
  let lastFrom = 0;
  let lastLine = NONE;
  let ascii = true;
  /** Where the next escape is at which text may be coloured; the line reader takes colours out. */
  let escape = Infinity;
  /** Whether lines that go on with the last record matter. Unknown at first: what came before is another reader's. */
  let following = true;
  /** The domain's XML that these lines are of. */
  let xml: XmlNames | undefined;
  /** Index behind the part last walked. */
  let next = 0;

  function judge(bytes: Uint8Array, from: number, to: number, line: number): Verdict {
    // The same memory may hold another block.
    if (bytes !== block || from <= lastFrom || line !== lastLine + 1) enter(bytes, from);
    if (line !== lastLine + 1) lineAfterUnknown();
    lastFrom = from;
    lastLine = line;
    if (escape < to) {
      if (escape < from) escape = nextEscape(from);
      if (escape < to) return keep();
    }
    const first = from < to ? (bytes[from] ?? 0) : BLANK;
    if (first < 48 || first > 57) return goOn(first, from, to);
    if (to - from < SHORTEST) return keep();
    return readRecord(bytes, from, to, line);
  }

  function enter(bytes: Uint8Array, from: number): void {
    block = bytes;
    text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    escape = nextEscape(from);
    ascii = isAscii(text);
  }

  function latin1(from: number, to: number): string {
    return text.toString("latin1", from, to);
  }

  function nextEscape(from: number): number {
    const at = text.indexOf(ESCAPE, from);
    return at < 0 ? Infinity : at;
  }

  /** Lines that go on from here may matter. */
  function lineAfterUnknown(): void {
    following = true;
    xml = undefined;
  }

  function keep(): Verdict {
    lineAfterUnknown();
    return KEEP;
  }

  function readRecord(bytes: Uint8Array, from: number, to: number, line: number): Verdict {
    const secondUs = readSecond(from);
    const separator = bytes[from + 19];
    const hundreds = (bytes[from + 20] ?? 0) - 48;
    const tens = (bytes[from + 21] ?? 0) - 48;
    const ones = (bytes[from + 22] ?? 0) - 48;
    if (secondUs < 0 || (separator !== 46 && separator !== 44) || bytes[from + 23] !== BLANK) return keep();
    if (hundreds < 0 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return keep();
    const atUs = secondUs + (hundreds * 100 + tens * 10 + ones) * 1000;

    let at = from + 24;
    let pid = NONE;
    let digit = (bytes[at] ?? 0) - 48;
    if (digit >= 0 && digit <= 9) {
      pid = 0;
      for (; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - 48) pid = pid * 10 + digit;
      if (bytes[at] !== BLANK || pid > 0x7fffffff) return keep();
      at++;
    }

    // Every part is followed by a message of a few bytes, so what is read beyond the line is in the block still, or the line is kept.
    if (at + 8 > to) return keep();
    let flags = 0;
    const level = view.getInt32(at, true);
    if (level === DEBU && view.getUint16(at + 4, true) === G_BLANK) {
      // The message of such a record may say the pid.
      if (pid === NONE) return keep();
      at += 6;
    } else if (level === INFO && bytes[at + 4] === BLANK) {
      flags = 1;
      at += 5;
    } else if (level === WARN && view.getInt32(at + 4, true) === ING_BLANK) {
      flags = 2;
      at += 8;
    } else if (level === ERRO && view.getUint16(at + 4, true) === R_BLANK) {
      flags = 3;
      at += 6;
    } else return keep();

    const logger = readLogger(at, to);
    if (logger === FAILED) return keep();
    at = next;
    let context = NONE;
    if (bytes[at] === OPEN && bytes[at + 1] !== 105) {
      if (at + 4 > to) return keep();
      if (view.getInt32(at, true) === NO_CONTEXT) at += 4;
      else {
        context = readContext(bytes, at, to);
        if (context === FAILED) return keep();
        if (contexts.flags[context] === EIGHT_PARTS) flags |= EIGHT_PARTS;
        at = next;
      }
    }
    let instance = NONE;
    if (bytes[at] === OPEN && bytes[at + 1] === 105) {
      instance = readInstance(bytes, at, to);
      if (instance === FAILED) return keep();
      at = next;
    }

    if ((context === NONE && mayBeBareContext(bytes, at)) || (instance === NONE && mayBeOwnInstance(bytes, at))) return keep();
    const kind = kindOfMessage(bytes, at, to);
    if (kind === FAILED) return keep();
    let message = NONE;
    const source = loggers.flags[logger];
    if (source !== ACCESS && (kind === NOTHING || (kind === UNLESS_OSLO && source === OSLO))) lineAfterKnown();
    else {
      if (columns.messageBytes > MOST_MESSAGES || (!ascii && !isAscii(text.subarray(at, to)))) return keep();
      const read = latin1(at, to);
      message = columns.texts.push(read) - 1;
      columns.messageBytes += read.length;
      following = kind === XML;
      xml = following ? openXmlNames(read) : undefined;
    }
    if (bytes[to - 5] === 58 && view.getInt32(to - 11, true) === CFG && view.getInt32(to - 8, true) === PY_COLON) flags |= OPTION;
    addRow(
      columns, line, atUs, pid, placeOf(loggers, logger, columns.batch, columns.texts) * FLAGS + flags,
      context === NONE ? NONE : placeOf(contexts, context, columns.batch, columns.texts),
      instance === NONE ? NONE : placeOf(instances, instance, columns.batch, columns.texts),
      message,
    );
    return DROP;
  }

  /** What begins the message, where it can be told without the text. */
  function kindOfMessage(bytes: Uint8Array, at: number, to: number): number {
    if (at >= to) return FAILED;
    // A vendor's number, an instance named twice.
    if (bytes[at + 2] === 45 || bytes[at] === OPEN) return FAILED;
    // What the line reader takes off the end, and ends that are not ASCII, which look otherwise as text.
    const last = bytes[to - 1];
    if (last === 13 || (last === 109 && bytes[to - 8] === 92) || (view.getInt32(to - 4, true) & 0x80808080) !== 0) return FAILED;
    return endOfStart(starts, bytes, at, to);
  }

  /** Start of the second, µs; a log has many lines in each. -1: no such time. */
  function readSecond(from: number): number {
    const w0 = view.getInt32(from, true);
    const w4 = view.getInt32(from + 4, true);
    const w8 = view.getInt32(from + 8, true);
    const w12 = view.getInt32(from + 12, true);
    const w15 = view.getInt32(from + 15, true);
    if (w15 === second.w15 && w12 === second.w12 && w8 === second.w8 && w4 === second.w4 && w0 === second.w0) return second.us;
    if (!readStamp(latin1(from, from + 19), 0, stamp) || stamp.end !== 19) return -1;
    second.w0 = w0;
    second.w4 = w4;
    second.w8 = w8;
    second.w12 = w12;
    second.w15 = w15;
    second.us = stamp.wallUs;
    return stamp.wallUs;
  }

  function readLogger(from: number, to: number): number {
    let hash = 0;
    let at = from;
    for (; ; at += 4) {
      if (at + 4 > to || at - from > LONGEST_LOGGER) return FAILED;
      const word = view.getInt32(at, true);
      // The lowest set bit is the top bit of the first byte that is a blank.
      const unlike = word ^ 0x20202020;
      const blanks = (unlike - 0x01010101) & ~unlike & 0x80808080;
      if (blanks !== 0) {
        const bits = 31 - Math.clz32(blanks & -blanks);
        at += bits >> 3;
        hash = mix(hash, word & ((1 << (bits - 7)) - 1));
        break;
      }
      hash = mix(hash, word);
    }
    next = at + 1;
    const known = findKnown(loggers, view, from, next, hash);
    return known >= 0 ? known : addLogger(from, at - from, hash);
  }

  function addLogger(from: number, length: number, hash: number): number {
    const name = latin1(from, from + length);
    if (length < 3 || !isLoggerName(name, 0, length)) return FAILED;
    return addKnown(loggers, view, from, length + 1, hash, [name], isAccessLogger(name) ? ACCESS : isOslo(name) ? OSLO : 0);
  }

  /** The request context at an opening bracket. */
  function readContext(bytes: Uint8Array, from: number, to: number): number {
    if (from + CONTEXT_HASHED > to) return FAILED;
    // `[None req-<uuid> …`, `[req-<uuid> …` or `[req-<uuid> req-<uuid> …`: all the ids take part.
    const hash = mix(mix(mix(view.getInt32(from + 10, true), view.getInt32(from + 14, true)), view.getInt32(from + 32, true)), view.getInt32(from + 46, true));
    const known = findKnown(contexts, view, from, to, hash);
    const entry = known >= 0 ? known : addContext(bytes, from, to, hash);
    if (entry >= 0) next = from + (contexts.lengths[entry] ?? 0);
    return entry;
  }

  function addContext(bytes: Uint8Array, from: number, to: number, hash: number): number {
    let close = from + 1;
    while (close < to && bytes[close] !== CLOSE) close++;
    const length = close + 2 - from;
    if (close + 1 >= to || bytes[close + 1] !== BLANK || length > LONGEST_CONTEXT) return FAILED;
    const inside = latin1(from + 1, close);
    const context = isAscii(text.subarray(from, close)) ? readRequestIds(inside) : undefined;
    if (context === undefined) return FAILED;
    const { requestId = "", globalRequestId = "", parts } = context;
    return addKnown(contexts, view, from, length, hash, [requestId, globalRequestId], parts === 8 ? EIGHT_PARTS : 0);
  }

  /** `[instance: <uuid>] ` */
  function readInstance(bytes: Uint8Array, at: number, to: number): number {
    const from = at + 11;
    const close = from + UUID_LENGTH;
    if (close + 1 >= to || bytes[close] !== CLOSE || bytes[close + 1] !== BLANK) return FAILED;
    if (view.getInt32(at, true) !== INST || view.getInt32(at + 4, true) !== TANC || view.getInt32(at + 6, true) !== E_COLON || bytes[at + 10] !== BLANK) return FAILED;
    next = close + 2;
    const hash = mix(mix(mix(view.getInt32(from, true), view.getInt32(from + 4, true)), view.getInt32(from + 24, true)), view.getInt32(from + 32, true));
    const known = findKnown(instances, view, from, close, hash);
    return known >= 0 ? known : addInstance(from, hash);
  }

  function addInstance(from: number, hash: number): number {
    const id = latin1(from, from + UUID_LENGTH);
    return UUID_ONLY.test(id) ? addKnown(instances, view, from, UUID_LENGTH, hash, [id], 0) : FAILED;
  }

  /** A line that begins with no digit. */
  function goOn(first: number, from: number, to: number): Verdict {
    // Blanks, tabs and tags begin nothing that the line reader knows.
    const plain = first === BLANK || first === 9 || (first === 60 && !isDigit(block[from + 1] ?? 0));
    if (!plain) {
      xml = undefined;
      return CONTINUE;
    }
    if (xml !== undefined && !readXmlLine(xml, latin1(from, to))) {
      lineAfterKnown();
      return CONTINUE;
    }
    return following ? CONTINUE : DROP;
  }

  /** Lines that go on from here do not matter. */
  function lineAfterKnown(): void {
    following = false;
    xml = undefined;
  }

  return { judge, noted: () => columns.rows, take: () => takeRows(columns) };
}

// 0e1f2a3b-1111-4222-8333-444455556666
const UUID_ONLY = /^[\da-f-]{36}$/;
