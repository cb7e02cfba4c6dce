import { readCollectedEntry } from "../collected-entry.ts";
import { withoutColour } from "../colour.ts";
import { countOf, parseObject, readDockerEntry, readJournalEntry, textOf, type Json } from "../json-wrapping.ts";
import { emptyStamp, readStamp } from "../timestamp.ts";
import type { Fields } from "./fields.ts";
import { serviceOfName, serviceOfPath } from "./service.ts";

/** Something wrapped in JSON: either a whole record, or a text (a line of its own) with what the wrapper says of it. */
export type JsonLine =
  | { readonly kind: "record" }
  | {
      readonly kind: "text";
      readonly text: string;
      /** When it was written, or taken over just after. */
      readonly atUs: number | undefined;
      readonly partial: boolean;
      readonly native: boolean;
      /** Whose lines go on with one another, where not process by process. */
      readonly owner?: string | undefined;
      /** `atUs` is when it was collected, perhaps long after: any other time that the text has is better. */
      readonly late?: true;
    };

/**
 * oslo.log's JSONFormatter (Grizzly …) and FluentFormatter (≥ 3.17), `journalctl -o json`, the json-file driver of docker, and what Filebeat and Loki export.
 * Fills `fields` with what the wrapper knows. Undefined: JSON of something else.
 */
export function readJson(line: string, fields: Fields): JsonLine | undefined {
  const json = looksLikeRecord(line) ? parseObject(line) : undefined;
  if (json === undefined) return undefined;
  if (typeof json["levelname"] === "string") return readFormatter(json, fields);
  if (json["__REALTIME_TIMESTAMP"] !== undefined) return readJournal(json, fields);
  if (typeof json["log"] === "string") return readDocker(json, fields);
  if (typeof json["level"] === "string" && typeof json["name"] === "string") return readFluent(json, fields);
  return readCollected(json, fields);
}

function looksLikeRecord(line: string): boolean {
  return line.includes('"message"') || line.includes('"log"') || line.includes('"line"') || line.includes("__REALTIME_TIMESTAMP");
}

function readFormatter(json: Json, fields: Fields): JsonLine | undefined {
  const created = json["created"];
  if (typeof created === "number" && Number.isFinite(created)) setInstant(fields, Math.round(created * 1_000_000));
  else if (!setPrinted(fields, json["asctime"])) return undefined;
  fields.layout = "json";
  fields.level = textOf(json["levelname"]) ?? "";
  fields.pid = countOf(json["process"]);
  fields.func = textOf(json["funcname"]);
  return readCommon(json, fields);
}

function readFluent(json: Json, fields: Fields): JsonLine | undefined {
  if (!setPrinted(fields, json["time"])) return undefined;
  fields.layout = "fluent";
  fields.level = (textOf(json["level"]) ?? "").toUpperCase();
  fields.func = textOf(json["funcname"]);
  return readCommon(json, fields);
}

function readCommon(json: Json, fields: Fields): JsonLine | undefined {
  const logger = textOf(json["name"]);
  const message = textOf(json["message"]);
  if (logger === undefined || message === undefined) return undefined;
  fields.logger = logger;
  fields.host = textOf(json["hostname"]);
  fields.message = message;
  const context = json["context"];
  if (typeof context === "object" && context !== null) {
    fields.requestId = textOf((context as Json)["request_id"]);
    fields.globalRequestId = textOf((context as Json)["global_request_id"]);
  }
  const extra = json["extra"];
  if (typeof extra === "object" && extra !== null) {
    fields.instanceId = uuidIn((extra as Json)["instance_uuid"]) ?? uuidIn((extra as Json)["instance"]) ?? uuidIn((extra as Json)["resource"]);
  }
  return { kind: "record" };
}

function readJournal(json: Json, fields: Fields): JsonLine | undefined {
  const entry = readJournalEntry(json);
  if (entry === undefined) return undefined;
  fields.layout = "journal-json";
  fields.host = entry.host;
  fields.pid = entry.pid;
  fields.service = serviceOfName(entry.ident ?? "") ?? serviceOfName(textOf(json["_SYSTEMD_UNIT"]) ?? "");
  const logger = textOf(json["LOGGER_NAME"]);
  if (logger !== undefined) {
    fields.logger = logger;
    fields.level = textOf(json["LOGGER_LEVEL"]) ?? "INFO";
    fields.requestId = textOf(json["REQUEST_ID"]);
    fields.globalRequestId = textOf(json["GLOBAL_REQUEST_ID"]);
    fields.instanceId = uuidIn(json["INSTANCE_UUID"]) ?? uuidIn(json["INSTANCE"]);
    fields.func = textOf(json["CODE_FUNC"]);
    fields.message = entry.message;
  }
  return { kind: "text", text: entry.message, atUs: entry.atUs, partial: false, native: logger !== undefined };
}

function readDocker(json: Json, fields: Fields): JsonLine | undefined {
  const entry = readDockerEntry(json);
  if (entry === undefined) return undefined;
  fields.layout = "docker-json";
  const { line, stamp, isCut } = entry;
  return { kind: "text", text: line, atUs: stamp === undefined ? undefined : stamp.wallUs - (stamp.offsetMin ?? 0) * 60_000_000, partial: isCut, native: false };
}

function readCollected(json: Json, fields: Fields): JsonLine | undefined {
  const entry = readCollectedEntry(json);
  if (entry === undefined) return undefined;
  const { by, line, atUs, host, path, names } = entry;
  fields.layout = by;
  fields.host = host;
  fields.service = names.map(serviceOfName).find((name) => name !== undefined) ?? (path === undefined ? undefined : serviceOfPath(path));
  return { kind: "text", text: withoutColour(line), atUs, partial: false, native: false, owner: `${host ?? ""}:${path ?? names[0] ?? ""}`, late: true };
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

/** `extra.instance` is a uuid, the printed `[instance: <uuid>] `, or an object with a uuid. */
function uuidIn(value: unknown): string | undefined {
  if (typeof value === "object" && value !== null) return uuidIn((value as Json)["uuid"]);
  return typeof value === "string" ? UUID.exec(value)?.[0] : undefined;
}

// 0e1f2a3b-1111-4222-8333-444455556666
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/;
