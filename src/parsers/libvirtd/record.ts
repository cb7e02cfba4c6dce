import type { Clock, RecordHead } from "../../model/event.ts";
import type { Level } from "./fields.ts";

/** Who wrote a record, where and when. The objects are used again for other records: most records emit nothing, so few need a head of their own. */
export interface Origin {
  /** µs, source clock. */
  atUs: number;
  clock: Clock;
  line: number;
  service: string | undefined;
  host: string | undefined;
  pid: number | undefined;
  tid: number | undefined;
  /** What `headOf` made of it. */
  head: RecordHead | undefined;
}

/** One record on its way to the rules. The next one overwrites it. */
export interface LibvirtRecord extends Origin {
  /** Holds the message from `from` to its end. */
  text: string;
  from: number;
  level: Level | undefined;
}

export function newRecord(): LibvirtRecord {
  return { atUs: NaN, clock: "utc", line: 0, service: undefined, host: undefined, pid: undefined, tid: undefined, head: undefined, text: "", from: 0, level: undefined };
}

/** Older than any record. */
export function noOrigin(): Origin {
  return { atUs: -Infinity, clock: "utc", line: 0, service: undefined, host: undefined, pid: undefined, tid: undefined, head: undefined };
}

export function copyOrigin(from: Origin, to: Origin): void {
  to.atUs = from.atUs;
  to.clock = from.clock;
  to.line = from.line;
  to.service = from.service;
  to.host = from.host;
  to.pid = from.pid;
  to.tid = from.tid;
  to.head = from.head;
}

/** The same object each time for one record. */
export function headOf(origin: Origin): RecordHead {
  const { atUs, clock, line, service, host, pid, tid } = origin;
  return (origin.head ??= { atUs, clock, line, service, host, pid, tid, requestId: undefined, globalRequestId: undefined, instanceId: undefined });
}

export function messageOf({ text, from }: LibvirtRecord): string {
  return text.slice(from);
}
