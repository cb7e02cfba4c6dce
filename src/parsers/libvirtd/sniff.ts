import type { HeadSieve } from "../../model/sieve.ts";
import type { AmongOthers } from "../parser.ts";
import { readSyslogHead } from "../syslog-head.ts";
import { ANY_YEAR } from "../years.ts";
import { readCore } from "./core.ts";
import { readDomainLogLine } from "./domain-log.ts";
import { readLine, type Framed } from "./envelope.ts";
import { openHeadReader } from "./head-reader.ts";
import { readDatedStamp } from "./stamp.ts";

// 2018-03-05 14:09:20.799 4466 INFO nova.compute.manager [req-…        ESC[00;32mDEBUG oslo_concurrency.lockutils [None …
const OSLO = /(?:DEBUG|INFO|AUDIT|WARNING|ERROR|CRITICAL|TRACE)\b\S* [a-z]\w*(?:\.\w+)+ (?:\S+ )?\[/;

/**
 * Sure of a log in which every record is libvirt's; of a syslog or journal that has a libvirt daemon among its senders, only if no service of
 * the cloud writes there as well.
 */
export function sniff(head: readonly string[]): number {
  let own = 0;
  let foreign = 0;
  for (const text of head) {
    if (OSLO.test(text)) return 0;
    const framed = readLine(text, ANY_YEAR);
    if (framed !== undefined) own += 1;
    else if (isForeign(text)) foreign += 1;
  }
  if (own > 0) return foreign === 0 ? 0.95 : 0.6 + (0.3 * own) / (own + foreign);
  return head.some((text) => readDomainLogLine(text) !== undefined) ? 0.85 : 0;
}

/** A record of another program, as against a continuation line. */
function isForeign(text: string): boolean {
  return text.startsWith("{") || readSyslogHead(text, ANY_YEAR) !== undefined;
}

/**
 * Only what libvirt itself writes to a file can be sieved: the stamp has a fixed width there.
 */
// 2018-03-05 14:09:20.799+0000: 5107: debug : qemuProcessStop:6051 : Shutting down …
export function sieveOf(head: readonly string[]): HeadSieve | undefined {
  const first = head.find((text) => readDomainLogLine(text) !== undefined || firstRecord(text) !== undefined);
  if (first === undefined || readDatedStamp(first, 0)?.end !== STAMP_CHARS || readCore(first, STAMP_CHARS) === undefined) return undefined;
  return { openHeads: openHeadReader };
}

function firstRecord(text: string): Framed | undefined {
  return readLine(text, ANY_YEAR);
}

/** `YYYY-MM-DD HH:MM:SS.mmm+0000: ` */
const STAMP_CHARS = 30;

/** The name of a daemon, or of its container (fields.ts), or the level in a record of its own form: containers may be called anything. */
export const amongOthers: AmongOthers = {
  mark: /virt[a-z]{0,12}d\b|nova_libvirt\b| (?:debug|info|warning|error) : /,
  anyRecord: (lines) => lines.some((text) => firstRecord(text) !== undefined),
};
