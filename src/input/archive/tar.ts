import { copyOf, partOf, type Cursor } from "./cursor.ts";
import type { Entry } from "./entry.ts";

/**
 * Tar as of POSIX.1-2001 (pax) with what GNU tar 1.35, star and bsdtar add to it, and the older forms before it.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */

export const TAR_BLOCK = 512;

/** Of the headers that extend another one: they hold names. */
const MOST_EXTENDED = 1024 * 1024;

/** Told by the checksum of its first header, so that the oldest tars, which have no magic number, are known too. */
export function isTar(start: Buffer): boolean {
  return start.length >= TAR_BLOCK && readHeader(start) !== undefined;
}

/** What extended headers say of the entry that follows them. */
interface Extension {
  name?: string;
  size?: number;
  modifiedUs?: number;
  sparse?: true;
}

/** Tars one after another are read as one, and a damaged header is passed over, up to the next whole one. */
export async function* tarEntries(tar: Cursor, trouble: (reason: unknown) => void): AsyncGenerator<Entry> {
  let extension: Extension = {};
  let seekingHeader = false;
  let ended = false;
  for (;;) {
    const at = tar.position();
    const block = Buffer.from(await tar.peek(TAR_BLOCK));
    if (block.length < TAR_BLOCK) {
      if (!ended || tar.failure() !== undefined) trouble(new Error("unexpected end of file"));
      return;
    }
    const header = readHeader(block);
    if (header === undefined) {
      if (block.every((byte) => byte === 0)) ended = true;
      else if (!ended && !seekingHeader) {
        trouble(new Error(`no header at byte ${String(at)}`));
        seekingHeader = true;
      }
      await tar.moveTo(at + TAR_BLOCK);
      continue;
    }
    ended = false;
    seekingHeader = false;
    const { type } = header;
    await tar.moveTo(at + TAR_BLOCK);
    if (type === "x" || type === "X" || type === "L") {
      if (header.size > MOST_EXTENDED) trouble(new Error(`a name of ${String(header.size)} bytes`));
      else {
        const body = await copyOf(tar, header.size);
        if (type === "L") extension.name = textUpToNul(body);
        else extension = { ...extension, ...readPax(body) };
      }
      await tar.moveTo(endOf(at, header.size));
      continue;
    }
    const name = extension.name ?? header.name;
    const size = sizeOf(type, header.size, extension.size);
    const kind = type === "S" || extension.sparse === true ? "sparse" : kindOf(type, name);
    const modifiedUs = extension.modifiedUs ?? header.modifiedUs;
    // Neither names a thing in the archive: defaults for those to come, and the target of a link.
    const isAside = type === "g" || type === "K";
    if (!isAside) {
      extension = {};
      if (type === "S") await passSparseMap(tar, block);
    }
    const from = tar.position();
    if (!isAside) yield { name, kind, bytes: size, modifiedUs, content: kind === "file" ? partOf(tar, size) : undefined };
    await tar.moveTo(endOf(from - TAR_BLOCK, size));
  }
}

/** Of the entry whose header stands at `at`: content fills whole blocks. */
function endOf(at: number, size: number): number {
  return at + TAR_BLOCK + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
}

interface Header {
  readonly name: string;
  readonly size: number;
  readonly modifiedUs: number | undefined;
  readonly type: string;
}

/** Undefined: the block is none. */
function readHeader(block: Buffer): Header | undefined {
  if (!hasChecksum(block)) return undefined;
  const size = numberIn(block, 124, 12);
  const modified = numberIn(block, 136, 12);
  if (size === undefined) return undefined;
  const type = String.fromCharCode(block[156] ?? 0);
  const name = textUpToNul(block.subarray(0, 100));
  // GNU tar's own magic number is "ustar  ", and the prefix is used otherwise there.
  const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? textUpToNul(block.subarray(345, 500)) : "";
  return { name: prefix === "" ? name : `${prefix}/${name}`, size, modifiedUs: modified === undefined ? undefined : modified * 1e6, type };
}

/** The sum of all bytes, its own eight taken for spaces. Some old tars added signed bytes. */
function hasChecksum(block: Buffer): boolean {
  const stated = numberIn(block, 148, 8);
  if (stated === undefined || stated === 0) return false;
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let at = 0; at < TAR_BLOCK; at++) {
    if (at === 148) at = 156;
    const byte = block[at] ?? 0;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return stated === unsigned || stated === signed;
}

/** Octal digits, or where they do not suffice a binary number, marked by its first bit. Undefined: neither. */
function numberIn(block: Buffer, from: number, length: number): number | undefined {
  const first = block[from] ?? 0;
  if (first === 0x80) {
    let value = 0;
    for (let at = from + 1; at < from + length; at++) value = value * 256 + (block[at] ?? 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const text = block.toString("latin1", from, from + length).split("\0", 1)[0]?.trim() ?? "";
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || "0", 8) : undefined;
}

/** What is no UTF-8 becomes U+FFFD. */
function textUpToNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
}

/** Links, devices and folders have no content, whatever their size says; a hard link has where an extended header says so. */
function sizeOf(type: string, stated: number, extended: number | undefined): number {
  if (type === "1") return extended ?? 0;
  return "23456".includes(type) ? 0 : (extended ?? stated);
}

function kindOf(type: string, name: string): Entry["kind"] {
  if (type === "1" || type === "2") return "link";
  // GNU's dump of a folder, and a folder in tars from before there were types.
  if (type === "5" || type === "D" || (type === "\0" && name.endsWith("/"))) return "folder";
  return type === "0" || type === "\0" || type === "7" ? "file" : "special";
}

/** `27 path=logs/nova-compute.log\n`: the length of the whole record, a key, a value of any bytes. */
function readPax(body: Buffer): Extension {
  const extension: Extension = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = space < 0 || space - at > 10 ? Number.NaN : Number(body.toString("latin1", at, space));
    if (!Number.isInteger(length) || length <= space + 1 - at || at + length > body.length) break;
    const equals = body.indexOf(0x3d, space);
    const end = at + length - 1;
    if (equals > space && equals < end) applyRecord(extension, body.toString("utf8", space + 1, equals), body.toString("utf8", equals + 1, end));
    at += length;
  }
  return extension;
}

function applyRecord(extension: Extension, key: string, value: string): void {
  const number = Number(value);
  if (key === "path" || key === "GNU.sparse.name") extension.name = value;
  else if (key === "size" && Number.isSafeInteger(number) && number >= 0) extension.size = number;
  else if (key === "mtime" && Number.isFinite(number)) extension.modifiedUs = Math.round(number * 1e6);
  if (key.startsWith("GNU.sparse.")) extension.sparse = true;
}

/** The map of an old GNU sparse file goes on in further blocks, each saying whether another follows. */
async function passSparseMap(tar: Cursor, header: Buffer): Promise<void> {
  let more = header[482] === 1;
  while (more) {
    const block = await tar.peek(TAR_BLOCK);
    more = block.length === TAR_BLOCK && block[504] === 1;
    await tar.moveTo(tar.position() + TAR_BLOCK);
  }
}
