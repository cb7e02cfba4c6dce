import type { HeadSieve } from "../model/sieve.ts";
import { unreadable } from "./file-note.ts";
import type { Piece, PlannedPiece } from "./piece.ts";
import { sift, type Part } from "./sift.ts";
import { noTextFacts } from "./text-bytes.ts";

/** What tells the sieve of a source. Plain data, so that any thread can find it. */
export interface SieveKey {
  /** Id of the parser. */
  readonly parser: string;
  /** The first lines of the source. */
  readonly head: readonly string[];
}

/** Undefined: all lines are wanted. */
export type FindSieve = (key: SieveKey) => HeadSieve | undefined;

/** A piece to be read, for whoever asked for it to know it again. */
export interface SiftTask {
  readonly piece: PlannedPiece;
  /** One for each of its inputs. */
  readonly sieves: readonly SieveKey[];
}

/** What comes of the tasks, one after another. */
export type Sifted<Task extends SiftTask> = Part & { readonly task: Task };

/** Reads pieces in this thread, in the order given. A batch is valid until the next is asked for. */
export async function* siftInOrder<Task extends SiftTask>(tasks: Iterable<Task>, findSieve: FindSieve): AsyncGenerator<Sifted<Task>> {
  const pending = tasks[Symbol.iterator]();
  try {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      const task = next.value;
      try {
        const piece = openPiece(task.piece);
        if ("inputs" in piece) for await (const part of sift(piece, task.sieves.map(findSieve))) yield { task, ...part };
        else yield { task, ...piece };
      } finally {
        task.piece.close();
      }
    }
  } finally {
    closeAll(pending);
  }
}

/** Closes the pieces that nobody will read any more. */
export function closeAll(pending: Iterator<SiftTask>): void {
  for (let next = pending.next(); next.done !== true; next = pending.next()) next.value.piece.close();
}

/** Where its file cannot be opened, what is to be told of it. */
export function openPiece(planned: PlannedPiece): Piece | Part {
  try {
    return planned.open();
  } catch (error) {
    return { member: 0, batch: undefined, facts: noTextFacts(), notes: planned.inputs.map(({ path }) => unreadable(path, error)) };
  }
}
