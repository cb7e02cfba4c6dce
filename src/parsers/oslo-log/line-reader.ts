import { isDigit } from "../../lib/digits.ts";
import { withoutColour } from "../colour.ts";
import { readContainerHead } from "../container-head.ts";
import type { ParserContext } from "../parser.ts";
import { priorityLength, readSender, readSyslogHead, type Sender } from "../syslog-head.ts";
import { emptyStamp, readStamp, type Stamp } from "../timestamp.ts";
import { openYears } from "../years.ts";
import { endOfApacheGroups } from "./apache.ts";
import { openKnownTexts, readBody, readMessage, type KnownTexts } from "./body.ts";
import { clearFields, emptyFields, type Fields, type Layout } from "./fields.ts";
import { readJson } from "./json-line.ts";
import { serviceOfName } from "./service.ts";

/**
 * - `record`: `fields` hold it.
 * - `access`: a line of uWSGI or Apache, in `tail`; `fields` hold what was around it, `timed` whether that had a time.
 * - `continuation`: belongs to the record before it, if `owner` is the same.
 * - `partial`: a piece of a line that the container runtime cut.
 */
type LineKind = "record" | "access" | "continuation" | "partial";

export interface LineReader {
  readonly fields: Fields;
  readonly read: (line: string) => LineKind;
  /** The line without what was wrapped around it. */
  readonly tail: () => string;
  /** Process that wrote the line, where the wrapping says; empty otherwise. */
  readonly owner: () => string;
  readonly timed: () => boolean;
}

const QUARTER_US = 15 * 60_000_000;
const PARTIAL_LIMIT = 1 << 20;

/**
 * Takes lines apart in every layout of FORMATS: wrappers are peeled from the outside in (container runtime, syslog or journal, mod_wsgi)
 * until a record of oslo.log, or nothing known, is left.
 */
