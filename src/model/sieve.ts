/**
 * Which records of a source are worth decoding, as data, so that reading by bytes needs no knowledge of formats.
 *
 * A record starts at a line that fits `start`. From there `path` walks the header to the name that decides; a record whose
 * name is in `wanted` is kept with its continuation lines. A record whose header cannot be walked is kept (better one too
 * many than one lost), and so is anything before the first record.
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
}

/** `digits`, `letters`: one or more of them. `text`: exactly this. */
export type SieveStep = { readonly skip: "digits" | "letters" } | { readonly text: string };
