import { partOf, type Cursor } from "./cursor.ts";
import type { Entry } from "./entry.ts";
import type { Meter } from "./limits.ts";
import type { Coding } from "./member.ts";
import { unfold } from "./unfold.ts";

export const LOCAL_HEADER = 30;

/** What a zip says of a member, in its central directory or before the member itself. */
export interface ZipFields {
  readonly name: Buffer;
  readonly extra: Buffer;
  readonly flags: number;
  readonly method: number;
  /** Of MS-DOS. */
  readonly time: number;
  readonly date: number;
  readonly crc: number;
  readonly packed: number;
  readonly plain: number;
  /** Of Unix; 0: not known. */
  readonly mode: number;
}

export interface LocalHeader {
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  readonly crc: number;
  readonly packed: number;
  readonly plain: number;
  readonly nameLength: number;
  readonly extraLength: number;
}

/** Undefined: it is none. */
export function readLocalHeader(bytes: Buffer): LocalHeader | undefined {
  if (bytes.length < LOCAL_HEADER || bytes.toString("latin1", 0, 4) !== "PK\x03\x04") return undefined;
  return {
    flags: bytes.readUInt16LE(6), method: bytes.readUInt16LE(8), time: bytes.readUInt16LE(10), date: bytes.readUInt16LE(12), crc: bytes.readUInt32LE(14),
    packed: bytes.readUInt32LE(18), plain: bytes.readUInt32LE(22), nameLength: bytes.readUInt16LE(26), extraLength: bytes.readUInt16LE(28),
  };
}

const UTF8_NAME = 0x800;
/** The member, or the directory, is encrypted. */
export const ENCRYPTED = 0x2041;

/** APPNOTE 4.4.5 */
const METHODS: Readonly<Record<number, Coding["method"]>> = { 8: "deflate", 12: "bzip2", 93: "zstd", 95: "xz" };
const STORED = 0;
export const DEFLATE = 8;

/** `open` gets the method of compression, undefined for none, and gives nothing where it cannot be opened. */
export function entryOfZip(fields: ZipFields, open: (method: Coding["method"] | undefined) => Cursor | undefined): Entry {
  const name = nameOf(fields);
  const kind = kindOf(fields, name);
  const content = kind === "file" ? open(METHODS[fields.method]) : undefined;
  return { name, kind: kind === "file" && content === undefined ? "unknown-method" : kind, bytes: fields.packed, modifiedUs: modifiedUs(fields), content };
}

/** The content that begins here. */
export function contentOf(zip: Cursor, { packed, plain, crc }: ZipFields, method: Coding["method"] | undefined, meter: Meter): Cursor {
  return method === undefined ? partOf(zip, packed) : unfold(zip, packed, { method, plain: { length: plain, crc } }, meter);
}

function nameOf({ name, flags }: ZipFields): string {
  const utf8 = name.toString("utf8");
  const text = (flags & UTF8_NAME) === 0 && utf8.includes("\ufffd") ? name.toString("latin1") : utf8;
  // Some programs on Windows write its separator, against the specification.
  return text.includes("/") ? text : text.replaceAll("\\", "/");
}

const FILE_TYPE = 0xf000;
const SYMBOLIC_LINK = 0xa000;
const REGULAR = 0x8000;

function kindOf({ flags, method, mode }: ZipFields, name: string): Entry["kind"] {
  if (name.endsWith("/")) return "folder";
  const type = mode & FILE_TYPE;
  if (type === SYMBOLIC_LINK) return "link";
  if (type !== 0 && type !== REGULAR) return "special";
  if ((flags & ENCRYPTED) !== 0) return "encrypted";
  return method === STORED || METHODS[method] !== undefined ? "file" : "unknown-method";
}

/** The extended timestamp of Info-ZIP is UTC, the one of MS-DOS has no zone and is taken for UTC: only its year matters. */
function modifiedUs({ extra, time, date }: ZipFields): number | undefined {
  const stamp = extraField(extra, 0x5455);
  if (stamp !== undefined && stamp.length >= 5 && ((stamp[0] ?? 0) & 1) === 1) return stamp.readInt32LE(1) * 1e6;
  if (date === 0) return undefined;
  return Date.UTC(1980 + (date >>> 9), ((date >>> 5) & 15) - 1, date & 31, time >>> 11, (time >>> 5) & 63, (time & 31) * 2) * 1000;
}

/** Numbers of 32 bits, of which those that are all ones stand in the zip64 field, in this order. */
export function wideNumbers(extra: Buffer, narrow: readonly number[]): readonly number[] {
  const field = extraField(extra, 0x0001);
  let at = 0;
  return narrow.map((number) => {
    if (number !== 0xffffffff || field === undefined || at + 8 > field.length) return number;
    at += 8;
    return Number(field.readBigUInt64LE(at - 8));
  });
}

function extraField(extra: Buffer, wanted: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === wanted) return at + 4 + length <= extra.length ? extra.subarray(at + 4, at + 4 + length) : undefined;
    at += 4 + length;
  }
  return undefined;
}
