/** Position of the first of some numbers, in order, that is above a bound. */
export function firstAbove(values: ArrayLike<number>, bound: number): number {
  let from = 0;
  for (let to = values.length; from < to; ) {
    const middle = (from + to) >>> 1;
    if ((values[middle] ?? 0) > bound) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Position of the first of some numbers, in order, that is not below a bound. */
export function firstFrom(values: ArrayLike<number>, bound: number): number {
  let from = 0;
  for (let to = values.length; from < to; ) {
    const middle = (from + to) >>> 1;
    if ((values[middle] ?? 0) >= bound) to = middle;
    else from = middle + 1;
  }
  return from;
}
