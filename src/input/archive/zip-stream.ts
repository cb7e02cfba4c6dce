import { copyOf, type Cursor } from "./cursor.ts";
import { lent, type Entry } from "./entry.ts";
import type { Meter } from "./limits.ts";
import { unfold } from "./unfold.ts";
import { contentOf, DEFLATE, ENCRYPTED, entryOfZip, LOCAL_HEADER, readLocalHeader, wideNumbers, type ZipFields } from "./zip-entry.ts";

/** The sizes stand behind the content, in a data descriptor. */
const SIZES_FOLLOW = 0x08;
/** Of a data descriptor; also of a zip that was meant to be split. */
const MARK = "PK\x07\x08";
/** The central directory, its end in an empty zip, and what may stand between it and the last member. */
const END_OF_MEMBERS = /^PK(?:\x01\x02|\x05\x06|\x06\x06|\x06\x08)/;

/** Reads a zip from its start on, by the headers before its members; the central directory at its end is not looked at. */
export async function* zipStreamEntries(zip: Cursor, trouble: (reason: unknown) => void, meter: Meter): AsyncGenerator<Entry> {
  if (/^PK(?:\x07\x08|00)/.test((await zip.peek(4)).toString("latin1"))) await zip.moveTo(zip.position() + 4);
  for (;;) {
    const bytes = await zip.peek(LOCAL_HEADER);
    const header = readLocalHeader(bytes);
    if (header === undefined) {
      if (bytes.length < 4) trouble(new Error("unexpected end of file"));
      else if (!END_OF_MEMBERS.test(bytes.toString("latin1", 0, 4))) trouble(new Error(`no header at byte ${String(zip.position())}`));
      return;
    }
    await zip.moveTo(zip.position() + LOCAL_HEADER);
    const name = await copyOf(zip, header.nameLength);
    const extra = await copyOf(zip, header.extraLength);
    if (name.length + extra.length < header.nameLength + header.extraLength) {
      trouble(new Error("unexpected end of file"));
      return;
    }
    const [plain = 0, packed = 0] = wideNumbers(extra, [header.plain, header.packed]);
    const fields: ZipFields = { ...header, name, extra, plain, packed, mode: 0 };
    const from = zip.position();
    const followed = (header.flags & SIZES_FOLLOW) !== 0;
    if (!followed || packed > 0) {
      yield* lent(entryOfZip(fields, (method) => contentOf(zip, fields, method, meter)));
      await zip.moveTo(from + packed);
    } else {
      // Of all methods only deflate tells where it ends, and its end is found only by going there.
      const content = header.method === DEFLATE && (header.flags & ENCRYPTED) === 0 ? unfold(zip, undefined, { method: "deflate", plain: undefined }, meter) : undefined;
      try {
        yield { ...entryOfZip(fields, () => content), bytes: undefined };
        while ((await content?.take()) !== undefined);
      } finally {
        await content?.close();
      }
      const isEmpty = name.at(-1) === SLASH;
      const failure = content === undefined ? (isEmpty ? undefined : new Error("a member does not tell where it ends")) : content.failure();
      if (failure !== undefined) {
        trouble(failure);
        return;
      }
    }
    if (followed) await passDescriptor(zip, zip.position() - from);
  }
}

const SLASH = 0x2f;

/** Checksum and both sizes, of 4 or 8 bytes each: whichever fits what was read. */
async function passDescriptor(zip: Cursor, packed: number): Promise<void> {
  const bytes = Buffer.from(await zip.peek(26));
  const sizes = (bytes.toString("latin1", 0, 4) === MARK ? 4 : 0) + 4;
  const isNarrow = bytes.length >= sizes + 8 && bytes.readUInt32LE(sizes) === packed % 2 ** 32 && bytes.toString("latin1", sizes + 8, sizes + 10) === "PK";
  const isWide = bytes.length >= sizes + 16 && Number(bytes.readBigUInt64LE(sizes)) === packed;
  await zip.moveTo(zip.position() + sizes + (isWide && !isNarrow ? 16 : 8));
}
