import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export interface Seed {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Bytes taken of a large log, from its beginning and from its middle. */
const SLICE = 12_000;

/** Logs kept beside the work tree, where there are any: more kinds, and larger, than the samples. */
const BESIDE = ["../shared/captures", "../shared/corpora"];

let all: readonly Seed[] | undefined;

/** All samples of logs, and slices of what stands beside the work tree; read once. */
export function seeds(): readonly Seed[] {
  all ??= readSeeds();
  return all;
}

function readSeeds(): readonly Seed[] {
  return ["samples", ...BESIDE.filter((folder) => existsSync(folder))].flatMap((folder) => filesBelow(folder).flatMap(seedOf));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^events\.jsonl$|^report\.|\.md$/.test(entry.name) && !entry.parentPath.includes("expected"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function seedOf(path: string): readonly Seed[] {
  const raw = readFileSync(path);
  const bytes = path.endsWith(".gz") ? gunzipSync(raw) : raw;
  if (bytes.length <= 2 * SLICE) return [{ path, bytes }];
  const middle = bytes.indexOf("\n", Math.floor(bytes.length / 2)) + 1;
  return [{ path, bytes: copyOf(bytes, 0) }, { path: `${path}#middle`, bytes: copyOf(bytes, middle) }];
}

/** A slice that does not keep the whole log in memory. */
function copyOf(bytes: Buffer, from: number): Buffer {
  return Buffer.from(bytes.subarray(from, from + SLICE));
}