export function openLineReader(context: ParserContext, known: KnownTexts = openKnownTexts()): LineReader {
  const fields = emptyFields();
  const stamp = emptyStamp();
  const years = openYears(context);
  /** Time and zone of the wrapping; `outer.offsetMin` undefined: it printed none. */
  const outer = { timed: false, wallUs: 0, offsetMin: undefined as number | undefined };
  let tail = "";
  let owner = "";
  let partial = "";

  function read(raw: string): LineKind {
    let line = withoutColour(raw);
    if (line.charCodeAt(line.length - 1) === 109 && line.endsWith("\\x1b[00m")) line = line.slice(0, -8);
    tail = line;
    const first = line.charCodeAt(0);
    if (first === 32 || first === 9 || line.length === 0) {
      owner = "";
      return "continuation";
    }
    clearFields(fields);
    outer.timed = false;
    owner = "";
    const kind = readText(line, 0);
    if (kind === "access" && outer.timed) settle(false);
    return kind;
  }

  function readText(text: string, depth: number): LineKind {
    tail = text;
    if (depth > 6) return "continuation";
    const first = text.charCodeAt(0);
    if (isDigit(first)) return readDated(text, depth);
    if (first === 123) return readJsonLine(text, depth);
    if (first === 91) {
      if (text.startsWith("[pid: ")) return "access";
      const end = endOfApacheGroups(text);
      return end > 0 ? peel(text.slice(end), depth, "mod_wsgi") : readContained(text, depth) ?? "continuation";
    }
    const sent = readSyslog(text, depth);
    if (sent !== undefined) return sent;
    if (first === 60) {
      const length = priorityLength(text);
      return length > 0 ? readText(text.slice(length), depth + 1) : "continuation";
    }
    if (depth > 0 && outer.timed && first >= 65 && first <= 90 && readBody(text, 0, fields, known)) return settle(false);
    if (depth === 0) {
      const dated = UWSGI_DATE.exec(text);
      return dated === null ? readContained(text, depth) ?? readNamed(text) : access(text.slice(dated[0].length));
    }
    return isApache(text) ? "access" : "continuation";
  }

  /** A stamp, then the record, or a wrapper whose time it is. */
  function readDated(text: string, depth: number): LineKind {
    if (!readStamp(text, 0, stamp)) return readSyslog(text, depth) ?? (isApache(text) ? "access" : "continuation");
    const next = stamp.end + 1;
    if (text.charCodeAt(stamp.end) !== 32) return "continuation";
    if (readBody(text, next, fields, known)) return settle(true);
    const contained = readContained(text, depth);
    if (contained !== undefined) return contained;
    collected(stamp);
    if (isDigit(text.charCodeAt(next)) && text.charCodeAt(next + 4) === 45) return peel(text.slice(next), depth, "mod_wsgi");
    const served = text.slice(text.startsWith("- ", next) ? next + 2 : next);
    if (isAccess(served)) return access(served);
    const sender = readSender(text, next);
    return sender === undefined ? "continuation" : readSent(text, sender, depth);
  }

  /** A line of a web server behind a stamp alone: that of `docker logs -t`, or its own (`log-date` of uWSGI). */
  function access(text: string): LineKind {
    tail = text;
    if (fields.layout === "default") fields.layout = "uwsgi";
    return "access";
  }

  function readContained(text: string, depth: number): LineKind | undefined {
    const head = readContainerHead(text);
    if (head === undefined) return undefined;
    if (head.stamp !== undefined) collected(head.stamp);
    if (head.name !== undefined) {
      owner = head.name;
      fields.service ??= serviceOfName(owner);
    }
    return join(text.slice(head.end), head.isCut, depth, head.by);
  }

  function readSyslog(text: string, depth: number): LineKind | undefined {
    const head = readSyslogHead(text, years);
    if (head === undefined) return undefined;
    setOuter(head.wallUs, head.offsetMin);
    return readSent(text, head, depth);
  }

  /** What syslog or the journal was given. */
  function readSent(text: string, { host, ident, pid, end }: Sender, depth: number): LineKind {
    fields.host ??= host;
    fields.service ??= serviceOfName(ident);
    fields.pid = pid;
    owner = `${ident}[${pid ?? ""}]`;
    // oslo.log's own handler for syslog names the program once more.
    const from = text.startsWith(`${ident} `, end) && isDigit(text.charCodeAt(end + ident.length + 1)) ? end + ident.length + 1 : end;
    return peel(text.slice(from), depth, "syslog");
  }

  function peel(rest: string, depth: number, layout: Layout): LineKind {
    if (depth === 0 || fields.layout === "default") fields.layout = layout;
    return readText(rest, depth + 1);
  }

  function join(rest: string, cut: boolean, depth: number, layout: Layout): LineKind {
    const whole = partial + rest;
    partial = cut && whole.length < PARTIAL_LIMIT ? whole : "";
    return partial !== "" ? "partial" : peel(whole, depth, layout);
  }

  function readJsonLine(text: string, depth: number): LineKind {
    const json = readJson(text, fields);
    if (json === undefined) return "continuation";
    internIds();
    if (json.kind === "record") return "record";
    if (json.atUs !== undefined && (json.late !== true || !readStamp(json.text, 0, stamp))) setOuter(json.atUs, 0);
    const { layout, logger } = fields;
    owner = json.owner ?? `${fields.service ?? ""}[${fields.pid ?? ""}]`;
    if (!json.native) return join(json.text, json.partial, depth, layout);
    const { message, level } = fields;
    if (peel(json.text, depth, layout) === "record") return "record";
    fields.logger = logger;
    fields.level = level;
    readMessage(message, 0, fields, known);
    return settle(false);
  }

  function internIds(): void {
    const { requestId, globalRequestId, instanceId } = fields;
    if (requestId !== undefined) fields.requestId = known.text(requestId);
    if (globalRequestId !== undefined) fields.globalRequestId = known.text(globalRequestId);
    if (instanceId !== undefined) fields.instanceId = known.text(instanceId);
  }

  /** `nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO …`: the file name put before the line. */
  function readNamed(text: string): LineKind {
    const blank = text.indexOf(" ");
    if (text.charCodeAt(blank + 5) === 45 && text.slice(0, blank).includes(".log") && readStamp(text, blank + 1, stamp)) {
      if (!readBody(text, stamp.end + 1, fields, known)) return "continuation";
      fields.layout = "loghub";
      fields.service = serviceOfName(text.slice(0, text.indexOf(".log")));
      return settle(true);
    }
    return text.charCodeAt(0) === 58 && isApache(text) ? "access" : "continuation";
  }

  /** Of several stamps of those who took the line over, the first with a zone counts. */
  function collected({ wallUs, offsetMin }: Stamp): void {
    if (!outer.timed || outer.offsetMin === undefined) setOuter(wallUs, offsetMin);
  }

  function setOuter(wallUs: number, offsetMin: number | undefined): void {
    outer.timed = true;
    outer.wallUs = wallUs;
    outer.offsetMin = offsetMin;
  }

  /** Decides the record's time from its own stamp (`own`) and that of the wrapping. */
  function settle(own: boolean): LineKind {
    if (fields.layout === "syslog" && !own) fields.layout = "devstack";
    const zoneUs = (stamp.offsetMin ?? 0) * 60_000_000;
    if (own && (stamp.offsetMin !== undefined || !outer.timed || outer.offsetMin === undefined)) {
      fields.atUs = stamp.wallUs - zoneUs;
      fields.clock = stamp.offsetMin === undefined ? "local" : "utc";
      return "record";
    }
    const instant = outer.wallUs - (outer.offsetMin ?? 0) * 60_000_000;
    fields.atUs = own ? placeBy(instant, stamp.wallUs) : instant;
    fields.clock = outer.offsetMin === undefined ? "local" : "utc";
    return "record";
  }

  return { fields, read, tail: () => tail, owner: () => owner, timed: () => outer.timed };
}

/**
 * The record's own zoneless time moved to UTC by the zone in which it comes just before the instant at which the wrapper took the
 * line over (up to a minute: pipes buffer). If no zone does that, the wrapper's instant.
 */
function placeBy(instantUs: number, wallUs: number): number {
  const zoneUs = Math.round((wallUs - instantUs) / QUARTER_US) * QUARTER_US;
  const lagUs = instantUs - (wallUs - zoneUs);
  return lagUs > -2_000_000 && lagUs < 60_000_000 ? wallUs - zoneUs : instantUs;
}

// Sun Nov 22 15:00:09 2026 - [pid: 12|app: 0|…        uWSGI's log-date
const UWSGI_DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} - (?=\[pid: )/;

function isAccess(text: string): boolean {
  return text.startsWith("[pid: ") || isApache(text);
}

/** `10.1.0.50 - - [14/May/2025:04:57:13 +0000] "GET / HTTP/1.1" 200 588` */
function isApache(text: string): boolean {
  const open = text.indexOf(" [");
  return open > 0 && open < 120 && text.charCodeAt(open + 4) === 47 && text.charCodeAt(open + 8) === 47;
}
