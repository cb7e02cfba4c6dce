import { copyOf, type Cursor } from "./cursor.ts";
import { lent, type Entries } from "./entry.ts";
import { tooLarge, tooMany, type Meter } from "./limits.ts";
import { contentOf, entryOfZip, readLocalHeader, wideNumbers, LOCAL_HEADER, type ZipFields } from "./zip-entry.ts";
import { zipStreamEntries } from "./zip-stream.ts";

/**
 * Zip as of PKWARE's APPNOTE 6.3.10, read by its central directory, with zip64. Where there is none (cut short), or the zip can only be read from its
 * start on, `zip-stream.ts` reads it.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

const CENTRAL_HEADER = 46;
const END_RECORD = 22;
const END_RECORD_64 = 56;
const LOCATOR_64 = 20;

/** The first local header, the end of an empty zip, or the mark of a zip that was meant to be split. */
export function isZip(start: Buffer): boolean {
  return /^PK(?:\x03\x04|\x05\x06|\x07\x08PK\x03\x04|00PK\x03\x04)/.test(start.toString("latin1", 0, 8));
}

export function zipEntries(meter: Meter): Entries {
  return async function* (zip, trouble) {
    const directory = zip.size === undefined ? undefined : await findDirectory(zip, zip.size);
    if (directory === undefined) {
      if (zip.size !== undefined) trouble(new Error("no central directory: the end of the file is missing"));
      yield* zipStreamEntries(zip, trouble, meter);
      return;
    }
    const listed = await readDirectory(zip, directory, trouble, meter);
    let declared = 0;
    let free = 0;
    // Members that share bytes are how small zips unfold without bound.
    for (const { fields, offset } of listed.sort((a, b) => a.offset - b.offset)) {
      const local = await localDataAt(zip, offset);
      if (local === undefined || local + fields.packed > directory.from || offset < free) {
        trouble(new Error(local !== undefined && offset < free ? "members overlap" : "a member is not where it should be"));
        continue;
      }
      free = local + fields.packed;
      declared += fields.plain;
      if (declared > meter.limits.bytes) {
        trouble(tooLarge(meter.limits));
        return;
      }
      await zip.moveTo(local);
      yield* lent(entryOfZip(fields, (method) => contentOf(zip, fields, method, meter)));
    }
  };
}

interface Directory {
  readonly from: number;
  readonly end: number;
  readonly count: number;
  /** What stands before the zip in its file, which the zip does not know of. */
  readonly shift: number;
}

async function findDirectory(zip: Cursor, size: number): Promise<Directory | undefined> {
  // The end record may be followed by a comment of up to 65,535 bytes.
  const tailFrom = Math.max(0, size - END_RECORD - 65_535);
  await zip.moveTo(tailFrom);
  const tail = await copyOf(zip, size - tailFrom);
  for (let at = tail.lastIndexOf("PK\x05\x06"); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf("PK\x05\x06", at - 1)) {
    if (at + END_RECORD > tail.length) continue;
    const directory = await readEnd(zip, tail.subarray(at), tailFrom + at);
    if (directory !== undefined) return directory;
  }
  return undefined;
}

/** Undefined: what looks like an end record is none. */
async function readEnd(zip: Cursor, end: Buffer, endAt: number): Promise<Directory | undefined> {
  let count = end.readUInt16LE(10);
  let length = end.readUInt32LE(12);
  let from = end.readUInt32LE(16);
  let behind = endAt;
  if (count === 0xffff || length === 0xffffffff || from === 0xffffffff) {
    const wide = await readEnd64(zip, endAt);
    if (wide !== undefined) ({ count, length, from, behind } = wide);
  }
  // Several volumes have their directory in the last, which is not enough.
  if (end.readUInt16LE(4) !== end.readUInt16LE(6)) return undefined;
  const shift = behind - length - from;
  if (shift < 0) return undefined;
  const directory = { from: from + shift, end: behind, count, shift };
  if (length === 0) return directory;
  await zip.moveTo(directory.from);
  return (await zip.peek(4)).toString("latin1") === "PK\x01\x02" ? directory : undefined;
}

async function readEnd64(zip: Cursor, endAt: number): Promise<{ count: number; length: number; from: number; behind: number } | undefined> {
  if (endAt < LOCATOR_64 + END_RECORD_64) return undefined;
  await zip.moveTo(endAt - LOCATOR_64);
  const locator = await copyOf(zip, LOCATOR_64);
  if (locator.toString("latin1", 0, 4) !== "PK\x06\x07") return undefined;
  // Where it says it stands, else just before its locator, where it stands unless it has an extension.
  for (const at of [wide(locator, 8), endAt - LOCATOR_64 - END_RECORD_64]) {
    if (at > endAt - LOCATOR_64 - END_RECORD_64) continue;
    await zip.moveTo(at);
    const record = await copyOf(zip, END_RECORD_64);
    if (record.length === END_RECORD_64 && record.toString("latin1", 0, 4) === "PK\x06\x06")
      return { count: wide(record, 32), length: wide(record, 40), from: wide(record, 48), behind: at };
  }
  return undefined;
}

function wide(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

interface Listed {
  readonly fields: ZipFields;
  /** Of the local header. */
  readonly offset: number;
}

/** At most one more than the limit, in the order they are listed. */
async function readDirectory(zip: Cursor, { from, end, count, shift }: Directory, trouble: (reason: unknown) => void, meter: Meter): Promise<Listed[]> {
  const listed: Listed[] = [];
  let at = from;
  while (at + CENTRAL_HEADER <= end) {
    await zip.moveTo(at);
    const header = await copyOf(zip, CENTRAL_HEADER);
    if (header.length < CENTRAL_HEADER || header.toString("latin1", 0, 4) !== "PK\x01\x02") break;
    const nameLength = header.readUInt16LE(28);
    const extraLength = header.readUInt16LE(30);
    const next = at + CENTRAL_HEADER + nameLength + extraLength + header.readUInt16LE(32);
    if (next > end) break;
    if (listed.length >= meter.limits.entries) {
      trouble(tooMany(meter.limits));
      return listed;
    }
    const name = await copyOf(zip, nameLength);
    const extra = await copyOf(zip, extraLength);
    const [plain = 0, packed = 0, offset = 0] = wideNumbers(extra, [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)]);
    const fields: ZipFields = {
      name,
      extra,
      plain,
      packed,
      flags: header.readUInt16LE(8),
      method: header.readUInt16LE(10),
      time: header.readUInt16LE(12),
      date: header.readUInt16LE(14),
      crc: header.readUInt32LE(16),
      // Made on Unix, or on macOS, the upper half is a file's mode.
      mode: header[5] === 3 || header[5] === 19 ? header.readUInt16LE(40) : 0,
    };
    listed.push({ fields, offset: offset + shift });
    at = next;
  }
  if (at !== end || (count < 0xffff && listed.length !== count)) trouble(new Error("damaged central directory"));
  return listed;
}

async function localDataAt(zip: Cursor, offset: number): Promise<number | undefined> {
  await zip.moveTo(offset);
  const header = readLocalHeader(await zip.peek(LOCAL_HEADER));
  return header === undefined ? undefined : offset + LOCAL_HEADER + header.nameLength + header.extraLength;
}
