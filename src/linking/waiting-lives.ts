import type { Life, LockEvent } from "./lock-life.ts";

/** Lives that wait, by who asked: a queue may be thousands deep, and each line of it is looked up. */
export interface WaitingLives {
  readonly add: (life: Life) => void;
  /** Before its writer becomes another one. */
  readonly remove: (life: Life) => void;
  /** In the order in which they asked: those that wait for this lock, by whoever wrote the event; by anyone, where what has a key is handed on. */
  readonly of: (name: string, event: LockEvent) => readonly Life[];
  readonly all: () => readonly Life[];
}

export function waitingLives(): WaitingLives {
  const lives = new Map<string | number, Life[]>();
  return {
    add(life) {
      const asker = askerOf(life);
      const own = lives.get(asker);
      if (own === undefined) lives.set(asker, [life]);
      else own.push(life);
    },
    remove(life) {
      const asker = askerOf(life);
      const own = lives.get(asker);
      const index = own?.indexOf(life) ?? -1;
      if (own === undefined || index < 0) return;
      if (own.length === 1) lives.delete(asker);
      else own.splice(index, 1);
    },
    of: (name, { key, head: { requestId, tid } }) =>
      (lives.get(idOf(name, key !== undefined, requestId, tid)) ?? []).filter(
        (life) => life.name === name && (key !== undefined || (life.acquisition.writer.requestId === requestId && life.acquisition.writer.tid === tid)),
      ),
    all: () => [...lives.values()].flat(),
  };
}

function askerOf({ name, pooled, acquisition: { writer } }: Life): string | number {
  return idOf(name, pooled, writer.requestId, writer.tid);
}

/** Where nothing says who asked, all who wait for one lock are together. */
function idOf(name: string, hasKey: boolean, requestId: string | undefined, tid: number | undefined): string | number {
  return hasKey ? name : requestId ?? tid ?? name;
}
