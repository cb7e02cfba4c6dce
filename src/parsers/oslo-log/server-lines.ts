import type { RecordHead } from "../../model/event.ts";
import { announce } from "./access.ts";
import { secondsToUs } from "./decimal.ts";
import { completed, type Out } from "./message.ts";
import { monthOf } from "../syslog-head.ts";
import { emptyStamp, readClock } from "../timestamp.ts";

/** A line written by the web server around a service, not by the service. */
export interface ServerLine {
  /** When the request began (its own clock: whole seconds), µs. */
  readonly startUs: number;
  readonly clock: "utc" | "local";
  readonly pid: number | undefined;
  readonly method: string;
  readonly uri: string;
  readonly status: string;
  readonly durationUs: number | undefined;
}

/**
 * uWSGI's default: `[pid: 19279|app: 0|req: 4/4] 127.0.0.1 () {32 vars in 791 bytes} [Sun Nov 22 14:56:51 2026] GET /traits => generated 54
 * bytes in 398 msecs (HTTP/1.1 200) 6 headers in 222 bytes (1 switches on core 3)`; `micros` and `secs` by option. The date is that
 * of the request's start.
 */
export function readUwsgi(text: string): ServerLine | undefined {
  const match = UWSGI.exec(text);
  const startUs = ctimeUs(match?.[2] ?? "");
  if (match === null || startUs === undefined) return undefined;
  const unit = match[6] === "msecs" ? 1000 : match[6] === "micros" ? 1 : 1_000_000;
  const status = STATUS.exec(text.slice(match[0].length))?.[1] ?? "";
  return { startUs, clock: "local", pid: Number(match[1]), method: match[3] ?? "", uri: match[4] ?? "", status, durationUs: Number(match[5]) * unit };
}

const UWSGI = /^\[pid: (\d{1,10})\|app: [^|]*\|req: [^\]]*\] [^{]*\{[^}]*\} \[([^\]]+)\] (\S+) (\S+) => generated \d+ bytes in (\d{1,12}) (msecs|micros|secs)/;
// (HTTP/1.1 200)
const STATUS = /^ \(HTTP\/[\d.]+ (\d{3})\)/;

/** `Sun Nov 22 14:56:51 2026` read as UTC. */
function ctimeUs(text: string): number | undefined {
  const [, monthName = "", day = "", time = "", year = ""] = text.split(/ +/);
  const month = monthOf(monthName);
  return month === undefined ? undefined : dateUs(Number(year), month, Number(day), time);
}

function dateUs(year: number, month: number, day: number, time: string): number | undefined {
  const stamp = emptyStamp();
  if (readClock(time, 0, stamp) < 0 || !(year >= 1970 && year < 10000) || !(day >= 1 && day <= 31)) return undefined;
  return Date.UTC(year, month - 1, day) * 1000 + stamp.wallUs;
}

/**
 * Apache's common and combined formats with a duration added: `10.1.0.50 - - [14/May/2025:04:57:13 +0000] "GET /v3 HTTP/1.1" 200 20 5206 …` (`%D`,
 * µs, after the size or at the end of the line). Without one there is nothing to learn.
 */
export function readApache(text: string): ServerLine | undefined {
  const match = APACHE.exec(text);
  if (match === null) return undefined;
  const [, day, monthName = "", year, time = "", sign, hours, minutes, method = "", uri = "", status = "", rest = ""] = match;
  const wallUs = dateUs(Number(year), monthOf(monthName) ?? 1, Number(day), time);
  if (wallUs === undefined) return undefined;
  const offsetUs = (Number(hours) * 60 + Number(minutes)) * 60_000_000 * (sign === "-" ? -1 : 1);
  const durationUs = AFTER_SIZE.exec(rest)?.[1] ?? AT_END.exec(rest)?.[1];
  return { startUs: wallUs - offsetUs, clock: "utc", pid: undefined, method, uri, status, durationUs: durationUs === undefined ? undefined : micros(durationUs) };
}

const APACHE =
  /^\S+ \S+ \S+ \[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)\] "([A-Z]+) ([^\s"]+)(?: HTTP\/[\d.]+)?" (\d{3}) [\d-]+( .*)?$/;
// " 5206 "-" "Go-http-client/1.1"" or " 5206"
const AFTER_SIZE = /^ (\d{1,12})(?: |$)/;
// " "Go-http-client/1.1" 5206", " … 5206(us)" (keystone's own template), or %T with decimals
const AT_END = /" (\d{1,12}(?:\.\d+)?)(?:\(us\))?$/;

function micros(text: string): number | undefined {
  return text.includes(".") ? secondsToUs(text) : Number(text);
}

/** Emits the request as served; `head` says when, if the wrapping of the line did, else the start and duration do. */
export function emitServed(served: ServerLine, head: RecordHead, timed: boolean, out: Out): boolean {
  if (served.durationUs === undefined) return false;
  const end = timed ? head : { ...head, atUs: served.startUs + served.durationUs, clock: served.clock };
  announce(end, served.method, served.uri, served.status, served.durationUs, out);
  const answer = completed(end, "http-served", `${served.method} ${served.uri}`, served.durationUs, served.status);
  out.emit(timed ? answer : { ...answer, inWholeSeconds: true });
  return true;
}

/** `*** Starting uWSGI 2.0.21-debian (64bit) on [Sun Nov 22 14:56:38 2026] ***`: version and start. */
export function readUwsgiBanner(text: string): { readonly version: string; readonly atUs: number } | undefined {
  const match = BANNER.exec(text);
  const atUs = ctimeUs(match?.[2] ?? "");
  return match === null || atUs === undefined ? undefined : { version: match[1] ?? "", atUs };
}

const BANNER = /^\*\*\* Starting uWSGI (\S+) [^[]*on \[([^\]]+)\] \*\*\*/;
