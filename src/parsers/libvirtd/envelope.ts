import { readSyslogHead } from "../syslog-head.ts";
import { emptyStamp, readStamp } from "../timestamp.ts";
import type { Years } from "../years.ts";
import { readCore } from "./core.ts";
import { DAEMON, type Fields } from "./fields.ts";
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
  const text = stripContainer(line);
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

// 2025-05-14T15:07:08.229123456+00:00 stderr F 2025-05-14 …
const CRI_STREAM = /^ std(?:out|err) [FP] /;
// 2025-05-14T15:07:08.229123456Z 2025-05-14 15:07:08.229+0000: …     kubectl logs --timestamps, docker logs -t
const STAMPED_ONLY = /^ (?=\d{4}-\d\d-\d\d \d\d:\d\d:)/;
// [pod/libvirt-libvirt-default-x7k2p/libvirt] 2025-05-14 …     kubectl logs --prefix
const POD = /^\[pod\/[^\]]+\] /;
// 2025-05-14T15:07:08.229Z [libvirtd] 2025-05-14 …
const PEBBLE_SERVICE = /^ \[[\w.-]+\] /;

/** The container runtime's stamp says when the line was collected; the line's own is kept. */
function stripContainer(whole: string): string {
  const line = whole.replace(POD, "");
  const docker = unwrapDockerJson(line);
  if (docker !== undefined) return docker;
  if (line[10] !== "T") return line;
  const stamp = emptyStamp();
  if (!readStamp(line, 0, stamp)) return line;
  const rest = line.slice(stamp.end);
  const prefix = CRI_STREAM.exec(rest) ?? PEBBLE_SERVICE.exec(rest) ?? STAMPED_ONLY.exec(rest);
  return prefix === null ? line : rest.slice(prefix[0].length);
}

// Sep 14 05:11:03 node-4 libvirtd[4101]: Cannot start job (query, none, none) in API …          libvirt → journald
// Sep 14 05:11:03 node-4 libvirtd[4101]: 66690: warning : qemuDomainObjBeginJobInternal:6 : …   libvirt → syslog
// Sep 14 05:11:03 node-4 libvirtd[4101]: 2023-08-22 02:01:03.118+0000: 66690: warning : …       libvirt → stderr → journald
function readSyslog(line: string, years: Years): Framed | undefined {
  const head = readSyslogHead(line, years);
  if (head === undefined || !DAEMON.test(head.ident)) return undefined;
  const { host, pid, ident, wallUs, offsetMin = 0 } = head;
  const text = line.slice(head.end);
  const own = readPlain(text, 0);
  if (own?.layout === "dated") return { layout: "syslog", fields: { ...own.fields, host, pid, service: ident } };
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
      service: ident,
      level: core?.level,
      func: core?.func,
      message: core?.message ?? text,
    },
  };
}
