import { gunzip } from "./gunzip.ts";

export type Compression = "gzip" | "bzip2" | "xz" | "zstd";

/**
 * Turns compressed chunks into plain ones as they come. Throws at the first damage, after it has given out what stands before. The chunks
 * given out stay as they are. One file may hold several compressed streams one after another.
 */
export type Decompress = (compressed: Iterable<Buffer>) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** All but the commonest are loaded when a file asks for them: their WebAssembly would make every start slower. */
export const decompressors: Readonly<Record<Compression, Decompress>> = {
  gzip: gunzip,
  bzip2: loaded(async () => (await import("../lib/bunzip2.ts")).bunzip2),
  xz: loaded(async () => (await import("./unxz.ts")).unxz),
  zstd: loaded(async () => (await import("./unzstd.ts")).unzstd),
};

function loaded(load: () => Promise<Decompress>): Decompress {
  return async function* (compressed) {
    const decompress = await load();
    yield* decompress(compressed);
  };
}

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
