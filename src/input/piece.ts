import { closeSync, openSync } from "node:fs";
import type { InputFile } from "./input-file.ts";

/** What is read in one go, perhaps by another thread: a part of one source, or several that are stored together. */
export interface Piece {
  /** One; or files of a compressed archive, in the order they are stored. */
  readonly inputs: readonly InputFile[];
  /** Which lines it has: those that begin in this range of the file's bytes. Undefined: all, and what is read may be compressed. */
  readonly range: Range | undefined;
}

export interface Range {
  readonly from: number;
  /** Undefined: up to the end of the file, which may have grown. */
  readonly to: number | undefined;
  /** The file, open for reading. */
  readonly fd: number;
}

/** A piece as planned; its file is opened when the first one of it is read, and stays the same file if its name is given to another. */
export interface PlannedPiece {
  readonly inputs: readonly InputFile[];
  /** @throws the system's error if the file cannot be opened. */
  readonly open: () => Piece;
  /** To be called once, when the piece was read or will not be. */
  readonly close: () => void;
  /** No other piece of its sources follows. */
  readonly last: boolean;
}

/** Small enough that the last pieces end at about the same time, large enough that starting one costs nothing. */
export const PIECE_BYTES = 4 * 1024 * 1024;

/** Cuts a plain file of that size into pieces; what is not plain, or small, is one. */
export function* cutUp(input: InputFile, plainBytes: number | undefined, pieceBytes = PIECE_BYTES): Generator<PlannedPiece> {
  if (plainBytes === undefined || plainBytes <= pieceBytes) {
    yield wholePiece([input]);
    return;
  }
  const pieces = Math.ceil(plainBytes / pieceBytes);
  const file = sharedFile(input.location, pieces);
  for (let index = 0; index < pieces; index++) {
    const last = index === pieces - 1;
    const from = index * pieceBytes;
    yield { inputs: [input], open: () => ({ inputs: [input], range: { from, to: last ? undefined : from + pieceBytes, fd: file.open() } }), close: file.close, last };
  }
}

/** Files that are read from start to end; several only where one reading of an archive gives them all. */
export function wholePiece(inputs: readonly InputFile[]): PlannedPiece {
  return { inputs, open: () => ({ inputs, range: undefined }), close: () => undefined, last: true };
}

function sharedFile(location: string, users: number): { readonly open: () => number; readonly close: () => void } {
  let fd: number | undefined;
  let left = users;
  return {
    open: () => (fd ??= openSync(location, "r")),
    close: () => {
      left--;
      if (left === 0 && fd !== undefined) closeSync(fd);
    },
  };
}
