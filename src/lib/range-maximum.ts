/** Finds the greatest of any stretch of a list in logarithmic time: its position, the first of equal ones. Stretches are half-open and not empty. */
export type RangeMaximum = (from: number, to: number) => number;

/** A segment tree over the values: leaf i is node n + i, and each node holds the position of the greatest below it. */
export function rangeMaximum(values: readonly number[]): RangeMaximum {
  const count = values.length;
  const nodes = new Int32Array(2 * count);
  const better = (a: number, b: number): number => {
    if (a < 0 || b < 0) return Math.max(a, b);
    const difference = (values[a] ?? 0) - (values[b] ?? 0);
    return difference > 0 || (difference === 0 && a < b) ? a : b;
  };
  for (let index = 0; index < count; index++) nodes[count + index] = index;
  for (let node = count - 1; node > 0; node--) nodes[node] = better(nodes[2 * node] ?? -1, nodes[2 * node + 1] ?? -1);
  return (from, to) => {
    let best = -1;
    for (let low = from + count, high = to + count; low < high; low >>= 1, high >>= 1) {
      if (low & 1) best = better(best, nodes[low++] ?? -1);
      if (high & 1) best = better(best, nodes[--high] ?? -1);
    }
    return best;
  };
}
