import { fileNote, type FileNote } from "../file-note.ts";

/** What an archive may unfold to before it is taken for an attack, or for more than anyone meant to read. */
export interface Limits {
  /** Plain bytes of all layers of one archive. */
  readonly bytes: number;
  /** Plain bytes for each byte read from disk, beyond the first `freeBytes`. Logs compress 10 to 100 times. */
  readonly ratio: number;
  readonly freeBytes: number;
  /** Files, folders and links, those of nested archives included. */
  readonly entries: number;
  /** An archive in a file is 1, one in that 2. */
  readonly depth: number;
}

export const LIMITS: Limits = { bytes: 64 * 1024 ** 3, ratio: 1000, freeBytes: 100 * 1024 ** 2, entries: 100_000, depth: 2 };

/** A limit that an archive went beyond. `message` says which, as the end of a sentence. */
export class LimitReached extends Error {}

/** Counts what is read from one file and what it unfolds to. */
export interface Meter {
  readonly limits: Limits;
  readonly read: (bytes: number) => void;
  /**
   * Some layer gave `bytes`, and so far `inAll` of them.
   * @throws LimitReached
   */
  readonly gave: (bytes: number, inAll: number) => void;
}

export function createMeter(limits: Limits): Meter {
  let read = 0;
  let given = 0;
  return {
    limits,
    read: (bytes) => {
      read += bytes;
    },
    gave: (bytes, inAll) => {
      given += bytes;
      if (given > limits.bytes) throw tooLarge(limits);
      if (inAll > limits.freeBytes && inAll > read * limits.ratio) throw new LimitReached(`more than ${limits.ratio.toLocaleString("en")} times its size`);
    },
  };
}

export function tooLarge(limits: Limits): LimitReached {
  return new LimitReached(`more than ${(limits.bytes / 1024 ** 3).toLocaleString("en")} GiB`);
}

export function tooMany(limits: Limits): LimitReached {
  return new LimitReached(`more than ${limits.entries.toLocaleString("en")} files and folders`);
}

export function limitNote(file: string, reached: LimitReached): FileNote {
  return fileNote(
    file,
    "archive-limit",
    "warning",
    `An archive unfolds to ${reached.message}; what comes after that was left out.`,
    "If it can be trusted, unpack it and give the folder.",
  );
}

export function nestedNote(file: string): FileNote {
  return fileNote(file, "nested-archive", "warning", "An archive in an archive in an archive is not opened.", "Unpack the outermost and give the folder.");
}
