import { decimal, digitsEnd } from "../../lib/digits.ts";
import type { Level } from "./fields.ts";

/** What follows the time stamp: `<tid>: <prio> : [<func>:<line> : ]<msg>` (src/util/logging.c 0.9.0 … src/util/virlog.c now). */
export interface Core {
  readonly tid: number;
  readonly level: Level;
  readonly func: string | undefined;
  readonly message: string;
}

export const LEVELS: readonly Level[] = ["debug", "info", "warning", "error"];

// 5107: info : virObjectRef:365 : OBJECT_REF: obj=0x7f21a40b7c90
// 24291: info : libvirt version: 9.0.0, package: 9.0.0-4+deb12u2 (Debian)
export function readCore(text: string, from: number): Core | undefined {
  const tidEnd = digitsEnd(text, from);
  // A thread id has at most ten digits.
  if (tidEnd === from || tidEnd > from + 10 || !text.startsWith(": ", tidEnd)) return undefined;
  const tid = decimal(text, from, tidEnd - from);
  const level = levelAt(text, tidEnd + 2);
  if (level === undefined) return undefined;
  const rest = tidEnd + 2 + level.length + 3;
  const nameEnd = wordEnd(text, rest);
  if (nameEnd > rest && text[nameEnd] === ":") {
    const lineEnd = digitsEnd(text, nameEnd + 1);
    if (lineEnd > nameEnd + 1 && text.startsWith(" :", lineEnd)) {
      return { tid, level, func: text.slice(rest, nameEnd), message: text.slice(lineEnd + 3) };
    }
  }
  return { tid, level, func: undefined, message: text.slice(rest) };
}

export function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

/** The level that stands here, between the colons. */
function levelAt(text: string, from: number): Level | undefined {
  for (const level of LEVELS) if (text.startsWith(level, from) && text.startsWith(" : ", from + level.length)) return level;
  return undefined;
}

function wordEnd(text: string, from: number): number {
  let index = from;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
    if (!letter && !(code >= 48 && code <= 57 && index > from)) break;
  }
  return index;
}
