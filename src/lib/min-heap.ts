import { numbers } from "./numbers.ts";

/** Values in order of their keys; equal keys in order of insertion. */
export interface MinHeap {
  readonly size: () => number;
  /** Smallest key; infinite when empty. */
  readonly firstKey: () => number;
  readonly push: (key: number, value: number) => void;
  /** Takes the value with the smallest key; undefined when empty. */
  readonly pop: () => number | undefined;
}

/** Entries there is room for at first. */
const FIRST_ROOM = 64;

/** In columns, since there may be millions. */
export function minHeap(): MinHeap {
  let keys = numbers(FIRST_ROOM);
  let turns = numbers(FIRST_ROOM);
  let values = numbers(FIRST_ROOM);
  let size = 0;
  let turn = 0;

  const makeRoom = (): void => {
    const widen = (column: Float64Array): Float64Array => {
      const wider = numbers(2 * column.length);
      wider.set(column);
      return wider;
    };
    [keys, turns, values] = [widen(keys), widen(turns), widen(values)];
  };
  /** Whether the entry at an index comes before this one. */
  const isBefore = (at: number, key: number, its: number): boolean => {
    const other = keys[at] ?? 0;
    return other < key || (other === key && (turns[at] ?? 0) < its);
  };
  const put = (at: number, key: number, its: number, value: number): void => {
    keys[at] = key;
    turns[at] = its;
    values[at] = value;
  };
  const move = (from: number, to: number): void => {
    put(to, keys[from] ?? 0, turns[from] ?? 0, values[from] ?? 0);
  };

  return {
    size: () => size,
    firstKey: () => (size === 0 ? Number.POSITIVE_INFINITY : keys[0] ?? 0),
    push(key, value) {
      const own = turn++;
      if (size === keys.length) makeRoom();
      let at = size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (isBefore(parent, key, own)) break;
        move(parent, at);
        at = parent;
      }
      put(at, key, own, value);
    },
    pop() {
      if (size === 0) return undefined;
      const first = values[0];
      size--;
      const key = keys[size] ?? 0;
      const own = turns[size] ?? 0;
      const value = values[size] ?? 0;
      let at = 0;
      for (;;) {
        let least = 2 * at + 1;
        if (least >= size) break;
        if (least + 1 < size && isBefore(least + 1, keys[least] ?? 0, turns[least] ?? 0)) least++;
        if (!isBefore(least, key, own)) break;
        move(least, at);
        at = least;
      }
      put(at, key, own, value);
      return first;
    },
  };
}
