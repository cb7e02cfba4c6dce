/** A process of one thread that uses this share of a core in so many samples has no time left; fewer may be chance. */
export const WHOLE_CORE_SHARE = 0.95;
export const LEAST_SAMPLES = 3;

/** The samples in which a process had a core to the full. */
export function wholeCoreSamples<Point extends { readonly share: number }>(points: readonly Point[]): readonly Point[] {
  return points.filter(({ share }) => share >= WHOLE_CORE_SHARE);
}
