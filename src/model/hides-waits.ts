import type { Report } from "./report.ts";

/** Without these, waits may have happened that no log here shows. */
const HIDING: readonly string[] = ["no-debug", "no-compute-log"];

/** That no wait is seen does not say that none happened. */
export function hidesWaits({ blindSpots }: Pick<Report, "blindSpots">): boolean {
  return blindSpots.some(({ code }) => HIDING.includes(code));
}
