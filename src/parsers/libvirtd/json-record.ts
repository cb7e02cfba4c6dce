import { emptyStamp, readStamp } from "../timestamp.ts";
import { isLevel, readCore } from "./core.ts";
import { DAEMON, type Fields, type Level } from "./fields.ts";
import { readDatedStamp } from "./stamp.ts";

/**
 * A record as one JSON object: KubeVirt's virt-launcher, which rewrites libvirt's lines, and `journalctl -o json`.
 */
export function readJsonRecord(text: string): Fields | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  const object = parseObject(text);
  if (object === undefined) return undefined;
  return "MESSAGE" in object ? fromJournal(object) : fromKubevirt(object);
}

/** Docker's json-file driver: the line the program wrote, in `log`. */
// {"log":"2021-05-03 10:11:12.345+0000: 31: info : libvirt version: 6.0.0\n","stream":"stderr","time":"2021-05-03T10:11:12.3456Z"}
export function unwrapDockerJson(text: string): string | undefined {
  if (!text.startsWith('{"log":')) return undefined;
  const log = parseObject(text)?.["log"];
  return typeof log === "string" ? firstLine(log) : undefined;
}

// {"component":"virt-launcher","level":"info","msg":"…","pos":"qemuProcessLaunch:7899","subcomponent":"libvirt","thread":"31","timestamp":"2023-07-19T09:02:44.262000Z"}
function fromKubevirt(object: Readonly<Record<string, unknown>>): Fields | undefined {
  const { msg, pos, thread, timestamp, level, subcomponent } = object;
  if (subcomponent !== "libvirt" || typeof msg !== "string" || typeof timestamp !== "string") return undefined;
  const stamp = emptyStamp();
  if (!readStamp(timestamp, 0, stamp) || stamp.offsetMin === undefined) return undefined;
  const func = typeof pos === "string" ? pos.split(":")[0] : undefined;
  return {
    atUs: stamp.wallUs - stamp.offsetMin * 60_000_000,
    clock: "utc",
    dateless: false,
    tid: count(thread),
    pid: undefined,
    host: undefined,
    service: undefined,
    level: typeof level === "string" && isLevel(level) ? level : undefined,
    func: func === "" ? undefined : func,
    message: firstLine(msg),
  };
}

/** Fields of src/util/virlog.c (CODE_FUNC, PRIORITY) and of journald itself (leading underscore). */
function fromJournal(object: Readonly<Record<string, unknown>>): Fields | undefined {
  const service = text(object["SYSLOG_IDENTIFIER"]) ?? text(object["_COMM"]);
  const message = text(object["MESSAGE"]);
  const atUs = count(object["_SOURCE_REALTIME_TIMESTAMP"]) ?? count(object["__REALTIME_TIMESTAMP"]);
  if (service === undefined || message === undefined || atUs === undefined || !DAEMON.test(service)) return undefined;
  // What a daemon writes to its standard error has a stamp of its own.
  const own = readDatedStamp(message, 0);
  const core = readCore(message, own?.end ?? 0);
  return {
    atUs: core === undefined ? atUs : own?.atUs ?? atUs,
    clock: "utc",
    dateless: false,
    tid: core?.tid ?? count(object["TID"]),
    pid: count(object["_PID"]) ?? count(object["SYSLOG_PID"]),
    host: text(object["_HOSTNAME"]),
    service,
    level: core?.level ?? levelOf(count(object["PRIORITY"])),
    func: core?.func ?? text(object["CODE_FUNC"]),
    message: firstLine(core?.message ?? message),
  };
}

/** syslog severities: 3 error, 4 warning, 5 and 6 info, 7 debug. */
function levelOf(priority: number | undefined): Level | undefined {
  if (priority === undefined) return undefined;
  return priority <= 3 ? "error" : priority === 4 ? "warning" : priority <= 6 ? "info" : "debug";
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** journald gives a message that is not plain text as an array of bytes. */
function text(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (!Array.isArray(value)) return undefined;
  const bytes = value.filter((byte): byte is number => Number.isInteger(byte));
  return bytes.length === value.length ? new TextDecoder().decode(Uint8Array.from(bytes)) : undefined;
}

function count(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function firstLine(message: string): string {
  const end = message.search(/[\r\n]/);
  return end < 0 ? message : message.slice(0, end);
}
