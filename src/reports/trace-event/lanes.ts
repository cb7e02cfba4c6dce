export interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Divides stretches into as few lanes as come of putting each into the first where it fits: viewers draw a track only if what overlaps on it nests.
 * Gives the lane of each, in the order given.
 */
export function lanesOf(stretches: readonly Stretch[]): readonly number[] {
  const order = stretches.map((_, index) => index).sort((a, b) => compare(stretches[a], stretches[b]) || a - b);
  /** Ends of what is open in each lane, the innermost last. */
  const open: number[][] = [];
  const lanes = new Array<number>(stretches.length).fill(0);
  for (const index of order) {
    const { startUs, endUs } = stretches[index] ?? { startUs: 0, endUs: 0 };
    let lane = 0;
    for (; ; lane++) {
      const ends = (open[lane] ??= []);
      while (ends.length > 0 && (ends.at(-1) ?? 0) <= startUs) ends.pop();
      if (ends.length === 0 || (ends.at(-1) ?? 0) >= endUs) {
        ends.push(endUs);
        break;
      }
    }
    lanes[index] = lane;
  }
  return lanes;
}

/** The earlier first; of those that begin together the longer, which holds the others. */
function compare(a: Stretch | undefined, b: Stretch | undefined): number {
  return (a?.startUs ?? 0) - (b?.startUs ?? 0) || (b?.endUs ?? 0) - (a?.endUs ?? 0);
}
