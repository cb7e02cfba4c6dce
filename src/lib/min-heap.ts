/** Values in order of their keys; equal keys in order of insertion. */
export interface MinHeap {
  readonly size: () => number;
  /** Smallest key; infinite when empty. */
  readonly firstKey: () => number;
  readonly push: (key: number, value: number) => void;
  /** Takes the value with the smallest key; undefined when empty. */
  readonly pop: () => number | undefined;
}

export function minHeap(): MinHeap {
  const keys: number[] = [];
  const turns: number[] = [];
  const values: number[] = [];
  let turn = 0;

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
    size: () => keys.length,
    firstKey: () => keys[0] ?? Number.POSITIVE_INFINITY,
    push(key, value) {
      const own = turn++;
      let at = keys.length;
      put(at, key, own, value);
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (isBefore(parent, key, own)) break;
        move(parent, at);
        at = parent;
      }
      put(at, key, own, value);
    },
    pop() {
      const first = values[0];
      const key = keys.pop();
      const own = turns.pop();
      const value = values.pop();
      if (key === undefined || own === undefined || value === undefined || keys.length === 0) return first;
      let at = 0;
      for (;;) {
        let least = 2 * at + 1;
        if (least >= keys.length) break;
        if (least + 1 < keys.length && isBefore(least + 1, keys[least] ?? 0, turns[least] ?? 0)) least++;
        if (!isBefore(least, key, own)) break;
        move(least, at);
        at = least;
      }
      put(at, key, own, value);
      return first;
    },
  };
}
