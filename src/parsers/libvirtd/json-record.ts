import { readCollectedEntry } from "../collected-entry.ts";
import { countOf, parseObject, readDockerEntry, readJournalEntry, textOf, type Json } from "../json-wrapping.ts";
import { emptyStamp, readStamp } from "../timestamp.ts";
import { isLevel, readCore } from "./core.ts";
import { daemonOf, type Fields, type Level } from "./fields.ts";
import { readDatedStamp } from "./stamp.ts";

/**
 * A record as one JSON object: KubeVirt's virt-launcher, which rewrites libvirt's lines, `journalctl -o json`, and what collectors export.
 */
export function readJsonRecord(text: string): Fields | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const object = parseObject(text);
  if (object === undefined) return undefined;
  return "MESSAGE" in object ? fromJournal(object) : fromKubevirt(object) ?? fromCollector(object);
}

/** A line of a daemon's file or standard error, as Filebeat and Loki export it: its own stamp says when it was written. */
function fromCollector(object: Json): Fields | undefined {
  const entry = readCollectedEntry(object);
  const stamp = entry === undefined ? undefined : readDatedStamp(entry.line, 0);
  const core = entry === undefined || stamp === undefined ? undefined : readCore(entry.line, stamp.end);
  if (entry === undefined || stamp === undefined || core === undefined) return undefined;
  const { host, path, names } = entry;
  const file = path?.slice(path.lastIndexOf("/") + 1).split(".", 1)[0];
  const service = [...names, file].map((name) => (name === undefined ? undefined : daemonOf(name))).find((name) => name !== undefined);
  return { atUs: stamp.atUs, clock: "utc", dateless: false, pid: undefined, host, service, ...core, message: firstLine(core.message) };
}

/** The line that a container's program wrote, where Docker's json-file driver kept it. */
export function unwrapDockerJson(text: string): string | undefined {
  const entry = text.startsWith('{"log":') ? readDockerEntry(parseObject(text) ?? {}) : undefined;
  return entry === undefined ? undefined : firstLine(entry.line);
}

// {"component":"virt-launcher","level":"info","msg":"…","pos":"qemuProcessLaunch:7899","subcomponent":"libvirt","thread":"31","timestamp":"2023-07-19T09:02:44.262000Z"}
function fromKubevirt(object: Json): Fields | undefined {
  const { msg, pos, thread, timestamp, level, subcomponent } = object;
  if (subcomponent !== "libvirt" || typeof msg !== "string" || typeof timestamp !== "string") return undefined;
  const stamp = emptyStamp();
  if (!readStamp(timestamp, 0, stamp) || stamp.offsetMin === undefined) return undefined;
  const func = typeof pos === "string" ? pos.split(":")[0] : undefined;
  return {
    atUs: stamp.wallUs - stamp.offsetMin * 60_000_000,
    clock: "utc",
    dateless: false,
    tid: countOf(thread),
    pid: undefined,
    host: undefined,
    service: undefined,
    level: typeof level === "string" && isLevel(level) ? level : undefined,
    func: func === "" ? undefined : func,
    message: firstLine(msg),
  };
}

/** CODE_FUNC, PRIORITY and TID are libvirt's own (src/util/virlog.c). */
function fromJournal(json: Json): Fields | undefined {
  const entry = readJournalEntry(json);
  const service = entry?.ident === undefined ? undefined : daemonOf(entry.ident);
  if (entry === undefined || service === undefined) return undefined;
  const { atUs, message, pid, host } = entry;
  // What a daemon writes to its standard error has a stamp of its own.
  const own = readDatedStamp(message, 0);
  const core = readCore(message, own?.end ?? 0);
  return {
    atUs: core === undefined ? atUs : own?.atUs ?? atUs,
    clock: "utc",
    dateless: false,
    tid: core?.tid ?? countOf(json["TID"]),
    pid,
    host,
    service,
    level: core?.level ?? levelOf(countOf(json["PRIORITY"])),
    func: core?.func ?? textOf(json["CODE_FUNC"]),
    message: firstLine(core?.message ?? message),
  };
}

/** syslog severities: 3 error, 4 warning, 5 and 6 info, 7 debug. */
function levelOf(priority: number | undefined): Level | undefined {
  if (priority === undefined) return undefined;
  return priority <= 3 ? "error" : priority === 4 ? "warning" : priority <= 6 ? "info" : "debug";
}

function firstLine(message: string): string {
  const end = message.search(/[\r\n]/);
  return end < 0 ? message : message.slice(0, end);
}
