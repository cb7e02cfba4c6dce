import { rememberWithin } from "../../lib/bounded-map.ts";
import { readCore } from "./core.ts";
import { decimal } from "../../lib/digits.ts";
import type { Level } from "./fields.ts";
import type { LibvirtRecord } from "./record.ts";
import { firstFitting, rulesOf, type Rule } from "./rules.ts";
import { readDatedStamp } from "./stamp.ts";

/**
 * Reads a line that libvirt wrote to its own file, if a rule wants it, without making objects or strings of its parts: nearly all lines are such.
 * Fills in what the line itself says. Undefined: it is another line, and `readLine` is to look at it.
 */
export type ReadDated = (text: string, record: LibvirtRecord) => Rule | undefined;

/** What stands between stamp and message. */
interface Header {
  readonly tid: number;
  readonly level: Level;
  readonly rules: readonly Rule[];
}

/** Threads × lines of source that log: a daemon has a few thousand such pairs. */
const HEADERS = 16_384;
/** `YYYY-MM-DD HH:MM:SS.` */
const SECOND_CHARS = 20;
const UTC = "+0000: ";
/** `YYYY-MM-DD HH:MM:SS.mmm+0000: ` */
const STAMP_CHARS = 30;
const COLON = " : ";

// 2018-03-05 14:09:20.799+0000: 5107: debug : qemuDomainObjBeginJobInternal:3887 : Started job: destroy (async=none vm=0x7fe3 name=web)
export function createDatedReader(): ReadDated {
  const headers = new Map<string, Header>();
  /** Hundreds of records come in one second, so all but the ms of a stamp is mostly known. */
  let second = "";
  let secondUs = NaN;

  const stampOf = (text: string): number => {
    // Collectors write other zones, which have the same length.
    if (!text.startsWith(UTC, SECOND_CHARS + 3)) return NaN;
    const ms = decimal(text, SECOND_CHARS, 3);
    if (second !== "" && text.startsWith(second)) return secondUs + ms * 1000;
    const stamp = readDatedStamp(text, 0);
    if (stamp === undefined) return NaN;
    second = text.slice(0, SECOND_CHARS);
    secondUs = stamp.atUs - ms * 1000;
    return stamp.atUs;
  };

  const headerOf = (text: string, end: number): Header | undefined => {
    const known = headers.get(text.slice(STAMP_CHARS, end));
    if (known !== undefined) return known;
    const core = readCore(text, STAMP_CHARS);
    if (core?.func === undefined || core.message.length !== Math.max(0, text.length - end - COLON.length)) return undefined;
    const rules = rulesOf(core.func);
    if (rules === undefined) return undefined;
    const header = { tid: core.tid, level: core.level, rules };
    rememberWithin(HEADERS, headers, text.slice(STAMP_CHARS, end), header);
    return header;
  };

  return (text, record) => {
    const levelEnd = text.indexOf(COLON, STAMP_CHARS);
    const end = levelEnd < 0 ? levelEnd : text.indexOf(COLON, levelEnd + COLON.length);
    if (end < 0) return undefined;
    const atUs = stampOf(text);
    if (Number.isNaN(atUs)) return undefined;
    const header = headerOf(text, end);
    if (header === undefined) return undefined;
    const from = end + COLON.length;
    const rule = firstFitting(header.rules, text, from);
    if (rule === undefined) return undefined;
    record.atUs = atUs;
    record.tid = header.tid;
    record.level = header.level;
    record.text = text;
    record.from = from;
    return rule;
  };
}
