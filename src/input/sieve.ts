import { CONTINUE, DROP, KEEP, type NameSieve, type SieveStep, type Verdict } from "../model/sieve.ts";

/** Judges the line at bytes[from, to), line end left out, by bytes alone: nothing is decoded and nothing allocated. */
export type LineJudge = (bytes: Uint8Array, from: number, to: number) => Verdict;

/**
 * Compiles a parser's sieve. A line is dropped only when its whole header was walked and what follows begins with no wanted name, or a
 * name's message not as wanted: better one too many than one lost.
 */
export function compileSieve(sieve: NameSieve): LineJudge {
  const anchorOffsets = Int32Array.from(sieve.start, ({ offset }) => offset);
  const anchorBytes = Int32Array.from(sieve.start, ({ byte }) => byteOf(byte));
  const anchors = anchorOffsets.length;
  const { offset } = sieve;
  const shortest = Math.max(offset, ...anchorOffsets.map((place) => place + 1), 1);
  const steps = sieve.path.map(compileStep);
  const stepCount = steps.length;
  /** Class of bytes that each step passes; 0: it passes its part of `texts`, which ends at its `textEnds`. */
  const skips = Uint8Array.from(steps, ({ skip }) => skip ?? 0);
  const texts = Uint8Array.from(steps.flatMap(({ text }) => [...text]));
  const textEnds = Int32Array.from(steps, (_, index) => steps.slice(0, index + 1).reduce((sum, { text }) => sum + text.length, 0));
  const nameEnd = byteOf(sieve.nameEnd);
  const { next, nameAt } = spellingOf(sieve.wanted);
  const toMessage = (sieve.messages?.path ?? []).map(compileStep);
  const starts = sieve.wanted.map((name) => sieve.messages?.starts.get(name)?.map((text) => Buffer.from(text)));

  return (bytes, from, to) => {
    if (to - from < shortest) return CONTINUE;
    for (let i = 0; i < anchors; i++) {
      if (bytes[from + (anchorOffsets[i] ?? 0)] !== anchorBytes[i]) return CONTINUE;
    }

    let at = from + offset;
    // Not by `walk`: without objects and calls the whole pass over a log takes a twentieth less.
    let place = 0;
    for (let i = 0; i < stepCount; i++) {
      const skip = skips[i] ?? 0;
      const began = at;
      if (skip !== 0) {
        while (at < to && ((CLASSES[bytes[at] ?? 0] ?? 0) & skip) !== 0) at++;
        if (at === began) return KEEP;
      } else {
        const textEnd = textEnds[i] ?? 0;
        for (; place < textEnd; place++, at++) if (at >= to || bytes[at] !== texts[place]) return KEEP;
      }
    }

    let letters = ROOT;
    let byte = 0;
    while (at < to && (byte = bytes[at] ?? 0) !== nameEnd) {
      letters = next[(letters << 8) | byte] ?? NONE;
      if (letters === NONE) return DROP;
      at++;
    }
    if (at >= to) return KEEP;
    const name = nameAt[letters] ?? NONE;
    if (name === NONE) return DROP;

    const wantedStarts = starts[name];
    if (wantedStarts === undefined) return KEEP;
    const message = walk(bytes, at, to, toMessage);
    return message < 0 || beginsWithAny(bytes, message, to, wantedStarts) ? KEEP : DROP;
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

/** The place after all steps; −1: something else stands there. */
function walk(bytes: Uint8Array, from: number, to: number, steps: readonly CompiledStep[]): number {
  let at = from;
  for (const step of steps) {
    at = step.skip === undefined ? passText(bytes, at, to, step.text) : passRun(bytes, at, to, step.skip);
    if (at < 0) return at;
  }
  return at;
}

/** The place after `text`; −1: something else stands there. */
function passText(bytes: Uint8Array, from: number, to: number, text: Uint8Array): number {
  const length = text.length;
  if (to - from < length) return -1;
  for (let i = 0; i < length; i++) if (bytes[from + i] !== text[i]) return -1;
  return from + length;
}

function beginsWithAny(bytes: Uint8Array, from: number, to: number, texts: readonly Uint8Array[]): boolean {
  for (const text of texts) if (passText(bytes, from, to, text) >= 0) return true;
  return false;
}

/** The place after one or more bytes of the class; −1: there is none. */
function passRun(bytes: Uint8Array, from: number, to: number, skip: number): number {
  let at = from;
  while (at < to && ((CLASSES[bytes[at] ?? 0] ?? 0) & skip) !== 0) at++;
  return at === from ? -1 : at;
}

/** The wanted names, spelt out: most records are known to have another name after a few letters. */
interface Spelling {
  /** next[letters × 256 + byte]: the letters so far and this one; NONE: no wanted name begins so. */
  readonly next: Uint16Array;
  /** Index of the name that these letters are; NONE: they only begin one. */
  readonly nameAt: Int32Array;
}

const ROOT = 0;
const NONE = 0xffff;

function spellingOf(wanted: readonly string[]): Spelling {
  const names = wanted.map((name) => Buffer.from(name));
  const most = names.reduce((sum, name) => sum + name.length, 1);
  const next = new Uint16Array(most * 256).fill(NONE);
  const nameAt = new Int32Array(most).fill(NONE);
  let last = ROOT;
  names.forEach((name, index) => {
    let letters = ROOT;
    for (const byte of name) {
      const place = (letters << 8) | byte;
      if (next[place] === NONE) next[place] = ++last;
      letters = next[place] ?? NONE;
    }
    nameAt[letters] = index;
  });
  return { next, nameAt };
}

function byteOf(character: string): number {
  const [byte, ...more] = Buffer.from(character);
  if (byte === undefined || more.length > 0) throw new RangeError(`a sieve compares single bytes, not ${JSON.stringify(character)}`);
  return byte;
}
