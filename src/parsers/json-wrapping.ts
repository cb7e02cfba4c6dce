import { withoutColour } from "./colour.ts";
import { emptyStamp, readStamp, type Stamp } from "./timestamp.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Undefined: no object, or none that is whole. */
export function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** An entry of the journal (`journalctl -o json`): fields of journald itself have a leading underscore (systemd.journal-fields(7)). */
export interface JournalEntry {
  /** When it was sent, as far as its sender says, else when it was taken; µs UTC. */
  readonly atUs: number;
  readonly message: string;
  readonly host: string | undefined;
  readonly ident: string | undefined;
  readonly pid: number | undefined;
}

export function readJournalEntry(json: Json): JournalEntry | undefined {
  const atUs = countOf(json["_SOURCE_REALTIME_TIMESTAMP"]) ?? countOf(json["__REALTIME_TIMESTAMP"]);
  const message = messageOf(json["MESSAGE"]);
  if (atUs === undefined || message === undefined) return undefined;
  return {
    atUs,
    message: withoutColour(message),
    host: textOf(json["_HOSTNAME"]),
    ident: textOf(json["SYSLOG_IDENTIFIER"]) ?? textOf(json["_COMM"]),
    pid: countOf(json["_PID"]) ?? countOf(json["SYSLOG_PID"]),
  };
}

/** What a container wrote, as Docker's json-file driver keeps it. */
export interface DockerEntry {
  readonly line: string;
  /** When it was collected; undefined: not said. */
  readonly stamp: Stamp | undefined;
  /** The line goes on in the next entry. */
  readonly isCut: boolean;
}

// {"log":"2021-05-03 10:11:12.345+0000: 31: info : libvirt version: 6.0.0\n","stream":"stderr","time":"2021-05-03T10:11:12.3456Z"}
export function readDockerEntry({ log, time }: Json): DockerEntry | undefined {
  if (typeof log !== "string") return undefined;
  const stamp = emptyStamp();
  return { line: withoutColour(log.replace(/\r?\n$/, "")), stamp: readStamp(textOf(time) ?? "", 0, stamp) ? stamp : undefined, isCut: !log.endsWith("\n") };
}

/** journald gives a message that is not plain text as an array of bytes. */
function messageOf(value: unknown): string | undefined {
  return Array.isArray(value) ? new TextDecoder().decode(Uint8Array.from(value, (byte: unknown) => (typeof byte === "number" ? byte : 63))) : textOf(value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A whole number from 0 on, as such or printed. */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
