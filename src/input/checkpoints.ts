/** A line of a plain file and the byte it begins at. */
export interface Checkpoint {
  /** 1-based. */
  readonly line: number;
  readonly offset: number;
}

export interface Checkpoints {
  readonly add: (line: number, offset: number) => void;
  readonly list: () => readonly Checkpoint[];
}

/** More are thinned out: every other one goes, and the rest stand twice as far apart. */
const MOST = 4096;

/** Gathers places in ascending order, in bounded memory however long the file. */
export function checkpoints(): Checkpoints {
  let kept: Checkpoint[] = [];
  let spacing = 0;
  return {
    add: (line, offset) => {
      const last = kept.at(-1);
      if (last !== undefined && offset - last.offset < spacing) return;
      kept.push({ line, offset });
      if (kept.length < MOST) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      spacing = (2 * offset) / MOST;
    },
    list: () => kept,
  };
}

/** The last place at or before `line` (the start of the file if there is none), and the line of the place after it. */
export function placeBefore(places: readonly Checkpoint[], line: number): { readonly place: Checkpoint; readonly until: number } {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return { place: places[low - 1] ?? { line: 1, offset: 0 }, until: places[low]?.line ?? Number.POSITIVE_INFINITY };
}
