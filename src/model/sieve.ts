/** What a line is to a sieve. */
export const DROP = 0;
export const KEEP = 1;
/** No record starts here: the line belongs to the record before it. */
export const CONTINUE = 2;
export type Verdict = typeof DROP | typeof KEEP | typeof CONTINUE;

/**
 * How a source is read before anything of it becomes text: by a reader of its records' heads, as bytes, so that a record of which nothing else is wanted
 * never becomes text. Whether a line is kept depends on that line alone, so a source may be read in pieces.
 */
export interface HeadSieve {
  readonly openHeads: () => HeadReader;
}

export interface HeadReader {
  /**
   * Judges the line at bytes[from, to), line end left out. `line` counts from the beginning of the stretch that is read. DROP: what matters of it
   * is in the columns, or nothing does.
   */
  readonly judge: (bytes: Uint8Array, from: number, to: number, line: number) => Verdict;
  /** So many heads are in the columns. */
  readonly noted: () => number;
  /** The columns so far, valid until the next line is judged; new ones begin. Undefined: none was noted. */
  readonly take: () => Heads | undefined;
}

/** Heads of records in columns, in order of line, so that they can be handed to another thread. */
export interface Heads {
  /** From the beginning of the stretch, as `judge` was told. */
  readonly lines: Uint32Array<ArrayBuffer>;
  /** What else is known of each: as many numbers a row as the parser likes. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Texts that rows refer to by their index. */
  readonly texts: readonly string[];
}
