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

/** The same as `firstAbove`, in few steps where it lies near a position. */
export function firstAboveNear(values: ArrayLike<number>, bound: number, near: number): number {
  let from = Math.min(near, values.length);
  let to = from;
  if (from < values.length && (values[from] ?? 0) <= bound) {
    for (let step = 1; to < values.length && (values[to] ?? 0) <= bound; step *= 2) {
      from = to + 1;
      to = Math.min(values.length, to + step);
    }
  } else {
    for (let step = 1; from > 0 && (values[from - 1] ?? 0) > bound; step *= 2) {
      to = from - 1;
      from = Math.max(0, from - step);
    }
  }
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((values[middle] ?? 0) > bound) to = middle;
    else from = middle + 1;
  }
  return from;
}
