import { createHash } from "node:crypto";
import type { Open } from "./bytes.ts";
import type { InputFile } from "./input-file.ts";

/** What tells contents apart without keeping them. */
export interface Content {
  /** Bytes, decompressed. */
  readonly length: number;
  /** Of all of it. */
  readonly digest: string;
  /** Of its first MiB, its first two MiB and so on. */
  readonly marks: readonly string[];
}

const MARK_BYTES = 1024 * 1024;

/** What cannot be read to its end is told when its lines are read. */
export async function readContent(input: InputFile, open: Open): Promise<Content> {
  const hash = createHash("sha256");
  const marks: string[] = [];
  let length = 0;
  const { blocks } = await open(input, () => undefined);
  for await (const block of blocks) {
    for (let at = 0; at < block.length; ) {
      const part = block.subarray(at, at + MARK_BYTES - (length % MARK_BYTES));
      hash.update(part);
      at += part.length;
      length += part.length;
      if (length % MARK_BYTES === 0) marks.push(hash.copy().digest("base64"));
    }
  }
  return { length, digest: hash.digest("base64"), marks };
}

/** The digests of its first bytes, by how many, decompressed. What is longer than the file is left out. */
export async function readBeginnings(input: InputFile, open: Open, lengths: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const hash = createHash("sha256");
  const digests = new Map<number, string>();
  const left = [...lengths].sort((a, b) => a - b);
  let length = 0;
  const { blocks } = await open(input, () => undefined);
  for await (const block of blocks) {
    for (let at = 0; at < block.length; ) {
      const part = block.subarray(at, at + (left[0] ?? 0) - length);
      hash.update(part);
      at += part.length;
      length += part.length;
      if (length === left[0]) {
        digests.set(length, hash.copy().digest("base64"));
        left.shift();
      }
      if (left.length === 0) return digests;
    }
  }
  return digests;
}
