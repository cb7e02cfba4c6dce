import type { Cursor } from "./cursor.ts";

/** What an archive says of one thing in it. */
export interface Entry {
  /** As stored: never to be used as a path on disk. */
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "special" | "sparse" | "encrypted" | "unknown-method";
  /** As packed; undefined where the archive does not say. */
  readonly bytes: number | undefined;
  /** µs since the epoch. */
  readonly modifiedUs: number | undefined;
  /** The plain bytes of a file, until the next entry is asked for. Undefined for all but files. */
  readonly content: Cursor | undefined;
}

/**
 * Goes through an archive from its start on. `trouble` is told what is wrong with it; the entries that can be had follow all the same.
 */
export type Entries = (archive: Cursor, trouble: (reason: unknown) => void) => AsyncGenerator<Entry>;

/** Closes the content when the next entry is asked for, or none any more. */
export async function* lent(entry: Entry): AsyncGenerator<Entry> {
  try {
    yield entry;
  } finally {
    await entry.content?.close();
  }
}
