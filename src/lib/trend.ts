import { mean, sum } from "d3-array";

export interface Trend {
  /** Least-squares slope, y per x. */
  readonly slope: number;
  /** Share of the variance of y that the line explains, 0..1. */
  readonly fit: number;
}

/** The straight line through these points; undefined for fewer than 3, or where x or y does not vary. */
export function trendOf(points: readonly (readonly [x: number, y: number])[]): Trend | undefined {
  if (points.length < 3) return undefined;
  const [originX, originY] = points[0] ?? [0, 0];
  // From the first point, since instants are too large for products of them to be exact.
  const meanX = mean(points, ([x]) => x - originX) ?? 0;
  const meanY = mean(points, ([, y]) => y - originY) ?? 0;
  const varianceX = sum(points, ([x]) => (x - originX - meanX) ** 2);
  const varianceY = sum(points, ([, y]) => (y - originY - meanY) ** 2);
  if (varianceX === 0 || varianceY === 0) return undefined;
  const covariance = sum(points, ([x, y]) => (x - originX - meanX) * (y - originY - meanY));
  return { slope: covariance / varianceX, fit: covariance ** 2 / (varianceX * varianceY) };
}
