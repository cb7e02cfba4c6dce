import { isDigit } from "../../lib/digits.ts";
import { openInterner } from "../../lib/interner.ts";
import type { Fields } from "./fields.ts";
import { readBareContext, readOwnInstance } from "./own-formats.ts";
import { openStandingTexts } from "./standing-texts.ts";

/**
 * The record after its time: `[pid ]LEVEL logger [context] [instance: uuid] message`. Every part but level and logger may be missing:
 * Grizzly writes the pid only without a context, a traceback line has no context, a Folsom log-format brackets the logger.
 */
export function readBody(text: string, from: number, fields: Fields, known: KnownTexts): boolean {
  let at = from;
  let code = text.charCodeAt(at);
  let pidSeen: number | undefined;
  if (isDigit(code)) {
    let pid = 0;
    for (; isDigit(code); code = text.charCodeAt(++at)) pid = pid * 10 + (code - 48);
    if (code !== 32 || pid > 0x7fffffff) return false;
    pidSeen = pid;
    code = text.charCodeAt(++at);
  }
  while (code === 32) code = text.charCodeAt(++at);
  const level = levelAt(text, at);
  if (level === undefined) return false;
  fields.level = level;
  if (pidSeen !== undefined) fields.pid = pidSeen;
  at += level.length + 1;
  if (text.charCodeAt(at) === 91) return bracketedLogger(text, at, fields, known);
  const logger = known.logger(text, at);
  if (logger === undefined) return false;
  fields.logger = logger;
  readContext(text, at + logger.length + 1, fields, known);
  return true;
}

/** What stands in heads again and again, looked up instead of read anew. One copy of each text is given out. */
export interface KnownTexts {
  readonly text: (text: string) => string;
  /** The name from `from` to a blank or the end; undefined: no name of a logger. */
  readonly logger: (line: string, from: number) => string | undefined;
  /** The bracket before the message; undefined: it belongs to the message. */
  readonly context: (line: string, from: number) => RequestContext | undefined;
  /** The uuid, or whatever there is, from `from` to `end`. */
  readonly instance: (line: string, from: number, end: number) => string;
}

/** Texts kept at a time. */
const TEXT_LIMIT = 50_000;
const UUID_LENGTH = 36;

export function openKnownTexts(): KnownTexts {
  const text = openInterner(TEXT_LIMIT);
  const contexts = openStandingTexts<RequestContext>([12, 15, 46, 49]);
  const loggers = openStandingTexts<string>([5, 9, 13, 18]);
  const instances = openStandingTexts<undefined>([0, 3, 5, 7]);
  return {
    text,
    logger: (line, from) => {
      const standing = loggers.find(line, from);
      if (standing !== undefined) return standing.value;
      const blank = line.indexOf(" ", from);
      const end = blank < 0 ? line.length : blank;
      if (end === from || !isLoggerName(line, from, end)) return undefined;
      const name = text(line.slice(from, end));
      if (blank >= 0) loggers.add(line, from, `${name} `, name);
      return name;
    },
    context: (line, from) => {
      const standing = contexts.find(line, from);
      if (standing !== undefined) return standing.value;
      const close = line.indexOf("]", from);
      const read = close < 0 ? undefined : readRequestIds(line.slice(from + 1, close));
      if (read === undefined) return undefined;
      const { requestId, globalRequestId, parts, length } = read;
      const context = {
        requestId: requestId === undefined ? undefined : text(requestId),
        globalRequestId: globalRequestId === undefined ? undefined : text(globalRequestId),
        parts,
        length,
      };
      contexts.add(line, from, text(line.slice(from, close + 1)), context);
      return context;
    },
    instance: (line, from, end) => {
      if (end - from !== UUID_LENGTH) return text(line.slice(from, end));
      const standing = instances.find(line, from);
      if (standing?.text.length === UUID_LENGTH) return standing.text;
      const id = text(line.slice(from, end));
      instances.add(line, from, id, undefined);
      return id;
    },
  };
}

/** `DEBUG`, `INFO`, `WARNING` …, followed by a blank. Python prints a level without a name as `Level 5`. */
function levelAt(text: string, from: number): string | undefined {
  const code = text.charCodeAt(from);
  if (code === 76 && text.startsWith("Level ", from)) {
    let at = from + 6;
    while (isDigit(text.charCodeAt(at))) at++;
    return text.charCodeAt(at) === 32 && at > from + 6 ? text.slice(from, at) : undefined;
  }
  for (const level of LEVELS) {
    if (level.charCodeAt(0) === code && text.startsWith(level, from) && text.charCodeAt(from + level.length) === 32) return level;
  }
  return undefined;
}

/** AUDIT: Folsom to Juno. TRACE: the traceback prefix up to oslo.log 1.1 and a level of its own since. BLATHER: fasteners. */
const LEVELS = ["DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "AUDIT", "TRACE", "BLATHER", "EXCEPTION"] as const;

export function isLoggerName(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
    if (!letter && !isDigit(code) && code !== 46 && code !== 95 && code !== 45) return false;
  }
  return true;
}

