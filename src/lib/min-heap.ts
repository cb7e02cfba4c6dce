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

  const before = (a: number, b: number): boolean => {
    const [keyA = 0, keyB = 0] = [keys[a], keys[b]];
    return keyA < keyB || (keyA === keyB && (turns[a] ?? 0) < (turns[b] ?? 0));
  };
  const swap = (a: number, b: number): void => {
    for (const list of [keys, turns, values]) {
      const kept = list[a] ?? 0;
      list[a] = list[b] ?? 0;
      list[b] = kept;
    }
  };

  return {
    size: () => keys.length,
    firstKey: () => keys[0] ?? Number.POSITIVE_INFINITY,
    push(key, value) {
      let at = keys.length;
      keys.push(key);
      turns.push(turn++);
      values.push(value);
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!before(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop() {
      const first = values[0];
      const last = keys.length - 1;
      if (first === undefined) return undefined;
      swap(0, last);
      keys.pop();
      turns.pop();
      values.pop();
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const least = left + 1 < last && before(left + 1, left) ? left + 1 : left;
        if (least >= last || !before(least, at)) break;
        swap(at, least);
        at = least;
      }
      return first;
    },
  };
}
