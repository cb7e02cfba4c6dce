import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Batch } from "./batch.ts";
import type { FileNote } from "./file-note.ts";
import type { Piece } from "./piece.ts";
import { closeAll, openPiece, type SieveKey, type Sifted, type SiftTask } from "./sift-in-order.ts";
import { noTextFacts, type TextFacts } from "./text-bytes.ts";

/** What a worker is told: read this piece, or a batch was used: here is its buffer again. */
export type ToWorker = { readonly read: { readonly piece: Piece; readonly sieve: SieveKey } } | { readonly used: ArrayBuffer };

/** What a worker tells of its current piece. */
export type FromWorker = { readonly batch: Batch } | { readonly facts: TextFacts; readonly notes: readonly FileNote[] };

/** Batches of a piece that may lie unused: those of a plain piece all, and a compressed file stays a few MB ahead. */
export const UNUSED_BATCHES = 10;

/** Sifting makes little garbage; the room for it that threads have by default is more than all else they need. MB. */
const YOUNG_MB = 4;

/** A task under way. */
interface Reading<Task> {
  readonly task: Task;
  /** Who reads or read it. */
  by: Worker | undefined;
  /** Came, and not yet asked for. */
  readonly arrived: FromWorker[];
}

/**
 * Reads pieces in worker threads: whichever is free takes the next piece. What comes of them is handed over in the order of the pieces, so
 * nothing that follows depends on the number of threads or on their speed. So many pieces are read ahead of the one whose turn it is that no
 * thread idles, and no more, so that memory stays bounded. `workerUrl` is the module that serves the threads (see serve-pieces.ts).
 */
export async function* siftInPool<Task extends SiftTask>(tasks: Iterable<Task>, jobs: number, workerUrl: URL): AsyncGenerator<Sifted<Task>> {
  const ahead = 2 * jobs + 1;
  const pending = tasks[Symbol.iterator]();
  const readings: Reading<Task>[] = [];
  const idle: Worker[] = [];
  const workers = new Map<Worker, Reading<Task> | undefined>();
  const failure: { error: unknown } = { error: undefined };
  let wake = (): void => undefined;
  let more = true;

  const start = (): Worker => {
    const worker = new Worker(workerUrl, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    worker.on("message", (message: FromWorker) => {
      const reading = workers.get(worker);
      reading?.arrived.push(message);
      if (!("batch" in message)) {
        reading?.task.piece.close();
        workers.set(worker, undefined);
        idle.push(worker);
        dispatch();
      }
      wake();
    });
    worker.on("error", (error) => {
      failure.error = error;
      wake();
    });
    workers.set(worker, undefined);
    return worker;
  };

  const dispatch = (): void => {
    while (more && readings.length < ahead && (idle.length > 0 || workers.size < jobs)) {
      const next = pending.next();
      if (next.done === true) {
        more = false;
        return;
      }
      const reading: Reading<Task> = { task: next.value, by: undefined, arrived: [] };
      readings.push(reading);
      const notes: FileNote[] = [];
      const piece = openPiece(next.value.piece, (note) => notes.push(note));
      if (piece === undefined) {
        next.value.piece.close();
        reading.arrived.push({ facts: noTextFacts(), notes });
        continue;
      }
      const worker = idle.pop() ?? start();
      reading.by = worker;
      workers.set(worker, reading);
      worker.postMessage({ read: { piece, sieve: next.value.sieve } } satisfies ToWorker);
    }
  };

  try {
    for (;;) {
      dispatch();
      const [reading] = readings;
      if (reading === undefined) return;
      const message = reading.arrived.shift();
      if (message === undefined) {
        if (failure.error !== undefined) throw failure.error;
        await new Promise<void>((resolve) => (wake = resolve));
      } else if ("batch" in message) {
        yield { task: reading.task, batch: message.batch, facts: undefined };
        const { buffer } = message.batch.text;
        reading.by?.postMessage({ used: buffer } satisfies ToWorker, [buffer]);
        // What other threads have sent is taken in, so that none of them waits for its next piece.
        await setImmediate();
      } else {
        readings.shift();
        yield { task: reading.task, batch: undefined, facts: message.facts, notes: message.notes };
      }
    }
  } finally {
    for (const reading of workers.values()) reading?.task.piece.close();
    closeAll(pending);
    await Promise.all([...workers.keys()].map((worker) => worker.terminate()));
  }
}
