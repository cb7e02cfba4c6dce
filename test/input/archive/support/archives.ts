import { deflateRawSync, gzipSync } from "node:zlib";

export interface TarEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** `0`: a file. */
  readonly type?: string;
  /** Where it is not the length of the content. */
  readonly size?: number;
  readonly modifiedS?: number;
}

/** The oldest kind of header, with which all others begin, and the end mark. */
export function tarOf(...entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]);
}

export function tarEntry({ name, content = "", type = "0", size, modifiedS = 0 }: TarEntry): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, "latin1");
  header.write("0000644\0", 100);
  header.write(octal(size ?? bytes.length, 11), 124);
  header.write(octal(modifiedS, 11), 136);
  header.write(type, 156);
  header.write("ustar\x0000", 257);
  return Buffer.concat([withChecksum(header), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export function withChecksum(header: Buffer): Buffer {
  header.fill(" ", 148, 156);
  header.write(`${octal(header.reduce((sum, byte) => sum + byte, 0), 6)}\0 `, 148);
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** Extended headers as pax has them, for the entry after them. */
export function paxOf(records: Readonly<Record<string, string>>): TarEntry {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    const length = [1, 2, 3, 4, 5].map((digits) => rest + digits).find((sum) => String(sum).length + rest === sum) ?? 0;
    return `${String(length)} ${key}=${value}\n`;
  });
  return { name: "PaxHeaders/x", type: "x", content: lines.join("") };
}

export interface ZipEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** 0: stored; 8: deflate, the default. */
  readonly method?: number;
  /** Packed by other means than these two. */
  readonly packed?: Uint8Array;
  readonly flags?: number;
  readonly crc?: number;
  /** Where it is not the length of the content. */
  readonly plainLength?: number;
  /** Of Unix, for what is no file. */
  readonly mode?: number;
  /** Sizes stand behind the content only. */
  readonly streamed?: boolean;
  /** Where its local header stands, if it has none of its own. */
  readonly at?: number;
}

export function zipOf(...entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, content = "", method = 8, flags = 0, mode = 0, streamed = false, at } = entry;
    const bytes = Buffer.from(content);
    const packed = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes));
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags | (streamed ? 8 : 0), 2);
    fields.writeUInt16LE(method, 4);
    // 2026-01-01
    fields.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 1, 8);
    fields.writeUInt32LE(entry.crc ?? crcOf(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(entry.plainLength ?? bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const own = Buffer.from(fields);
    if (streamed) own.fill(0, 10, 22);
    const descriptor = streamed ? Buffer.concat([Buffer.from("PK\x07\x08"), fields.subarray(10, 22)]) : Buffer.alloc(0);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), own, Buffer.from(name), packed, descriptor]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(mode * 0x10000, 6);
    tail.writeUInt32LE(at ?? offset, 10);
    listed.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.of(20, 3), fields, tail, Buffer.from(name)]));
    if (at !== undefined) continue;
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(entries.length % 0x10000, 8);
  end.writeUInt16LE(entries.length % 0x10000, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** As the trailer of gzip has it. */
function crcOf(bytes: Buffer): number {
  return gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8);
}
