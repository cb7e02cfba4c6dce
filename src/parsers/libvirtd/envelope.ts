import { readContainerHead } from "../container-head.ts";
import { readSyslogHead } from "../syslog-head.ts";
import type { Years } from "../years.ts";
import { readCore } from "./core.ts";
import { daemonOf, type Fields } from "./fields.ts";
import { readJsonRecord, unwrapDockerJson } from "./json-record.ts";
import { readDatedStamp, readTimeOfDay } from "./stamp.ts";

/** Which of the ways to write a libvirt record a line uses. */
export type Layout = "dated" | "dateless" | "syslog" | "json";

export interface Framed {
  readonly layout: Layout;
  readonly fields: Fields;
}

/** Reads a line that starts a record, through whatever a container runtime or a syslog daemon put before it. */
export function readLine(line: string, years: Years): Framed | undefined {
  const direct = readPlain(line, 0);
  if (direct !== undefined) return direct;
  // The second line of each monitor command ( fd=-1), XML and the like: no wrapper begins so.
  if (line.startsWith(" ")) return undefined;
  const contained = outOfContainer(line);
  const text = unwrapDockerJson(contained) ?? contained;
  if (text !== line) {
    const inner = readPlain(text, 0);
    if (inner !== undefined) return inner;
  }
  const json = readJsonRecord(text);
  if (json !== undefined) return { layout: "json", fields: json };
  return readSyslog(text, years);
}

// 2018-03-05 14:09:20.799+0000: 5107: info : virObjectRef:365 : OBJECT_REF: obj=0x7f21a40b7c90
// 14:02:11.318: 2207: debug : virDomainCreate:5241 : dom=0x7f1c24000bd0, (VM: name=web, uuid=…)
function readPlain(text: string, from: number): Framed | undefined {
  const dated = readDatedStamp(text, from);
  const stamp = dated ?? readTimeOfDay(text, from);
  if (stamp === undefined) return undefined;
  const core = readCore(text, stamp.end);
  if (core === undefined) return undefined;
  const { tid, level, func, message } = core;
  const dateless = dated === undefined;
  return {
    layout: dateless ? "dateless" : "dated",
    fields: { atUs: stamp.atUs, clock: dateless ? "local" : "utc", dateless, tid, pid: undefined, host: undefined, service: undefined, level, func, message },
  };
}

/** A runtime's head behind that of who collected, and one to spare. */
const MOST_HEADS = 3;

/** The runtime's stamp says when the line was collected; the line's own is kept. */
function outOfContainer(line: string): string {
  let text = line;
  for (let heads = 0; heads < MOST_HEADS; heads++) {
    const head = readContainerHead(text);
    if (head === undefined) break;
    text = text.slice(head.end);
  }
  return text;
}

// Sep 14 05:11:03 node-4 libvirtd[4101]: Cannot start job (query, none, none) in API …          libvirt → journald
// Sep 14 05:11:03 node-4 libvirtd[4101]: 66690: warning : qemuDomainObjBeginJobInternal:6 : …   libvirt → syslog
// Sep 14 05:11:03 node-4 libvirtd[4101]: 2023-08-22 02:01:03.118+0000: 66690: warning : …       libvirt → stderr → journald
function readSyslog(line: string, years: Years): Framed | undefined {
  const head = readSyslogHead(line, years);
  const service = head === undefined ? undefined : daemonOf(head.ident);
  if (head === undefined || service === undefined) return undefined;
  const { host, pid, wallUs, offsetMin = 0 } = head;
  const text = line.slice(head.end);
  const own = readPlain(text, 0);
  if (own?.layout === "dated") return { layout: "syslog", fields: { ...own.fields, host, pid, service } };
  const core = own?.fields ?? readCore(text, 0);
  return {
    layout: "syslog",
    fields: {
      atUs: wallUs - offsetMin * 60_000_000,
      clock: head.offsetMin === undefined ? "local" : "utc",
      dateless: false,
      tid: core?.tid,
      pid,
      host,
      service,
      level: core?.level,
      func: core?.func,
      message: core?.message ?? text,
    },
  };
}
