import type { Batch } from "./batch.ts";
import { checkpoints, type Checkpoint } from "./checkpoints.ts";
import { deliverTo, type Taker } from "./deliver.ts";
import type { FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";
import { noTextFacts, type TextFacts } from "./text-bytes.ts";
import { textNotes } from "./text-notes.ts";

/** What became of one source. */
export interface ReadResult {
  /** Decompressed. */
  readonly bytes: number;
  /** All there are, wanted or not. */
  readonly lines: number;
  readonly notes: readonly FileNote[];
  /** Places to start from when lines are quoted later; none for compressed files. */
  readonly checkpoints: readonly Checkpoint[];
}

/** One source that is being read, piece by piece. */
export interface Gathering {
  readonly batch: (batch: Batch) => void;
  /** A piece is over. */
  readonly piece: (facts: TextFacts, notes: readonly FileNote[]) => void;
  readonly result: () => ReadResult;
}

/** Puts together what was read of one source, in order, and hands its lines to `taker`. Throws only what that throws. */
export function gatherSource(input: InputFile, taker: Taker): Gathering {
  const whole = noTextFacts();
  const notes: FileNote[] = [];
  const places = checkpoints();
  const delivery = deliverTo(taker);
  return {
    batch: (batch) => {
      const before = delivery.lines();
      for (let at = 0; at < batch.places.length; at += 2) places.add(before + (batch.places[at] ?? 0) + 1, batch.places[at + 1] ?? 0);
      delivery.take(batch);
    },
    piece: (facts, more) => {
      whole.bytes += facts.bytes;
      whole.nulBytes += facts.nulBytes;
      whole.longLines += facts.longLines;
      whole.unfinishedLastLine ||= facts.unfinishedLastLine;
      // One reason why a file cannot be read is met in each of its pieces.
      notes.push(...more.filter((note) => !notes.some(({ code, text }) => code === note.code && text === note.text)));
    },
    result: () => ({
      bytes: whole.bytes,
      lines: delivery.lines(),
      notes: [...notes, ...textNotes(input.path, whole, delivery.invalidUtf8())],
      checkpoints: places.list(),
    }),
  };
}
