import type { RawOperation } from "./raw.ts";
import type { Retention } from "./retention.ts";

/** The operations of one log: those of boots and deletes, the open ones, and the newest of the rest. */
export interface OperationShelf {
  readonly add: (operation: RawOperation) => void;
  readonly all: () => RawOperation[];
  /** How many were given up. */
  readonly dropped: () => number;
}

export function operationShelf({ operations: room, matters }: Retention): OperationShelf {
  let staying: RawOperation[] = [];
  let loose: RawOperation[] = [];
  let dropped = 0;
  room.join({
    settle: () => {
      const settled = loose.filter(({ head, work, domain }) => domain !== undefined || matters(head, work));
      if (settled.length > 0) {
        const aside = new Set(settled);
        staying.push(...settled);
        loose = loose.filter((operation) => !aside.has(operation));
      }
      return loose.reduce((count, { open }) => (open ? count : count + 1), 0);
    },
    giveUp: (count) => {
      let left = count;
      loose = loose.filter(({ open }) => open || left-- <= 0);
      dropped += count;
    },
  });
  return {
    add: (operation) => {
      loose.push(operation);
      room.fill(1);
    },
    all: () => {
      const all = [...staying, ...loose];
      staying = [];
      loose = [];
      return all;
    },
    dropped: () => dropped,
  };
}
