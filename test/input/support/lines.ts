import fc from "fast-check";
import { DROP, KEEP, type HeadSieve } from "../../../src/model/sieve.ts";
import { checkpoints } from "../../../src/input/checkpoints.ts";
import { deliverTo } from "../../../src/input/deliver.ts";
import { siftBlocks } from "../../../src/input/sift.ts";
import { noTextFacts, type TextFacts } from "../../../src/input/text-bytes.ts";

/** Lines as `[number, text]`. */
export interface Lines {
  readonly lines: readonly (readonly [number, string])[];
  readonly count: number;
  readonly facts: TextFacts;
  readonly invalidUtf8: boolean;
  readonly places: readonly { readonly line: number; readonly offset: number }[];
}

/** Reads chunks as a file is read, each from a buffer that is overwritten afterwards. */
export async function linesOfChunks(chunks: readonly Uint8Array[], sieve: HeadSieve | undefined): Promise<Lines> {
  const facts = noTextFacts();
  const lines: [number, string][] = [];
  const places = checkpoints();
  const delivery = deliverTo({ line: (text, line) => lines.push([line, text]) });
  for await (const batch of siftBlocks({ blocks: passing(chunks), start: 0, placed: true }, sieve, facts)) {
    const before = delivery.lines() + 1;
    batch.places.forEach((place, index) => index % 2 === 0 && places.add(before + place, batch.places[index + 1] ?? 0));
    delivery.take(batch);
  }
  return { lines, count: delivery.lines(), facts, invalidUtf8: delivery.invalidUtf8(), places: places.list() };
}

async function* passing(chunks: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    const buffer = Buffer.from(chunk);
    yield await Promise.resolve(buffer);
    buffer.fill("#");
  }
}

/** A sieve that keeps the lines whose bytes fit, and notes nothing of the others. */
export function keepThose(fit: (bytes: Uint8Array, from: number, to: number) => boolean): HeadSieve {
  return { openHeads: () => ({ judge: (bytes, from, to) => (fit(bytes, from, to) ? KEEP : DROP), noted: () => 0, take: () => undefined }) };
}

export const keepAll = keepThose(() => true);

/** Bytes rich in what lines can be broken by. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("\n", "\r\n", "\r", "\r\r\n", "\0", "\ufeff", "é", "漢", "😀", "\ufffd").map((text) => Buffer.from(text)) },
      { weight: 2, arbitrary: fc.string().map((text) => Buffer.from(text)) },
      { weight: 2, arbitrary: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 1, arbitrary: fc.constantFrom([0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb], [0xf0, 0x9f]).map((bytes) => Buffer.from(bytes)) },
    ),
  )
  .map((pieces) => Buffer.concat(pieces));

/** The same bytes in pieces of any sizes. */
export function cutUp(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

export const anyCuts: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(1000), { maxLength: 8 });
