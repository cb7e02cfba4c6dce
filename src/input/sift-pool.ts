import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Piece } from "./piece.ts";
import { closeAll, openPiece, type SieveKey, type Sifted, type SiftTask } from "./sift-in-order.ts";
import type { Part } from "./sift.ts";

/** What a worker is told: read this piece, or a batch was used: here is its buffer again. */
export type ToWorker = { readonly read: { readonly piece: Piece; readonly sieves: readonly SieveKey[] } } | { readonly used: ArrayBuffer };

/** What a worker tells of its current piece. */
export type FromWorker = Part | { readonly done: true };

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
      if ("done" in message) {
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
      const piece = openPiece(next.value.piece);
      if (!("inputs" in piece)) {
        next.value.piece.close();
        reading.arrived.push(piece, { done: true });
        continue;
      }
      const worker = idle.pop() ?? start();
      reading.by = worker;
      workers.set(worker, reading);
      worker.postMessage({ read: { piece, sieves: next.value.sieves } } satisfies ToWorker);
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
      } else if ("done" in message) {
        readings.shift();
      } else {
        yield { task: reading.task, ...message };
        if (message.batch === undefined) continue;
        const { buffer } = message.batch.text;
        reading.by?.postMessage({ used: buffer } satisfies ToWorker, [buffer]);
        // What other threads have sent is taken in, so that none of them waits for its next piece.
        await setImmediate();
      }
    }
  } finally {
    for (const reading of workers.values()) reading?.task.piece.close();
    closeAll(pending);
    await Promise.all([...workers.keys()].map((worker) => worker.terminate()));
  }
}
