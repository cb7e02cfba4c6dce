import { newLife, NO_LINE, type Life } from "./life.ts";
import { copyOrigin, noOrigin } from "./record.ts";

/** Processes as the file before knew them, by the key of each: those that still run go on with what they had open. */
export type Lives = Map<string, Life>;

/**
 * The processes of a rotated log's next file. A call that was read in the file before and is not yet taken has no line in this one, until it is. Not carried
 * over is when each thread wrote last, should the files be in another order than their names say.
 */
export function goOn(memory: unknown): Lives {
  if (!(memory instanceof Map)) return new Map();
  const lives = new Map<string, Life>(memory);
  for (const life of lives.values()) {
    const moved = new Map([...life.calls.values()].map((call) => [call, call.taken ? call : { ...call, head: { ...call.head, line: NO_LINE } }] as const));
    for (const [key, call] of life.calls) life.calls.set(key, moved.get(call) ?? call);
    for (const [key, call] of life.queued) life.queued.set(key, call === undefined ? undefined : moved.get(call));
    life.lastUs = newLife().lastUs;
    for (const thread of life.threads.values()) {
      copyOrigin(noOrigin(), thread.last);
      thread.read = thread.read === undefined ? undefined : moved.get(thread.read);
    }
  }
  return lives;
}
