import type { Coding } from "./archive/member.ts";
import type { FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";

export interface Bytes {
  /** Undefined: the bytes stand in the file as they are, so it can be entered anywhere. */
  readonly compression: Coding["method"] | undefined;
  /** Decompressed, at most 512 KiB each. A block is valid until the next is asked for. The file is closed at the end, also when left early. */
  readonly blocks: AsyncIterable<Buffer>;
}

/** Opens a file for one reading from `from` (bytes). Never throws: what cannot be read becomes a note and an early end. */
export type Open = (input: InputFile, note: (note: FileNote) => void, from?: number, blockBytes?: number, onDisk?: (bytes: number) => void) => Promise<Bytes>;
