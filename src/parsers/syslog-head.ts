import { isDigit } from "../lib/digits.ts";
import { emptyStamp, readClock, readStamp } from "./timestamp.ts";
import type { Years } from "./years.ts";

/** Who logged, as syslog and the journal write it before the message. */
export interface Sender {
  readonly host: string;
  readonly ident: string;
  readonly pid: number | undefined;
  /** Index at which the message begins. */
  readonly end: number;
}

/** When, where and by whom a line was given to syslog or the journal. */
export interface SyslogHead extends Sender {
  /** Wall clock read as UTC, µs; and minutes east of UTC, undefined: none printed. */
  readonly wallUs: number;
  readonly offsetMin: number | undefined;
}

/**
 * The beginning of a line as rsyslog writes it to files (traditional, RFC 3339), as it is sent (RFC 3164, RFC 5424), and as `journalctl` writes it in its
 * `short` forms. Undefined: the line begins in another way. `years`: asked for each line whose stamp has no year.
 */
// Nov 22 15:02:21 cmp1 libvirtd[4101]: …      2026-11-22T15:02:21.617408+00:00 cmp1 nova-compute: …      <14>1 2026-11-22T15:02:21.617Z cmp1 nova-compute 4242 - - …
// Sun 2026-11-22 15:02:21 UTC cmp1 systemd[1]: …      1795359741.617408 cmp1 systemd[1]: …
export function readSyslogHead(text: string, years: Years): SyslogHead | undefined {
  const priority = priorityLength(text);
  const from = priority > 0 && text.startsWith("1 ", priority) ? priority + 2 : priority;
  if (!readWhen(text, from) || text.charCodeAt(when.end) !== BLANK) return undefined;
  const sender = readSender(text, when.end + 1);
  if (sender === undefined) return undefined;
  const { host, ident, pid, end } = sender;
  return {
    wallUs: when.month === 0 ? when.wallUs : when.wallUs + midnightUs(years.next(when.month, when.dayOfMonth, when.wallUs)),
    offsetMin: when.offsetMin,
    host,
    ident,
    pid,
    end,
  };
}

/** `compute4 neutron-server[123]: `, or `compute4 neutron-server 123 - - ` of RFC 5424. */
export function readSender(text: string, from: number): Sender | undefined {
  return readIdent(text, from) ?? readIdent5424(text, from);
}

const BLANK = 32;
const LESS = 60;
const GREATER = 62;

/** One for all lines, as there are millions. `month`: 0 where the stamp has its date; else `wallUs` is since midnight of that day in a year that it leaves out. */
const when = { ...emptyStamp(), month: 0, dayOfMonth: 0 };

function readWhen(text: string, from: number): boolean {
  when.month = 0;
  if (isDigit(text.charCodeAt(from))) return readStamp(text, from, when) || readUnixTime(text, from);
  if (text.charCodeAt(from + 3) !== BLANK) return false;
  const month = monthOf(text.slice(from, from + 3));
  return month === undefined ? readLongTime(text, from) : readTraditional(text, from, month);
}

/** `Feb 10 16:09:22`, `Feb 10 16:09:22.575123`: no year, no zone. */
function readTraditional(text: string, from: number, month: number): boolean {
  const tens = text.charCodeAt(from + 4) === BLANK ? 0 : text.charCodeAt(from + 4) - 48;
  when.month = month;
  when.dayOfMonth = tens * 10 + text.charCodeAt(from + 5) - 48;
  when.offsetMin = undefined;
  when.end = readClock(text, text.charCodeAt(from + 6) === BLANK ? from + 7 : from + 6, when);
  return when.end >= 0 && when.dayOfMonth >= 1 && when.dayOfMonth <= 31;
}

/** `Tue 2017-03-28 12:20:42 UTC` (journalctl -o short-full). */
function readLongTime(text: string, from: number): boolean {
  if (!readStamp(text, from + 4, when)) return false;
  const end = text.indexOf(" ", when.end + 1);
  const zone = text.slice(when.end + 1, end);
  when.offsetMin = zone === "UTC" || zone === "GMT" ? 0 : undefined;
  when.end = end;
  return end >= 0;
}

