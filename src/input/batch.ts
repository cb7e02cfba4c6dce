import type { Heads } from "../model/sieve.ts";

/**
 * What a sieve left of some consecutive lines of a source: the lines wanted as text, still as bytes, and the heads of records of which nothing
 * else is wanted. Typed arrays throughout, so that another thread can be given it without a copy.
 */
export interface Batch {
  /** How many lines it stands for, wanted or not. */
  readonly lines: number;
  /** Holds the wanted lines, in order. */
  readonly text: Uint8Array<ArrayBuffer>;
  /** Where in `text` each wanted line begins and ends, line end left out, and which line of the batch it is, from 0. */
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly numbers: Uint32Array<ArrayBuffer>;
  /** `heads.lines` count from the beginning of the batch. */
  readonly heads: Heads | undefined;
  /** Pairs of a line of the batch, from 0, and the byte of the file at which it begins. */
  readonly places: Float64Array<ArrayBuffer>;
  /** Bytes read from the disk for it. */
  readonly diskBytes: number;
}

/** Where batches are copied to: buffers that come back when they were used, so that none becomes garbage. */
export interface BufferStore {
  /** At least so many bytes. */
  readonly take: (bytes: number) => ArrayBuffer;
  readonly give: (buffer: ArrayBuffer) => void;
}

/** Most batches fit; larger ones get a buffer of their own, which is not kept. */
const BUFFER_BYTES = 1024 * 1024;

export function bufferStore(): BufferStore {
  const free: ArrayBuffer[] = [];
  return {
    take: (bytes) => (bytes > BUFFER_BYTES ? new ArrayBuffer(bytes) : free.pop() ?? new ArrayBuffer(BUFFER_BYTES)),
    give: (buffer) => {
      if (buffer.byteLength === BUFFER_BYTES) free.push(buffer);
    },
  };
}

/** A copy that outlives the reader's buffers, all in one buffer, and what to hand over with it. */
export function ownedBatch(batch: Batch, store: BufferStore): { readonly batch: Batch; readonly transfer: readonly ArrayBuffer[] } {
  const { text, starts, ends, numbers, places, heads } = batch;
  const doubles = heads?.numbers.byteLength ?? 0;
  const words = (heads?.lines.byteLength ?? 0) + 3 * numbers.byteLength;
  const buffer = store.take(doubles + words + text.length);
  let at = doubles;
  const copy = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
    const to = new Uint32Array(buffer, at, from.length);
    to.set(from);
    at += from.byteLength;
    return to;
  };
  const owned: Batch = {
    ...batch,
    heads: heads === undefined ? undefined : { lines: copy(heads.lines), numbers: new Float64Array(buffer, 0, heads.numbers.length), texts: heads.texts },
    numbers: copy(numbers),
    starts: copy(starts),
    ends: copy(ends),
    text: new Uint8Array(buffer, doubles + words, text.length),
  };
  if (heads !== undefined) owned.heads?.numbers.set(heads.numbers);
  owned.text.set(text);
  return { batch: owned, transfer: [buffer, places.buffer] };
}
