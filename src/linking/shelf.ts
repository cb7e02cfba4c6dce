import type { SharedRoom } from "./retention.ts";

/** Things of one log that are kept while there is room, in the order they came. */
export interface OrderedShelf<T> {
  readonly add: (item: T) => void;
  readonly all: () => T[];
  /** How many were given up. */
  readonly dropped: () => number;
}

/** `mayGo`: an item nobody needs as far as is known. It is asked again each time room is made, for what is known changes. */
export function shelf<T>(room: SharedRoom, mayGo: (item: T) => boolean): OrderedShelf<T> {
  let items: T[] = [];
  let dropped = 0;
  room.join({
    settle: () => items.reduce((count, item) => (mayGo(item) ? count + 1 : count), 0),
    giveUp: (count) => {
      let left = count;
      items = items.filter((item) => left <= 0 || !mayGo(item) || left-- <= 0);
      dropped += count;
    },
  });
  return {
    add: (item) => {
      items.push(item);
      room.fill(1);
    },
    all: () => {
      const all = items;
      items = [];
      return all;
    },
    dropped: () => dropped,
  };
}
