/**
 * Which records of a source are worth decoding, as data, so that reading by bytes needs no knowledge of formats.
 *
 * A record starts at a line that fits `start`. From there `path` walks the header to the name that decides; a record whose
 * name is in `wanted` is kept. A record whose header cannot be walked is kept (better one too
 * many than one lost), and so is one that ends within a wanted name, and anything before the first record.
 */
export interface Sieve {
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
