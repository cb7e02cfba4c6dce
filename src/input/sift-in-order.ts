import type { Sieve } from "../model/sieve.ts";
import type { Batch } from "./batch.ts";
import { unreadable, type FileNote } from "./file-note.ts";
import type { Piece, PlannedPiece } from "./piece.ts";
import { sift } from "./sift.ts";
import { noTextFacts, type TextFacts } from "./text-bytes.ts";

/** What tells the sieve of a source. Plain data, so that any thread can find it. */
export interface SieveKey {
  /** Id of the parser. */
  readonly parser: string;
  /** The first lines of the source. */
  readonly head: readonly string[];
}

/** Undefined: all lines are wanted. */
export type FindSieve = (key: SieveKey) => Sieve | undefined;

/** A piece to be read, for whoever asked for it to know it again. */
export interface SiftTask {
  readonly piece: PlannedPiece;
  readonly sieve: SieveKey;
}

/** What comes of the tasks, one after another: the batches of each, then what was found out about it. */
export type Sifted<Task extends SiftTask> =
  | { readonly task: Task; readonly batch: Batch; readonly facts: undefined }
  | { readonly task: Task; readonly batch: undefined; readonly facts: TextFacts; readonly notes: readonly FileNote[] };

/** Reads pieces in this thread, in the order given. A batch is valid until the next is asked for. */
export async function* siftInOrder<Task extends SiftTask>(tasks: Iterable<Task>, findSieve: FindSieve): AsyncGenerator<Sifted<Task>> {
  const pending = tasks[Symbol.iterator]();
  try {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      const task = next.value;
      const facts = noTextFacts();
      const notes: FileNote[] = [];
      const note = (one: FileNote): number => notes.push(one);
      try {
        const piece = openPiece(task.piece, note);
        if (piece !== undefined) for await (const batch of sift(piece, findSieve(task.sieve), { facts, note })) yield { task, batch, facts: undefined };
      } finally {
        task.piece.close();
      }
      yield { task, batch: undefined, facts, notes };
    }
  } finally {
    closeAll(pending);
  }
}

/** Closes the pieces that nobody will read any more. */
export function closeAll(pending: Iterator<SiftTask>): void {
  for (let next = pending.next(); next.done !== true; next = pending.next()) next.value.piece.close();
}

/** Undefined, and a note, where its file cannot be opened. */
export function openPiece(planned: PlannedPiece, note: (note: FileNote) => void): Piece | undefined {
  try {
    return planned.open();
  } catch (error) {
    note(unreadable(planned.input.path, error));
    return undefined;
  }
}
