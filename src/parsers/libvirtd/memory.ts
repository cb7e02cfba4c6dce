import { newLife, type Life } from "./life.ts";
import { copyOrigin, noOrigin } from "./record.ts";

/** Processes as the file before knew them, by the key of each: those that still run go on with what they had open. */
export type Lives = Map<string, Life>;

/**
 * The processes of a rotated log's next file. Not carried over is what has its line in the file before, since events are told of lines of their own file: a call
 * that was read there and is not yet taken. Nor is when each thread wrote last, should the files be in another order than their names say.
 */
export function goOn(memory: unknown): Lives {
  if (!(memory instanceof Map)) return new Map();
  const lives = new Map<string, Life>(memory);
  for (const life of lives.values()) {
    for (const [key, { taken }] of life.calls) if (!taken) life.calls.delete(key);
    life.queued.clear();
    life.lastUs = newLife().lastUs;
    for (const thread of life.threads.values()) {
      copyOrigin(noOrigin(), thread.last);
      thread.read = undefined;
      thread.justRead = undefined;
    }
  }
  return lives;
}
