import { decimal, digitsEnd } from "./digits.ts";
import type { LibvirtRecord } from "./record.ts";
import { ruleAt, type Rule } from "./rules.ts";
import { readDatedStamp } from "./stamp.ts";

/**
 * Reads a line that libvirt wrote to its own file, if a rule wants it, without making an object or a string of any part: nearly all lines are such.
 * Fills in what the line itself says. Undefined: the line is another, and `readLine` is to look at it.
 */
export type ReadDated = (text: string, record: LibvirtRecord) => Rule | undefined;

/** `YYYY-MM-DD HH:MM:SS.` */
const SECOND_CHARS = 20;
/** … and `mmm+0000: ` */
const STAMP_CHARS = 30;
/** Anything shorter is looked at elsewhere. */
const SHORTEST_LINE = 48;
/** A thread id has at most ten digits. */
const TID_CHARS = 10;

// 2018-03-05 14:09:20.799+0000: 5107: debug : qemuDomainObjBeginJobInternal:3887 : Started job: destroy (async=none vm=0x7fe3 name=web)
export function createDatedReader(): ReadDated {
  /** Hundreds of records come in one second, and all but the ms of their stamps is then known. */
  let second = "";
  let secondUs = NaN;

  const stampOf = (text: string): number => {
    const ms = decimal(text, SECOND_CHARS, 3);
    if (second !== "" && text.startsWith(second)) return secondUs + ms * 1000;
    const stamp = readDatedStamp(text, 0);
    if (stamp?.end !== STAMP_CHARS) return NaN;
    second = text.slice(0, SECOND_CHARS);
    secondUs = stamp.atUs - ms * 1000;
    return stamp.atUs;
  };

  return (text, record) => {
    if (text.length < SHORTEST_LINE || !holds(text, SECOND_CHARS + 3, UTC)) return undefined;
    const tidEnd = digitsEnd(text, STAMP_CHARS);
    if (tidEnd === STAMP_CHARS || tidEnd > STAMP_CHARS + TID_CHARS) return undefined;
    const level = holds(text, tidEnd, DEBUG) ? "debug" : holds(text, tidEnd, INFO) ? "info" : undefined;
    if (level === undefined) return undefined;
    const nameFrom = tidEnd + level.length + 5;
    const nameEnd = text.indexOf(":", nameFrom);
    const lineEnd = digitsEnd(text, nameEnd + 1);
    if (nameEnd < 0 || lineEnd === nameEnd + 1 || !holds(text, lineEnd, BEFORE_MESSAGE)) return undefined;
    const from = lineEnd + 3;
    const rule = ruleAt(text, nameFrom, nameEnd, from);
    if (rule === undefined) return undefined;
    const atUs = stampOf(text);
    if (Number.isNaN(atUs)) return undefined;
    record.atUs = atUs;
    record.tid = decimal(text, STAMP_CHARS, tidEnd - STAMP_CHARS);
    record.level = level;
    record.text = text;
    record.from = from;
    return rule;
  };
}

const UTC = "+0000: ";
const DEBUG = ": debug : ";
const INFO = ": info : ";
const BEFORE_MESSAGE = " :";

/** text.startsWith(part, from), which for a few letters takes half as long so. */
function holds(text: string, from: number, part: string): boolean {
  for (let index = 0; index < part.length; index++) if (text.charCodeAt(from + index) !== part.charCodeAt(index)) return false;
  return true;
}
