/**
 * Pieces of lines met before, found again by their bytes without making text of them. Each has a few texts, which a batch of columns lists when
 * the piece is first met in it.
 */
export interface KnownBytes {
  /** Entry + 1 by hash; 0: free. */
  readonly slots: Int32Array;
  /** Bytes of all entries, one behind the other, padded to whole words. */
  readonly words: Int32Array;
  usedWords: number;
  readonly firstWords: Int32Array;
  readonly lengths: Int32Array;
  count: number;
  /** What a piece stands for, by entry. */
  readonly texts: (readonly string[])[];
  /** What else is known of it, by entry. */
  readonly flags: Uint8Array;
  /** Where its texts are in the batch of number `batches`, by entry. */
  readonly places: Int32Array;
  readonly batches: Int32Array;
}

/** Slots looked at for one hash. */
const PROBES = 8;

/** Holds up to `entries` (a power of two), of `wordsEach` words on average; beyond either it starts anew. */
export function noKnownBytes(entries: number, wordsEach: number): KnownBytes {
  return {
    slots: new Int32Array(entries * 4),
    words: new Int32Array(entries * wordsEach),
    usedWords: 0,
    firstWords: new Int32Array(entries),
    lengths: new Int32Array(entries),
    count: 0,
    texts: [],
    flags: new Uint8Array(entries),
    places: new Int32Array(entries),
    batches: new Int32Array(entries),
  };
}

/** One step of a hash over words. */
export function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** The entry that stands at `from`, -1 if none is known. The view must reach as far as `limit`; longer entries do not fit. */
export function findKnown(known: KnownBytes, view: DataView, from: number, limit: number, hash: number): number {
  const { slots, lengths } = known;
  for (let probe = 0; probe < PROBES; probe++) {
    const entry = (slots[(hash + probe) & (slots.length - 1)] ?? 0) - 1;
    if (entry < 0) return -1;
    const length = lengths[entry] ?? 0;
    if (from + length <= limit && standsAt(known, entry, view, from, length)) return entry;
  }
  return -1;
}

function standsAt({ words, firstWords }: KnownBytes, entry: number, view: DataView, from: number, length: number): boolean {
  let word = firstWords[entry] ?? 0;
  const last = length - 4;
  let at = 0;
  for (; at <= last; at += 4, word++) if (view.getInt32(from + at, true) !== words[word]) return false;
  // The rest, fewer than four bytes, was padded with the bytes before it.
  return at === length || view.getInt32(from + last, true) === words[word];
}

/** `length`: at least four bytes. */
export function addKnown(known: KnownBytes, view: DataView, from: number, length: number, hash: number, texts: readonly string[], flags: number): number {
  const size = (length + 3) >> 2;
  if (known.count === known.lengths.length || known.usedWords + size > known.words.length) {
    known.slots.fill(0);
    known.usedWords = 0;
    known.count = 0;
  }
  const entry = known.count++;
  known.firstWords[entry] = known.usedWords;
  known.lengths[entry] = length;
  const last = length - 4;
  let at = 0;
  for (; at <= last; at += 4) known.words[known.usedWords++] = view.getInt32(from + at, true);
  if (at < length) known.words[known.usedWords++] = view.getInt32(from + last, true);
  known.texts[entry] = texts;
  known.flags[entry] = flags;
  known.batches[entry] = 0;
  known.slots[freeSlot(known.slots, hash)] = entry + 1;
  return entry;
}

/** A free slot for the hash, else its own, whose entry is then no longer found. */
function freeSlot(slots: Int32Array, hash: number): number {
  for (let probe = 0; probe < PROBES; probe++) {
    const slot = (hash + probe) & (slots.length - 1);
    if (slots[slot] === 0) return slot;
  }
  return hash & (slots.length - 1);
}

/** Index of the entry's first text in the texts of this batch, where they are put if they are not there yet. `batch`: from 1 on. */
export function placeOf(known: KnownBytes, entry: number, batch: number, texts: string[]): number {
  if (known.batches[entry] === batch) return known.places[entry] ?? 0;
  const place = texts.length;
  for (const text of known.texts[entry] ?? []) texts.push(text);
  known.batches[entry] = batch;
  known.places[entry] = place;
  return place;
}
