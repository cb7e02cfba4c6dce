import type { Report } from "../model/report.ts";

/** Without these, waits may have happened that no log here shows. */
const HIDING: readonly string[] = ["no-debug", "no-compute-log"];

/** That no wait is seen does not say that none happened. */
export function hidesWaits({ blindSpots }: Report): boolean {
  return blindSpots.some(({ code }) => HIDING.includes(code));
}

/** What to say where no hotspot can be shown: either nothing waited, or these logs could not show it. */
export function nothingRanked(report: Report): { readonly ranking: string; readonly advice: string } {
  return hidesWaits(report)
    ? { ranking: "No wait is visible: these logs lack the lines that would show it.", advice: "First make the waits visible, as said below." }
    : { ranking: "Nothing waited for anything, as far as these logs show.", advice: "No hotspot calls for a change." };
}
