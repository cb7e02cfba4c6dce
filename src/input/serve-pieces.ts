import { parentPort } from "node:worker_threads";
import { bufferStore, ownedBatch } from "./batch.ts";
import { sift } from "./sift.ts";
import type { FindSieve } from "./sift-in-order.ts";
import { UNUSED_BATCHES, type FromWorker, type ToWorker } from "./sift-pool.ts";

/** In a worker thread: reads the pieces that `siftInPool` sends, one at a time, and sends their batches back. */
export function servePieces(findSieve: FindSieve): void {
  const port = parentPort;
  if (port === null) throw new Error("servePieces runs in worker threads only");
  const store = bufferStore();
  let unused = 0;
  let wake = (): void => undefined;

  const read = async ({ piece, sieves }: Extract<ToWorker, { read: unknown }>["read"]): Promise<void> => {
    for await (const part of sift(piece, sieves.map(findSieve))) {
      if (part.batch === undefined) {
        port.postMessage(part satisfies FromWorker);
        continue;
      }
      while (unused >= UNUSED_BATCHES) await new Promise<void>((resolve) => (wake = resolve));
      unused++;
      const { batch, transfer } = ownedBatch(part.batch, store);
      port.postMessage({ ...part, batch } satisfies FromWorker, transfer);
    }
    port.postMessage({ done: true } satisfies FromWorker);
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
