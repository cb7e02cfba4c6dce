import { isDigit } from "../../lib/digits.ts";

export interface Suffix {
  /** Index at which the message ends. */
  readonly end: number;
  readonly func: string;
  readonly pid: number | undefined;
}

/**
 * What debug records end with: ` func /path/file.py:12` by default, ` {{(pid=7) func /path:12}}` in devstack, ` from (pid=7) func /path:12`
 * in devstack before mid-2017. A message of several lines has it on its last.
 */
export function findSuffix(message: string): Suffix | undefined {
  if (message.endsWith("}}")) {
    const open = message.lastIndexOf("{{(pid=");
    if (open >= 0) return withPid(message, open, open + 7, message.length - 2);
  }
  if (!isDigit(message.charCodeAt(message.length - 1))) return undefined;
  const suffix = plain(message, message.length);
  // A pid stands right before the function: only there is it looked for, not all through the message.
  if (suffix !== undefined && message.charCodeAt(suffix.end - 1) !== 41) return suffix;
  const from = message.lastIndexOf("from (pid=");
  return from >= 0 ? withPid(message, from, from + 10, message.length) : suffix;
}

function withPid(message: string, start: number, pidAt: number, end: number): Suffix | undefined {
  const close = message.indexOf(")", pidAt);
  if (close < 0) return undefined;
  const pid = Number(message.slice(pidAt, close));
  const func = message.slice(close + 2, Math.max(close + 2, message.indexOf(" ", close + 2)));
  if (close > end || !Number.isSafeInteger(pid)) return undefined;
  return { end: start > 0 && message.charCodeAt(start - 1) === 32 ? start - 1 : start, func, pid };
}

function plain(message: string, end: number): Suffix | undefined {
  let colon = end - 1;
  while (colon > 0 && isDigit(message.charCodeAt(colon))) colon--;
  if (message.charCodeAt(colon) !== 58) return undefined;
  const path = message.lastIndexOf(" ", colon) + 1;
  if (message.charCodeAt(path) !== 47 && !message.startsWith(".py", colon - 3)) return undefined;
  const func = path < 2 ? 0 : message.lastIndexOf(" ", path - 2) + 1;
  if (path === 0) return undefined;
  return { end: Math.max(0, func - 1), func: message.slice(func, path - 1), pid: undefined };
}
