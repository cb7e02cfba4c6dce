import { readCore } from "./core.ts";
import { DAEMON, type Fields } from "./fields.ts";
import { readJsonRecord, unwrapDockerJson } from "./json-record.ts";
import { readDatedStamp, readIsoStamp, readJournalStamp, readSyslogStamp, readTimeOfDay } from "./stamp.ts";

/** Which of the ways to write a libvirt record a line uses. */
export type Layout = "dated" | "dateless" | "syslog" | "json";

export interface Framed {
  readonly layout: Layout;
  readonly fields: Fields;
}

/** Where a stamp without a year belongs: given the µs as of the base year, the µs as of the right one. */
export interface YearPolicy {
  readonly baseYear: number;
  readonly place: (atUs: number) => number;
}

/** Reads a line that starts a record, through whatever a container runtime or a syslog daemon put before it. */
export function readLine(line: string, years: YearPolicy): Framed | undefined {
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
  const stamp = readIsoStamp(line);
  if (stamp === undefined) return line;
  const rest = line.slice(stamp.end);
  const prefix = CRI_STREAM.exec(rest) ?? PEBBLE_SERVICE.exec(rest) ?? STAMPED_ONLY.exec(rest);
  return prefix === null ? line : rest.slice(prefix[0].length);
}

/** Who wrote a syslog line, when, and where its text begins. */
export interface SyslogHeader {
  readonly atUs: number;
  readonly clock: "utc" | "local";
  readonly host: string;
  readonly ident: string;
  readonly pid: number | undefined;
  readonly text: string;
}

//  node-4 libvirtd[4101]: Cannot start job (…)
const SENDER = /^ (\S+) ([\w.@/-]+)(?:\[(\d{1,10})\])?: ?/;
//  host virtqemud 812 - - Cannot start job (…)
const RFC5424_SENDER = /^ (\S+) (\S+) (\d{1,10}|-) \S+ - /;

/** Traditional and RFC 5424 syslog, rsyslog's file format, and `journalctl` in its `short` forms. */
export function readSyslogHeader(line: string, years: YearPolicy): SyslogHeader | undefined {
  const text = line.startsWith("<") ? line.slice(line.indexOf(">") + 1).replace(/^\d /, "") : line;
  const stamp = readSenderStamp(text, years);
  if (stamp === undefined) return undefined;
  const rest = text.slice(stamp.end);
  const sender = SENDER.exec(rest) ?? RFC5424_SENDER.exec(rest);
  if (sender === null) return undefined;
  const [whole, host = "", ident = "", pid] = sender;
  return {
    atUs: stamp.atUs,
    clock: stamp.clock,
    host,
    ident,
    pid: pid === undefined || pid === "-" ? undefined : Number(pid),
    text: rest.slice(whole.length),
  };
}

function readSenderStamp(text: string, years: YearPolicy): Pick<SyslogHeader, "atUs" | "clock"> & { readonly end: number } | undefined {
  const iso = readIsoStamp(text);
  if (iso !== undefined) return { ...iso, clock: "utc" };
  const traditional = readSyslogStamp(text, years.baseYear);
  return traditional === undefined ? readJournalStamp(text) : { atUs: years.place(traditional.atUs), clock: "local", end: traditional.end };
}

// Sep 14 05:11:03 node-4 libvirtd[4101]: Cannot start job (query, none, none) in API …          libvirt → journald
// Sep 14 05:11:03 node-4 libvirtd[4101]: 66690: warning : qemuDomainObjBeginJobInternal:6 : …   libvirt → syslog
// Sep 14 05:11:03 node-4 libvirtd[4101]: 2023-08-22 02:01:03.118+0000: 66690: warning : …       libvirt → stderr → journald
function readSyslog(line: string, years: YearPolicy): Framed | undefined {
  const header = readSyslogHeader(line, years);
  if (header === undefined || !DAEMON.test(header.ident)) return undefined;
  const { host, pid, ident, text, atUs, clock } = header;
  const own = readPlain(text, 0);
  if (own?.layout === "dated") return { layout: "syslog", fields: { ...own.fields, host, pid, service: ident } };
  const core = own?.fields ?? readCore(text, 0);
  return {
    layout: "syslog",
    fields: {
      atUs,
      clock,
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
