import { parentPort } from "node:worker_threads";
import { bufferStore, ownedBatch } from "./batch.ts";
import type { FileNote } from "./file-note.ts";
import { sift } from "./sift.ts";
import type { FindSieve } from "./sift-in-order.ts";
import { UNUSED_BATCHES, type FromWorker, type ToWorker } from "./sift-pool.ts";
import { noTextFacts } from "./text-bytes.ts";

/** In a worker thread: reads the pieces that `siftInPool` sends, one at a time, and sends their batches back. */
export function servePieces(findSieve: FindSieve): void {
  const port = parentPort;
  if (port === null) throw new Error("servePieces runs in worker threads only");
  const store = bufferStore();
  let unused = 0;
  let wake = (): void => undefined;

  const read = async ({ piece, sieve }: Extract<ToWorker, { read: unknown }>["read"]): Promise<void> => {
    const facts = noTextFacts();
    const notes: FileNote[] = [];
    for await (const batch of sift(piece, findSieve(sieve), { facts, note: (note) => notes.push(note) })) {
      while (unused >= UNUSED_BATCHES) await new Promise<void>((resolve) => (wake = resolve));
      unused++;
      const { batch: owned, transfer } = ownedBatch(batch, store);
      port.postMessage({ batch: owned } satisfies FromWorker, transfer);
    }
    port.postMessage({ facts, notes } satisfies FromWorker);
  };

  port.on("message", (message: ToWorker) => {
    if ("read" in message) {
      void read(message.read);
      return;
    }
    unused--;
    store.give(message.used);
    wake();
  });
}
