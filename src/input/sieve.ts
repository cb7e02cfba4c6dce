import type { Sieve, SieveStep } from "../model/sieve.ts";

/** What a line is to a sieve. */
export const DROP = 0;
export const KEEP = 1;
/** No record starts here: the line belongs to the record before it. */
export const CONTINUE = 2;
export type Verdict = typeof DROP | typeof KEEP | typeof CONTINUE;

/** Judges the line at bytes[from, to), line end left out, by bytes alone: nothing is decoded and nothing allocated. */
export type LineJudge = (bytes: Uint8Array, from: number, to: number) => Verdict;

/**
 * Compiles a parser's sieve. A line is dropped only when its whole header was walked and its name is not wanted: better one too many than
 * one lost.
 */
export function compileSieve(sieve: Sieve): LineJudge {
  const anchorOffsets = Int32Array.from(sieve.start, ({ offset }) => offset);
  const anchorBytes = Int32Array.from(sieve.start, ({ byte }) => byteOf(byte));
  const anchors = anchorOffsets.length;
  const shortest = Math.max(sieve.offset, ...anchorOffsets.map((offset) => offset + 1), 1);
  const steps = sieve.path.map(compileStep);
  const nameEnd = byteOf(sieve.nameEnd);
  const names = nameTable(sieve.wanted);
  const { bucketMask, bucketStarts, nameBytes, nameStarts } = names;

  return (bytes, from, to) => {
    if (to - from < shortest) return CONTINUE;
    for (let i = 0; i < anchors; i++) {
      if (bytes[from + (anchorOffsets[i] ?? 0)] !== anchorBytes[i]) return CONTINUE;
    }

    let at = from + sieve.offset;
    for (const step of steps) {
      at = step.skip === undefined ? passText(bytes, at, to, step.text) : passRun(bytes, at, to, step.skip);
      if (at < 0) return KEEP;
    }

    const name = at;
    let hash = 0;
    let byte = 0;
    while (at < to && (byte = bytes[at] ?? 0) !== nameEnd) {
      hash = nextHash(hash, byte);
      at++;
    }
    if (at >= to) return KEEP;
    const bucket = hash & bucketMask;
    const last = bucketStarts[bucket + 1] ?? 0;
    for (let i = bucketStarts[bucket] ?? 0; i < last; i++) {
      if (equalBytes(bytes, name, at, nameBytes, nameStarts[i] ?? 0, nameStarts[i + 1] ?? 0)) return KEEP;
    }
    return DROP;
  };
}

interface CompiledStep {
  /** Class of bytes to pass, as a bit of CLASSES; undefined: `text` is to stand here. */
  readonly skip: number | undefined;
  readonly text: Uint8Array;
}

const DIGIT = 1;
const LETTER = 2;

const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const text = String.fromCharCode(byte);
  return (/\d/.test(text) ? DIGIT : 0) | (/[A-Z]/i.test(text) ? LETTER : 0);
});

function compileStep(step: SieveStep): CompiledStep {
  if ("text" in step) return { skip: undefined, text: Buffer.from(step.text) };
  return { skip: step.skip === "digits" ? DIGIT : LETTER, text: new Uint8Array(0) };
}

/** The place after `text`; −1: something else stands there. */
function passText(bytes: Uint8Array, from: number, to: number, text: Uint8Array): number {
  const length = text.length;
  if (to - from < length) return -1;
  for (let i = 0; i < length; i++) if (bytes[from + i] !== text[i]) return -1;
  return from + length;
}

/** The place after one or more bytes of the class; −1: there is none. */
function passRun(bytes: Uint8Array, from: number, to: number, skip: number): number {
  let at = from;
  while (at < to && ((CLASSES[bytes[at] ?? 0] ?? 0) & skip) !== 0) at++;
  return at === from ? -1 : at;
}

/** The wanted names in one array of bytes, grouped by the low bits of their hash. */
interface NameTable {
  readonly bucketMask: number;
  /** Of bucket b: names bucketStarts[b] … bucketStarts[b + 1]. */
  readonly bucketStarts: Int32Array;
  /** Of name n: nameBytes[nameStarts[n]] … nameBytes[nameStarts[n + 1]]. */
  readonly nameStarts: Int32Array;
  readonly nameBytes: Uint8Array;
}

function nameTable(wanted: readonly string[]): NameTable {
  const size = 2 ** Math.ceil(Math.log2(wanted.length * 4 + 1));
  const names = [...new Set(wanted)].map((name) => Buffer.from(name)).map((bytes) => ({ bytes, bucket: bytes.reduce(nextHash, 0) & (size - 1) }));
  names.sort((a, b) => a.bucket - b.bucket);
  const bucketStarts = new Int32Array(size + 1);
  for (const { bucket } of names) bucketStarts[bucket + 1] = (bucketStarts[bucket + 1] ?? 0) + 1;
  for (let i = 1; i <= size; i++) bucketStarts[i] = (bucketStarts[i] ?? 0) + (bucketStarts[i - 1] ?? 0);
  const nameStarts = new Int32Array(names.length + 1);
  names.forEach(({ bytes }, i) => (nameStarts[i + 1] = (nameStarts[i] ?? 0) + bytes.length));
  return { bucketMask: size - 1, bucketStarts, nameStarts, nameBytes: Buffer.concat(names.map(({ bytes }) => bytes)) };
}

function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function equalBytes(a: Uint8Array, aFrom: number, aTo: number, b: Uint8Array, bFrom: number, bTo: number): boolean {
  const length = aTo - aFrom;
  if (length !== bTo - bFrom) return false;
  for (let i = 0; i < length; i++) if (a[aFrom + i] !== b[bFrom + i]) return false;
  return true;
}

function byteOf(character: string): number {
  const [byte, ...more] = Buffer.from(character);
  if (byte === undefined || more.length > 0) throw new RangeError(`a sieve compares single bytes, not ${JSON.stringify(character)}`);
  return byte;
}