function bracketedLogger(text: string, from: number, fields: Fields, known: KnownTexts): boolean {
  const close = text.indexOf("]", from);
  if (close < 0 || !isLoggerName(text, from + 1, close) || !text.slice(from, close).includes(".")) return false;
  fields.logger = known.text(text.slice(from + 1, close));
  readContext(text, close + 2, fields, known);
  return true;
}

function readContext(text: string, from: number, fields: Fields, known: KnownTexts): void {
  let at = from;
  if (text.charCodeAt(at) === 91) {
    if (text.charCodeAt(at + 1) === 45 && text.charCodeAt(at + 2) === 93) {
      fields.contextParts = 1;
      at += 4;
    } else if (text.charCodeAt(at + 1) !== 105) {
      const context = known.context(text, at);
      if (context !== undefined) {
        fields.requestId = context.requestId ?? fields.requestId;
        fields.globalRequestId = context.globalRequestId ?? fields.globalRequestId;
        fields.contextParts = context.parts;
        at += context.length + 1;
      }
    }
  } else {
    const context = readBareContext(text, at);
    if (context !== undefined) {
      const { requestId, globalRequestId } = context;
      if (requestId !== undefined) fields.requestId = known.text(requestId);
      if (globalRequestId !== undefined) fields.globalRequestId = known.text(globalRequestId);
      fields.contextParts = context.parts;
      at += context.length + 1;
    }
  }
  readMessage(text, at, fields, known);
}

export interface RequestContext {
  readonly requestId: string | undefined;
  readonly globalRequestId: string | undefined;
  /** Number of blank-separated parts; 1 where there is no id. */
  readonly parts: number;
  /** Of the bracket. */
  readonly length: number;
}

/**
 * Inside of `[None req-<uuid> user project …]` in all its shapes: the last id is the local one; if there are two, the first came from
 * the calling service (oslo.log ≥ 4.8). Undefined: not a request context, so the bracket belongs to the message.
 */
export function readRequestIds(inside: string): RequestContext | undefined {
  const last = startOfId(inside, inside.length);
  if (last < 0) return isIdlessContext(inside) ? { requestId: undefined, globalRequestId: undefined, parts: 1, length: inside.length + 2 } : undefined;
  const first = last === 0 ? -1 : startOfId(inside, last - 1);
  let parts = 1;
  for (let blank = inside.indexOf(" "); blank >= 0; blank = inside.indexOf(" ", blank + 1)) parts++;
  return { requestId: idAt(inside, last), globalRequestId: first >= 0 ? idAt(inside, first) : undefined, parts, length: inside.length + 2 };
}

function startOfId(inside: string, before: number): number {
  for (let at = inside.lastIndexOf("req-", before); at >= 0; at = at === 0 ? -1 : inside.lastIndexOf("req-", at - 1)) {
    if (at === 0 || inside.charCodeAt(at - 1) === 32) return at;
  }
  return -1;
}

function idAt(inside: string, from: number): string {
  const end = inside.indexOf(" ", from);
  return end < 0 ? inside.slice(from) : inside.slice(from, end);
}

/** `-`, `None None None`, or (glance before Kilo) a bare uuid. */
function isIdlessContext(inside: string): boolean {
  return inside.startsWith("None") || inside.startsWith("- ") || UUID_AT_START.test(inside);
}

// 5d8bcc1c-99a0-4a77-bf4a-2a1cbb0f1b2f user tenant
const UUID_AT_START = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?: |$)/;

/** `[instance: <uuid>] `, once or (the message repeats it) twice, then the message. */
export function readMessage(text: string, from: number, fields: Fields, known: KnownTexts): void {
  let at = from;
  while (text.charCodeAt(at) === 91 && text.startsWith("[instance: ", at)) {
    const close = text.indexOf("]", at);
    if (close < 0) break;
    fields.instanceId ??= known.instance(text, at + 11, close);
    at = close + 1;
    if (text.charCodeAt(at) === 32) at++;
  }
  if (fields.instanceId === undefined) {
    const own = readOwnInstance(text, at, fields.logger);
    if (own !== undefined) {
      fields.instanceId = known.text(own.id);
      at = own.end;
    }
  }
  fields.message = text.slice(isVendorId(text, at) ? at + 11 : at);
}

/** `NV-313322F `: a message catalogue number some vendor put first. */
function isVendorId(text: string, at: number): boolean {
  return text.charCodeAt(at + 2) === 45 && text.charCodeAt(at + 10) === 32 && VENDOR_ID.test(text.slice(at, at + 11));
}

// NV-313322F
const VENDOR_ID = /^[A-Z]{2}-[\dA-F]{7} $/;
