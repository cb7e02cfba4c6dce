import { textOf, type Json } from "./json-wrapping.ts";
import { emptyStamp, readStamp } from "./timestamp.ts";

/** One line of a log as a collector keeps it. */
export interface CollectedEntry {
  readonly by: "filebeat" | "loki";
  readonly line: string;
  /** When it was collected, which may be long after it was written; µs UTC. Undefined: not said. */
  readonly atUs: number | undefined;
  readonly host: string | undefined;
  /** The file it was read from. */
  readonly path: string | undefined;
  /** What may name the service: a container, a unit, a job; the most telling first. */
  readonly names: readonly string[];
}

/** Undefined: JSON of something else. */
export function readCollectedEntry(json: Json): CollectedEntry | undefined {
  if (typeof json["@timestamp"] === "string" && typeof json["message"] === "string") return readFilebeat(json, json["@timestamp"], json["message"]);
  if (typeof json["line"] === "string" && typeof json["timestamp"] === "string" && isObject(json["labels"])) return readLoki(json["labels"], json["timestamp"], json["line"]);
  return undefined;
}

// {"@timestamp":"2026-11-22T15:00:01.250Z","message":"2026-11-22 15:00:00.123 7 INFO nova.…","log":{"offset":0,"file":{"path":"/var/log/nova/nova-compute.log"}},"host":{"name":"cmp1"}}
function readFilebeat(json: Json, stamp: string, message: string): CollectedEntry {
  return {
    by: "filebeat",
    line: message,
    atUs: instantOf(stamp),
    host: within(json, "host", "name") ?? textOf(json["host"]) ?? within(json, "host", "hostname") ?? within(json, "agent", "hostname"),
    path: within(json, "log", "file", "path") ?? textOf(json["source"]),
    names: known([within(json, "container", "name"), within(json, "service", "name"), within(json, "systemd", "unit")]),
  };
}

/** As Promtail, Alloy and the driver of Docker call them. */
const HOST_LABELS = ["host", "hostname", "nodename", "node_name", "node"] as const;
const NAME_LABELS = ["container", "container_name", "service", "service_name", "unit", "systemd_unit", "syslog_identifier", "app", "job"] as const;

// {"labels":{"filename":"/var/log/nova/nova-compute.log","host":"cmp1"},"line":"2026-11-22 15:00:00.123 7 INFO nova.…","timestamp":"2026-11-22T15:00:01.250123456Z"}        logcli -o jsonl
function readLoki(labels: Json, stamp: string, line: string): CollectedEntry {
  return {
    by: "loki",
    line,
    atUs: instantOf(stamp),
    host: known(HOST_LABELS.map((label) => textOf(labels[label])))[0],
    path: textOf(labels["filename"]),
    names: known(NAME_LABELS.map((label) => textOf(labels[label]))),
  };
}

function instantOf(text: string): number | undefined {
  const stamp = emptyStamp();
  return readStamp(text, 0, stamp) && stamp.offsetMin !== undefined ? stamp.wallUs - stamp.offsetMin * 60_000_000 : undefined;
}

/** The text at the end of a path of keys. */
function within(json: Json, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), json);
  return textOf(found);
}

function known(texts: readonly (string | undefined)[]): readonly string[] {
  return texts.filter((text) => text !== undefined);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
