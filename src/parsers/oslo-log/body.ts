import type { Fields } from "./fields.ts";
import { isDigit } from "./timestamp.ts";

/**
 * The record after its time: `[pid ]LEVEL logger [context] [instance: uuid] message`. Every part but level and logger may be missing:
 * Grizzly writes the pid only without a context, a traceback line has no context, a Folsom log-format brackets the logger.
 */
export function readBody(text: string, from: number, fields: Fields): boolean {
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
  const levelEnd = endOfLevel(text, at);
  if (levelEnd < 0) return false;
  fields.level = text.slice(at, levelEnd);
  if (pidSeen !== undefined) fields.pid = pidSeen;
  at = levelEnd + 1;
  if (text.charCodeAt(at) === 91) return bracketedLogger(text, at, fields);
  let end = text.indexOf(" ", at);
  if (end < 0) end = text.length;
  if (end === at || !isLoggerName(text, at, end)) return false;
  fields.logger = text.slice(at, end);
  readContext(text, end + 1, fields);
  return true;
}

/** `DEBUG`, `INFO`, `WARNING` …: upper-case letters and a blank. Python prints a level without a name as `Level 5`. */
function endOfLevel(text: string, from: number): number {
  let at = from;
  let code = text.charCodeAt(at);
  if (code === 76 && text.startsWith("Level ", from)) {
    at = from + 6;
    while (isDigit(text.charCodeAt(at))) at++;
    return text.charCodeAt(at) === 32 && at > from + 6 ? at : -1;
  }
  for (; code >= 65 && code <= 90; code = text.charCodeAt(++at));
  if (code !== 32 || at - from < 4 || at - from > 9) return -1;
  return LEVELS.has(text.slice(from, at)) ? at : -1;
}

/** AUDIT: Folsom to Juno. TRACE: the traceback prefix up to oslo.log 1.1 and a level of its own since. BLATHER: fasteners. */
const LEVELS = new Set(["DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "AUDIT", "TRACE", "BLATHER", "EXCEPTION"]);

export function isLoggerName(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
    if (!letter && !isDigit(code) && code !== 46 && code !== 95 && code !== 45) return false;
  }
  return true;
}

function bracketedLogger(text: string, from: number, fields: Fields): boolean {
  const close = text.indexOf("]", from);
  if (close < 0 || !isLoggerName(text, from + 1, close) || !text.slice(from, close).includes(".")) return false;
  fields.logger = text.slice(from + 1, close);
  readContext(text, close + 2, fields);
  return true;
}

function readContext(text: string, from: number, fields: Fields): void {
  let at = from;
  if (text.charCodeAt(at) === 91) {
    if (text.charCodeAt(at + 1) === 45 && text.charCodeAt(at + 2) === 93) {
      fields.contextParts = 1;
      at += 4;
    } else if (text.charCodeAt(at + 1) !== 105) {
      const close = text.indexOf("]", at);
      if (close > 0 && readRequestIds(text.slice(at + 1, close), fields)) at = close + 2;
    }
  }
  readMessage(text, at, fields);
}

/**
 * Inside of `[None req-<uuid> user project …]` in all its shapes: the last id is the local one; if there are two, the first came from
 * the calling service (oslo.log ≥ 4.8). False: not a request context, so the bracket belongs to the message.
 */
export function readRequestIds(inside: string, fields: Fields): boolean {
  const last = startOfId(inside, inside.length);
  if (last < 0) {
    if (!isIdlessContext(inside)) return false;
    fields.contextParts = 1;
    return true;
  }
  fields.requestId = idAt(inside, last);
  const first = last === 0 ? -1 : startOfId(inside, last - 1);
  if (first >= 0) fields.globalRequestId = idAt(inside, first);
  let parts = 1;
  for (let blank = inside.indexOf(" "); blank >= 0; blank = inside.indexOf(" ", blank + 1)) parts++;
  fields.contextParts = parts;
  return true;
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
export function readMessage(text: string, from: number, fields: Fields): void {
  let at = from;
  while (text.charCodeAt(at) === 91 && text.startsWith("[instance: ", at)) {
    const close = text.indexOf("]", at);
    if (close < 0) break;
    fields.instanceId ??= text.slice(at + 11, close);
    at = close + 1;
    if (text.charCodeAt(at) === 32) at++;
  }
  fields.message = text.slice(isVendorId(text, at) ? at + 11 : at);
}

/** `NV-313322F `: a message catalogue number some vendor put first. */
function isVendorId(text: string, at: number): boolean {
  return text.charCodeAt(at + 2) === 45 && text.charCodeAt(at + 10) === 32 && VENDOR_ID.test(text.slice(at, at + 11));
}

// NV-313322F
const VENDOR_ID = /^[A-Z]{2}-[\dA-F]{7} $/;
