/** What is to happen, in order of time, and of asking within one instant. */
export interface EventQueue {
  readonly nowUs: () => number;
  /** `atUs` is not before now. */
  readonly at: (atUs: number, action: () => void) => void;
  /** Acts until nothing is left. */
  readonly run: () => void;
}

interface Entry {
  readonly atUs: number;
  readonly order: number;
  readonly action: () => void;
}

/** A binary heap. */
export function createEventQueue(): EventQueue {
  const heap: Entry[] = [];
  let nowUs = 0;
  let asked = 0;

  const put = (entry: Entry): void => {
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const other = heap[above];
      if (other === undefined || !isBefore(entry, other)) break;
      heap[index] = other;
      index = above;
    }
    heap[index] = entry;
  };

  const take = (): Entry | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let child = heap[below];
      const right = heap[below + 1];
      if (child !== undefined && right !== undefined && isBefore(right, child)) {
        below += 1;
        child = right;
      }
      if (child === undefined || !isBefore(child, last)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  };

  return {
    nowUs: () => nowUs,
    at(atUs, action) {
      if (!(atUs >= nowUs)) throw new Error(`event at ${String(atUs)} asked for at ${String(nowUs)}`);
      asked += 1;
      put({ atUs, order: asked, action });
    },
    run() {
      for (let next = take(); next !== undefined; next = take()) {
        nowUs = next.atUs;
        next.action();
      }
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}
