import type { Fields } from "./fields.ts";
import { serviceOfName } from "./service.ts";
import { emptyStamp, readStamp } from "../timestamp.ts";

/** Something wrapped in JSON: either a whole record, or a text (a line of its own) with what the wrapper says of it. */
export type JsonLine =
  | { readonly kind: "record" }
  | { readonly kind: "text"; readonly text: string; readonly atUs: number | undefined; readonly partial: boolean; readonly native: boolean };

type Json = Readonly<Record<string, unknown>>;

/**
 * oslo.log's JSONFormatter (Grizzly …) and FluentFormatter (≥ 3.17), `journalctl -o json`, and the json-file driver of docker.
 * Fills `fields` with what the wrapper knows. Undefined: JSON of something else.
 */
export function readJson(line: string, fields: Fields): JsonLine | undefined {
  if (!looksLikeRecord(line)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const json = value as Json;
  if (typeof json["levelname"] === "string") return readFormatter(json, fields);
  if (json["__REALTIME_TIMESTAMP"] !== undefined) return readJournal(json, fields);
  if (typeof json["log"] === "string") return readDocker(json["log"], json, fields);
  if (typeof json["level"] === "string" && typeof json["name"] === "string") return readFluent(json, fields);
  return undefined;
}

function looksLikeRecord(line: string): boolean {
  return line.includes('"message"') || line.includes('"log"') || line.includes("__REALTIME_TIMESTAMP");
}

function readFormatter(json: Json, fields: Fields): JsonLine | undefined {
  const created = json["created"];
  if (typeof created === "number" && Number.isFinite(created)) setInstant(fields, Math.round(created * 1_000_000));
  else if (!setPrinted(fields, json["asctime"])) return undefined;
  fields.layout = "json";
  fields.level = text(json["levelname"]) ?? "";
  fields.pid = integer(json["process"]);
  fields.func = text(json["funcname"]);
  return readCommon(json, fields);
}

function readFluent(json: Json, fields: Fields): JsonLine | undefined {
  if (!setPrinted(fields, json["time"])) return undefined;
  fields.layout = "fluent";
  fields.level = (text(json["level"]) ?? "").toUpperCase();
  fields.func = text(json["funcname"]);
  return readCommon(json, fields);
}

function readCommon(json: Json, fields: Fields): JsonLine | undefined {
  const logger = text(json["name"]);
  const message = text(json["message"]);
  if (logger === undefined || message === undefined) return undefined;
  fields.logger = logger;
  fields.host = text(json["hostname"]);
  fields.message = message;
  const context = json["context"];
  if (typeof context === "object" && context !== null) {
    fields.requestId = text((context as Json)["request_id"]);
    fields.globalRequestId = text((context as Json)["global_request_id"]);
  }
  const extra = json["extra"];
  if (typeof extra === "object" && extra !== null) {
    fields.instanceId = uuidIn((extra as Json)["instance_uuid"]) ?? uuidIn((extra as Json)["instance"]) ?? uuidIn((extra as Json)["resource"]);
  }
  return { kind: "record" };
}

function readJournal(json: Json, fields: Fields): JsonLine | undefined {
  const atUs = Number(json["__REALTIME_TIMESTAMP"]);
  const message = journalText(json["MESSAGE"]);
  if (!Number.isSafeInteger(atUs) || message === undefined) return undefined;
  fields.layout = "journal-json";
  fields.host = text(json["_HOSTNAME"]);
  fields.pid = integer(Number(json["_PID"]));
  fields.service = serviceOfName(text(json["SYSLOG_IDENTIFIER"]) ?? "") ?? serviceOfName(text(json["_SYSTEMD_UNIT"]) ?? "");
  const logger = text(json["LOGGER_NAME"]);
  if (logger !== undefined) {
    fields.logger = logger;
    fields.level = text(json["LOGGER_LEVEL"]) ?? "INFO";
    fields.requestId = text(json["REQUEST_ID"]);
    fields.globalRequestId = text(json["GLOBAL_REQUEST_ID"]);
    fields.instanceId = uuidIn(json["INSTANCE_UUID"]) ?? uuidIn(json["INSTANCE"]);
    fields.func = text(json["CODE_FUNC"]);
    fields.message = message;
  }
  return { kind: "text", text: message, atUs, partial: false, native: logger !== undefined };
}

/** The journal writes a message that is not plain text as an array of bytes. */
function journalText(value: unknown): string | undefined {
  if (Array.isArray(value)) return new TextDecoder().decode(Uint8Array.from(value.map((byte) => (typeof byte === "number" ? byte : 63))));
  return text(value);
}

function readDocker(log: string, json: Json, fields: Fields): JsonLine {
  fields.layout = "docker-json";
  const stamp = emptyStamp();
  const printed = text(json["time"]) ?? "";
  const timed = readStamp(printed, 0, stamp);
  const atUs = timed ? stamp.wallUs - (stamp.offsetMin ?? 0) * 60_000_000 : undefined;
  return { kind: "text", text: log.replace(/\r?\n$/, ""), atUs, partial: !log.endsWith("\n"), native: false };
}

function setInstant(fields: Fields, atUs: number): void {
  fields.atUs = atUs;
  fields.clock = "utc";
}

function setPrinted(fields: Fields, printed: unknown): boolean {
  const stamp = emptyStamp();
  if (typeof printed !== "string" || !readStamp(printed, 0, stamp)) return false;
  fields.atUs = stamp.wallUs - (stamp.offsetMin ?? 0) * 60_000_000;
  fields.clock = stamp.offsetMin === undefined ? "local" : "utc";
  return true;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function integer(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** `extra.instance` is a uuid, the printed `[instance: <uuid>] `, or an object with a uuid. */
function uuidIn(value: unknown): string | undefined {
  if (typeof value === "object" && value !== null) return uuidIn((value as Json)["uuid"]);
  return typeof value === "string" ? UUID.exec(value)?.[0] : undefined;
}

// 0e1f2a3b-1111-4222-8333-444455556666
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/;
