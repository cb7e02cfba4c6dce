import { gunzipSync, gzipSync } from "node:zlib";

/** Bytes of a log that are enough where only it matters that all of it is read: libvirt's, the longest by far, has ten times as many. */
const ENOUGH = 2_000_000;

/** The same file, or the beginning of a long compressed log, in whole lines. */
export function shortened(content: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  if (content.readUInt16BE() !== 0x1f8b) return content;
  const plain = gunzipSync(content);
  return plain.length <= ENOUGH ? content : gzipSync(plain.subarray(0, plain.lastIndexOf("\n", ENOUGH) + 1));
}
