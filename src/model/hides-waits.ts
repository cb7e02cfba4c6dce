import type { Report } from "./report.ts";

/** Without these, waits may have happened that no log here shows. */
export const HIDING_WAITS: readonly string[] = ["no-debug", "no-compute-log"];

/** That no wait is seen does not say that none happened. */
export function hidesWaits({ blindSpots }: Pick<Report, "blindSpots">): boolean {
  return blindSpots.some(({ code }) => HIDING_WAITS.includes(code));
}
