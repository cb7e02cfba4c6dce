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
  const marks: string[] = [];
  const whole = await hashUntil(input, open, (length) => length + MARK_BYTES - (length % MARK_BYTES), (_, digest) => marks.push(digest));
  return { ...whole, marks };
}

/** The digests of its first bytes, by how many, decompressed. What is longer than the file is left out. */
export async function readBeginnings(input: InputFile, open: Open, lengths: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const inOrder = [...lengths].sort((a, b) => a - b);
  const digests = new Map<number, string>();
  await hashUntil(input, open, (length) => inOrder.find((one) => one > length), (length, digest) => digests.set(length, digest));
  return digests;
}

/** Reads on as long as another mark follows, and tells the digest of all before each. */
async function hashUntil(
  input: InputFile,
  open: Open,
  markAfter: (length: number) => number | undefined,
  reached: (length: number, digest: string) => void,
): Promise<Pick<Content, "length" | "digest">> {
  const hash = createHash("sha256");
  let length = 0;
  let mark = markAfter(length);
  const { blocks } = await open(input, () => undefined);
  for await (const block of blocks) {
    for (let at = 0; at < block.length && mark !== undefined; ) {
      const part = block.subarray(at, at + mark - length);
      hash.update(part);
      at += part.length;
      length += part.length;
      if (length < mark) continue;
      reached(length, hash.copy().digest("base64"));
      mark = markAfter(length);
    }
    if (mark === undefined) break;
  }
  return { length, digest: hash.digest("base64") };
}
