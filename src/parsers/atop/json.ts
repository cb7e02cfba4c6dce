import { rowOfObject, type Label, type Row } from "./fields.ts";
import type { ReleaseGuess } from "./release.ts";
import type { SampleReader } from "./sample-reader.ts";
import { LATEST_S, LONGEST_S } from "./samples.ts";

/** Lists whose objects name the device by their own key. */
const DISKS = [
  { label: "DSK", nameKey: "dskname" },
  { label: "LVM", nameKey: "lvmname" },
  { label: "MDD", nameKey: "mddname" },
] as const satisfies readonly { label: Label; nameKey: string }[];

/** A line of `-J`; long lines may be cut, so only the beginning is looked at. */
export function isJsonSample(line: string): boolean {
  const start = line.slice(0, 600);
  return start.startsWith("{") && ['"host"', '"timestamp"', '"elapsed"'].every((key) => start.includes(key));
}

/** Reads one line of `atop -J`: an object per sample. False: it is none. */
export function readJsonSample(text: string, line: number, reader: SampleReader, release: ReleaseGuess, sawHost: (host: string) => void): boolean {
  const object = parseObject(text);
  if (object === undefined) return false;
  const row = rowOfObject(object);
  const host = row.text("host");
  const atS = row.number("timestamp");
  const intervalS = row.number("elapsed");
  if (host === undefined || atS === undefined || atS > LATEST_S || intervalS === undefined || intervalS > LONGEST_S) return false;
  sawHost(host);
  release.sawJson(Object.keys(object));
  reader.begin({ host, atUs: Math.round(atS * 1_000_000), intervalS, line }, false);
  return readLists(object, line, reader);
}

function readLists(object: object, line: number, reader: SampleReader): boolean {
  let complete = true;
  const give = (label: Label, row: Row): void => {
    if (!reader.row(label, row, line)) complete = false;
  };
  // CPU first: it has the ticks per second that the other lists leave out.
  for (const label of ["CPU", "cpu", "PSI"] as const) objectsAt(object, label).forEach((entry) => { give(label, rowOfObject(entry)); });
  for (const { label, nameKey } of DISKS) {
    for (const entry of objectsAt(object, label)) {
      const row = rowOfObject(entry);
      give(label, { ...row, text: (field) => row.text(field === "name" ? nameKey : field) });
    }
  }
  const processes = objectsAt(object, "PRC").map(rowOfObject);
  // 2.6 writes names in parentheses; later releases do not, but a name may have its own: "(sd-pam)".
  const wrapped = processes.length > 1 && processes.every((row) => PARENTHESISED.test(row.text("cmd") ?? ""));
  for (const row of processes) {
    give("PRC", wrapped ? { ...row, text: (field) => (field === "cmd" ? row.text(field)?.slice(1, -1) : row.text(field)) } : row);
  }
  return complete;
}

// (nova-compute)
const PARENTHESISED = /^\(.*\)$/s;

function objectsAt(object: object, key: string): readonly object[] {
  const value = Object.hasOwn(object, key) ? (object as Readonly<Record<string, unknown>>)[key] : undefined;
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/**
 * atop escapes nothing: it replaces quotes and backslashes in names by `#`, but leaves the `\x2d` of cgroup paths and control characters of
 * names as they are, which is no JSON. Such a line is read again with both replaced.
 */
function parseObject(text: string): object | undefined {
  return tryParse(text) ?? tryParse(text.replace(NOT_JSON, "#"));
}

// "cgroup": "/system.slice/system-getty.slice/getty@tty1\x2d0"
const NOT_JSON = /[\\\u0000-\u001F]/g;

function tryParse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
