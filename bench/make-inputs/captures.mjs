// The logs that inputs are made from: real captures beside this repository if they are there, else the sample that comes with it.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The folder of the first of these captures that exists. Only `zed-boot-10` is also among the samples. */
export function captureFolder(...names) {
  const folders = names.flatMap((name) => [join(root, "..", "shared", "captures", name), join(root, "samples", name)]);
  return folders.find((folder) => existsSync(join(folder, "phases.csv")));
}

/** Latin-1, so that each character is a byte. Undefined: the capture has no such log. */
export function readLog(folder, name) {
  const plain = join(folder, name);
  const packed = `${plain}.gz`;
  if (existsSync(packed)) return gunzipSync(readFileSync(packed)).toString("latin1");
  return existsSync(plain) ? readFileSync(plain, "latin1") : undefined;
}

/** Number of boots, and seconds (UTC, since the epoch): before the first request, before the first delete, after the last one. */
export function captureFacts(folder) {
  const [heading = "", ...rows] = readLog(folder, "phases.csv").trim().split("\n");
  const columns = heading.split(",");
  const timesOf = (column) => rows.map((row) => Date.parse(row.split(",")[columns.indexOf(column)]) / 1000).filter((time) => !Number.isNaN(time));
  return {
    boots: rows.length,
    fromS: Math.floor(Math.min(...timesOf("create_start"))) - 1,
    deleteS: Math.floor(Math.min(...timesOf("delete_start"))),
    toS: Math.ceil(Math.max(...timesOf("gone"))) + 2,
  };
}

/** As it is told to people. */
export function shownPath(path) {
  return relative(root, path);
}

// 2026-11-22 15:02:01.391, at the beginning of a line
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;

/**
 * What was logged from one second to another; undefined: from the beginning, to the end. The lines of a record stay together. A longer log has
 * the start and the stop of its daemon once, so what is repeated leaves them out.
 */
export function partOf(log, fromS, toS) {
  const from = fromS === undefined ? 0 : firstRecordAt(log, 0, fromS);
  return log.slice(from, toS === undefined ? log.length : firstRecordAt(log, from, toS));
}

/** Where the first record at or after `second` begins. Stamps are UTC in all captures and sort as text. */
function firstRecordAt(log, start, second) {
  const wanted = stampOf(second);
  for (let at = start; at < log.length; at = log.indexOf("\n", at) + 1) {
    const stamp = log.slice(at, at + 19);
    if (stamp >= wanted && STAMP.test(stamp)) return at;
    if (log.indexOf("\n", at) < 0) break;
  }
  return log.length;
}

/** `2026-11-22 15:02:01` */
export function stampOf(second) {
  return new Date(second * 1000).toISOString().slice(0, 19).replace("T", " ");
}
