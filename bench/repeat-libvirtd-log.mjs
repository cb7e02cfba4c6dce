import { closeSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * Writes a libvirtd log of about `bytes` bytes: the one in `source` over and over, each copy a day later and with other domains, UUIDs,
 * threads and pointers, the same ones for the same ones within a copy, as a host that boots such a batch every day would write it.
 */
export function repeatLibvirtdLog(source, target, bytes) {
  const log = gunzipSync(readFileSync(source)).toString("latin1");
  const threads = new Set();
  for (const [, thread] of log.matchAll(/^.{28}: (\d+): /gm)) threads.add(thread);
  const unfinished = `${target}.part`;
  const file = openSync(unfinished, "w");
  let written = 0;
  for (let copy = 0; written < bytes; copy++) {
    const text = copy === 0 ? log : renamed(log, copy, threads);
    const room = bytes - written;
    const piece = text.length <= room ? text : text.slice(0, text.lastIndexOf("\n", room - 1) + 1);
    if (piece === "") break;
    written += writeSync(file, Buffer.from(piece, "latin1"));
  }
  closeSync(file);
  renameSync(unfinished, target);
}

/** What has to differ between copies: date, domain name, UUID, pointer, thread id (four to seven digits standing alone). */
const NAMES =
  /^\d{4}-\d\d-\d\d(?= )|instance-[0-9a-f]{8}|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b0x[0-9a-f]{8,16}\b|\b\d{4,7}\b/gm;

function renamed(log, copy, threads) {
  const known = new Map();
  return log.replace(NAMES, (name) => {
    let other = known.get(name);
    if (other === undefined) {
      other = otherName(name, copy, threads);
      known.set(name, other);
    }
    return other;
  });
}

/** One to one within a copy. */
function otherName(name, copy, threads) {
  if (name.startsWith("instance-")) return `instance-${hex(parseInt(name.slice(9), 16) + copy * 0x1000, 8)}`;
  if (name.startsWith("0x")) return `0x${name.slice(2, 6)}${hex(parseInt(name[6], 16) + copy, 1)}${name.slice(7)}`;
  if (/^\d{4}-\d\d-\d\d$/.test(name)) return new Date(Date.parse(`${name}T00:00:00Z`) + copy * 86_400_000).toISOString().slice(0, 10);
  if (name.includes("-")) return `${hex(parseInt(name.slice(0, 2), 16) + copy, 2)}${name.slice(2)}`;
  return threads.has(name) ? String(Number(name) + copy * 10_000) : name;
}

/** The low `digits` digits. */
function hex(value, digits) {
  return value.toString(16).padStart(digits, "0").slice(-digits);
}
