import { isDigit } from "./timestamp.ts";

const months: ReadonlyMap<string, number> = new Map(
  ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map((name, index) => [name, index + 1]),
);

/** `Feb` → 2. */
export function monthOf(name: string): number | undefined {
  return months.get(name);
}

/** Who logged, as syslog and journal write it before the message: `host ident[pid]: `. */
export interface Ident {
  readonly host: string;
  readonly ident: string;
  readonly pid: number | undefined;
  /** Index at which the message begins. */
  readonly end: number;
}

/** Reads `compute4 neutron-server[123]: ` at `from`; undefined: something else stands there. */
export function readIdent(text: string, from: number): Ident | undefined {
  const blank = text.indexOf(" ", from);
  if (blank <= from) return undefined;
  const start = blank + 1;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 32) return undefined;
    if (code === 58 || code === 91) break;
  }
  if (at === start || at >= text.length) return undefined;
  const ident = text.slice(start, at);
  let pid: number | undefined;
  if (text.charCodeAt(at) === 91) {
    const close = text.indexOf("]", at);
    if (close < 0) return undefined;
    const number = Number(text.slice(at + 1, close));
    pid = Number.isSafeInteger(number) && number > 0 ? number : undefined;
    at = close + 1;
  }
  if (text.charCodeAt(at) !== 58) return undefined;
  const end = text.charCodeAt(at + 1) === 32 ? at + 2 : at + 1;
  return { host: text.slice(from, blank), ident, pid, end };
}

/** RFC 5424 on the wire: `host app procid msgid sd msg` after the version and time. */
export function readIdent5424(text: string, from: number): Ident | undefined {
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
  const pid = Number(parts[2]);
  return { host: parts[0] ?? "", ident: parts[1] ?? "", pid: Number.isSafeInteger(pid) && pid > 0 ? pid : undefined, end: at };
}

/** Length of `<134>`, 0 if there is none. */
export function priorityLength(text: string): number {
  let at = 1;
  while (isDigit(text.charCodeAt(at)) && at < 5) at++;
  return at > 1 && text.charCodeAt(at) === 62 ? at + 1 : 0;
}

/** `stdout F ` or `stderr P ` of a container runtime: the index after it and whether the line goes on; undefined: none. */
export function readCriTag(text: string, from: number): { readonly end: number; readonly partial: boolean } | undefined {
  if (!text.startsWith("stdout ", from) && !text.startsWith("stderr ", from)) return undefined;
  const blank = text.indexOf(" ", from + 7);
  const tags = blank < 0 ? text.slice(from + 7) : text.slice(from + 7, blank);
  if (!tags.startsWith("F") && !tags.startsWith("P")) return undefined;
  return { end: blank < 0 ? text.length : blank + 1, partial: tags.startsWith("P") };
}

/** Apache's error log: `[Wed May 14 15:07:31.468803 2025] [wsgi:error] [pid 17601:tid 1] `: index after the last group, or -1. */
export function endOfApacheGroups(text: string): number {
  if (text.charCodeAt(4) !== 32 || !months.has(text.slice(5, 8))) return -1;
  let at = 0;
  while (text.charCodeAt(at) === 91) {
    const close = text.indexOf("] ", at);
    if (close < 0) return -1;
    at = close + 2;
  }
  return at;
}
