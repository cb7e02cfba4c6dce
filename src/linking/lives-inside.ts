import type { LockAcquired, LockReleased, LockRequested } from "../model/event.ts";
import { sameActor, type Life } from "./lock-life.ts";
import type { RawAcquisition } from "./raw.ts";

/** Lives of one lock held at a time; beyond that the oldest one's release counts as lost. Generations that log none would pile up. */
const MOST_HELD = 64;

/** Lives that have their lock, or of which a layer has not yet given it back. */
export interface LivesInside {
  readonly of: (name: string) => readonly Life[];
  readonly all: () => readonly Life[];
  readonly enter: (life: Life) => void;
  readonly leave: (life: Life) => void;
  /** A lock has a new holder. */
  readonly supersede: (name: string, by: RawAcquisition) => void;
  /** The lock whose external stage this file is: by name, or, where only the path is logged, the actor's lock that the path was made of. */
  readonly outerOf: (event: LockRequested | LockAcquired | LockReleased, name: string) => Life | undefined;
}

const NOBODY: readonly Life[] = [];

export function livesInside(): LivesInside {
  const inside = new Map<string, Life[]>();
  const leave = (life: Life): void => {
    const lives = inside.get(life.name);
    const index = lives?.indexOf(life) ?? -1;
    if (lives === undefined || index < 0) return;
    if (lives.length === 1) inside.delete(life.name);
    else lives.splice(index, 1);
  };
  return {
    of: (name) => inside.get(name) ?? NOBODY,
    all: () => [...inside.values()].flat(),
    enter(life) {
      const lives = inside.get(life.name);
      if (lives === undefined) inside.set(life.name, [life]);
      else lives.push(life);
    },
    leave,

    supersede(name, { resource, form, writer }) {
      // Without a process id, equal names may be locks of several processes.
      const excludes = resource === "lock" && writer.pid !== undefined;
      let held = 0;
      let oldest: Life | undefined;
      for (const life of inside.get(name) ?? NOBODY) {
        if (life.acquisition.state !== "held" || life.acquisition.form !== form) continue;
        life.superseded ||= excludes;
        oldest ??= life;
        held++;
      }
      if (oldest === undefined || held < MOST_HELD) return;
      leave(oldest);
      oldest.acquisition.state = "released";
    },

    outerOf(event, name) {
      const isOuter = ({ acquisition }: Life): boolean => acquisition.state === "held" && acquisition.form !== "file" && sameActor(acquisition, event);
      if (!event.lock.startsWith("/")) return inside.get(name)?.find(isOuter);
      for (const lives of inside.values()) {
        const outer = lives.find((life) => isOuter(life) && life.acquisition.writer.pid === event.head.pid && event.lock.endsWith(life.acquisition.lock.replaceAll("/", "_")));
        if (outer !== undefined) return outer;
      }
      return undefined;
    },
  };
}
