/**
 * How a source is read by bytes before anything of it becomes text: by the names of wanted records, or by a reader of their heads.
 */
export type Sieve = NameSieve | HeadSieve;

/** What a line is to a sieve. */
export const DROP = 0;
export const KEEP = 1;
/** No record starts here: the line belongs to the record before it. */
export const CONTINUE = 2;
export type Verdict = typeof DROP | typeof KEEP | typeof CONTINUE;

/**
 * Reads the heads of records by bytes, so that a record of which nothing else is wanted never becomes text. Whether a line is kept depends
 * on that line alone, so a source may be read in pieces.
 */
export interface HeadSieve {
  readonly openHeads: () => HeadReader;
}

export interface HeadReader {
  /**
   * Judges the line at bytes[from, to), line end left out. `line` counts from the beginning of the stretch that is read. DROP: what matters of it
   * is in the columns.
   */
  readonly judge: (bytes: Uint8Array, from: number, to: number, line: number) => Verdict;
  /** So many heads are in the columns. */
  readonly noted: () => number;
  /** The columns so far; new ones begin. Undefined: none was noted. */
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

/**
 * Which records of a source are worth decoding, as data, so that reading by bytes needs no knowledge of formats.
 *
 * A record starts at a line that fits `start`. From there `path` walks the header to the name that decides; a record whose
 * name is in `wanted` is kept. A record whose header cannot be walked is kept (better one too
 * many than one lost), and so is one that ends within a wanted name, and anything before the first record.
 */
export interface NameSieve {
  /** Bytes that must stand at fixed offsets of a line for it to start a record. */
  readonly start: readonly { readonly offset: number; readonly byte: string }[];
  /** Offset at which `path` begins. */
  readonly offset: number;
  /** Walk from there, each step in turn. */
  readonly path: readonly SieveStep[];
  /** The name ends before this byte. */
  readonly nameEnd: string;
  readonly wanted: readonly string[];
  /** Wanted names of which only some messages are; undefined: each name decides alone. */
  readonly messages: SieveMessages | undefined;
  /** Whether the lines between a wanted record and the next one are wanted too. */
  readonly continuations: boolean;
}

/** Where this walk fails the record is kept. */
export interface SieveMessages {
  /** From the end of the name to the message. */
  readonly path: readonly SieveStep[];
  /** By name: the message must begin with one of these texts. A name that is not listed is wanted whatever follows. */
  readonly starts: ReadonlyMap<string, readonly string[]>;
}

/** `digits`, `letters`: one or more of them. `text`: exactly this. */
export type SieveStep = { readonly skip: "digits" | "letters" } | { readonly text: string };
