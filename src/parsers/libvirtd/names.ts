/**
 * One string for equal names: pointers, domains and APIs come again and again. A name so kept holds nothing of the line it was read from, and a map
 * finds it without counting its letters anew.
 */
export interface Names {
  /** text.slice(from, end) */
  readonly at: (text: string, from: number, end: number) => string;
}

/** So many are known at a time; then all are forgotten, which costs only that some are kept twice. */
const LIMIT = 8192;
/** Longer ones are not kept. */
const MOST_CHARS = 64;

export function createNames(): Names {
  const known = new Map<string, string>();
  return {
    at: (text, from, end) => {
      const slice = text.slice(from, end);
      const name = known.get(slice);
      if (name !== undefined || slice.length > MOST_CHARS) return name ?? slice;
      if (known.size >= LIMIT) known.clear();
      const copy = copyOf(slice);
      known.set(copy, copy);
      return copy;
    },
  };
}

/** A slice would keep the whole line in memory. */
function copyOf(slice: string): string {
  return String.fromCharCode(...Array.from({ length: slice.length }, (_, index) => slice.charCodeAt(index)));
}