const UNIX_TIME = /\d{10}\.\d{6}(?= )/y;

/** `1490703642.377230` (journalctl -o short-unix). */
function readUnixTime(text: string, from: number): boolean {
  UNIX_TIME.lastIndex = from;
  if (!UNIX_TIME.test(text)) return false;
  when.wallUs = Number(text.slice(from, from + 10)) * 1_000_000 + Number(text.slice(from + 11, from + 17));
  when.offsetMin = 0;
  when.end = from + 17;
  return true;
}

/** Days come in a row, and the calendar is the dearest part of a stamp. */
const midnight = { day: 0, us: 0 };

/** Of the day that was read, in this year, µs. */
function midnightUs(year: number): number {
  const { month, dayOfMonth } = when;
  const day = (year * 13 + month) * 32 + dayOfMonth;
  if (day !== midnight.day) {
    midnight.day = day;
    midnight.us = Date.UTC(year, month - 1, dayOfMonth) * 1000;
  }
  return midnight.us;
}

const months: ReadonlyMap<string, number> = new Map(
  ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map((name, index) => [name, index + 1]),
);

/** `Feb` → 2. */
export function monthOf(name: string): number | undefined {
  return months.get(name);
}

function readIdent(text: string, from: number): Sender | undefined {
  const blank = text.indexOf(" ", from);
  if (blank <= from) return undefined;
  const start = blank + 1;
  let at = start;
  let isNumber = true;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BLANK) return readUnpunctuated(text, from, start, at);
    if (code === 58 || code === 91) break;
    isNumber &&= isDigit(code);
  }
  // `2026-11-22 15:02:21` is another stamp.
  if (isNumber || at >= text.length) return undefined;
  const ident = text.slice(start, at);
  let pid: number | undefined;
  if (text.charCodeAt(at) === 91) {
    const close = text.indexOf("]", at);
    if (close < 0) return undefined;
    pid = pidOf(text.slice(at + 1, close));
    at = close + 1;
  }
  if (text.charCodeAt(at) !== 58) return undefined;
  const end = text.charCodeAt(at + 1) === BLANK ? at + 2 : at + 1;
  return { host: text.slice(from, blank), ident, pid, end };
}

/** What oslo.log's handler for syslog sends has its program's name in front and no more, and may lose that on its way (RFCSysLogHandler, until Newton). */
// cmp1 nova-compute 2016-11-22 15:02:21.617 4242 INFO nova.…      (not a container's `stderr F 2016-11-22 …`)      cmp1 2016-11-22 15:02:21.617 4242 INFO nova.…
function readUnpunctuated(text: string, from: number, start: number, blank: number): Sender | undefined {
  const host = text.slice(from, start - 1);
  if (readStamp(text, start, sent)) return { host, ident: "", pid: undefined, end: start };
  const ident = text.slice(start, blank);
  return ident.length > 1 && readStamp(text, blank + 1, sent) ? { host, ident, pid: undefined, end: blank + 1 } : undefined;
}

const sent = emptyStamp();

/** `host app procid msgid sd msg` */
function readIdent5424(text: string, from: number): Sender | undefined {
  const parts: string[] = [];
  let at = from;
  while (parts.length < 4) {
    const blank = text.indexOf(" ", at);
    if (blank < 0) return undefined;
    parts.push(text.slice(at, blank));
    at = blank + 1;
  }
  if (text.charCodeAt(at) === 91) {
    at = text.indexOf("] ", at);
    if (at < 0) return undefined;
    at += 2;
  } else if (text.startsWith("- ", at)) at += 2;
  else return undefined;
  return { host: parts[0] ?? "", ident: parts[1] ?? "", pid: pidOf(parts[2] ?? ""), end: at };
}

function pidOf(text: string): number | undefined {
  const pid = Number(text);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

/** Length of `<134>`, 0 if there is none. */
export function priorityLength(text: string): number {
  if (text.charCodeAt(0) !== LESS) return 0;
  let at = 1;
  while (isDigit(text.charCodeAt(at)) && at < 5) at++;
  return at > 1 && text.charCodeAt(at) === GREATER ? at + 1 : 0;
}
