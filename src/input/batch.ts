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
  /** So many of the wanted lines, the first, continue a record that began before the stretch: whether they are wanted depends on that. */
  readonly leading: number;
  /** Whether lines that continue the last record are wanted; undefined: no record began. */
  readonly keeping: boolean | undefined;
  /** `heads.lines` count from the beginning of the batch. */
  readonly heads: Heads | undefined;
  /** Pairs of a line of the batch, from 0, and the byte of the file at which it begins. */
  readonly places: Float64Array<ArrayBuffer>;
  /** Bytes read from the disk for it. */
  readonly diskBytes: number;
}

/** A batch that outlives the reader's buffers, and what to hand over with it. */
export function ownedBatch(batch: Batch): { readonly batch: Batch; readonly transfer: readonly ArrayBuffer[] } {
  const text = batch.text.slice();
  const starts = batch.starts.slice();
  const ends = batch.ends.slice();
  const numbers = batch.numbers.slice();
  const heads = batch.heads === undefined ? [] : [batch.heads.lines.buffer, batch.heads.numbers.buffer];
  return { batch: { ...batch, text, starts, ends, numbers }, transfer: [text.buffer, starts.buffer, ends.buffer, numbers.buffer, batch.places.buffer, ...heads] };
}
