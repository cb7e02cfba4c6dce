import { bunzip2 } from "../lib/bunzip2.ts";
import { gunzip } from "./gunzip.ts";
import { unxz } from "./unxz.ts";
import { unzstd } from "./unzstd.ts";

export type Compression = "gzip" | "bzip2" | "xz" | "zstd";

/**
 * Turns compressed chunks into plain ones as they come. Throws at the first damage, after it has given out what stands before. The chunks
 * given out stay as they are. One file may hold several compressed streams one after another.
 */
export type Decompress = (compressed: Iterable<Buffer>) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export const decompressors: Readonly<Record<Compression, Decompress>> = { gzip: gunzip, bzip2: bunzip2, xz: unxz, zstd: unzstd };

/** Enough bytes to tell the compression. */
export const MAGIC_BYTES = 10;

/** Told by the first bytes, never by the name. */
export function compressionOf(start: Buffer): Compression | undefined {
  const magic = start.toString("latin1");
  if (magic.startsWith("\x1f\x8b\x08")) return "gzip";
  if (magic.startsWith("\xfd7zXZ\x00")) return "xz";
  if (magic.startsWith("\x28\xb5\x2f\xfd")) return "zstd";
  // A frame that pzstd and seekable zstd files begin with, to be skipped: its magic number ends in any of 0x50 … 0x5f.
  if (/^[\x50-\x5f]\x2a\x4d\x18/.test(magic)) return "zstd";
  // BZh, level, then the magic number of a block or of the end.
  if (/^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/.test(magic)) return "bzip2";
  return undefined;
}
