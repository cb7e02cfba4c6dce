import type { Report } from "../model/report.ts";

/** Some log has no debug lines, and without them no wait can be seen in it. */
export function lacksDebug({ blindSpots }: Report): boolean {
  return blindSpots.some(({ code }) => code === "no-debug");
}

/** What to say where no hotspot can be shown: either nothing waited, or these logs could not show it. */
export function nothingRanked(report: Report): { readonly ranking: string; readonly advice: string } {
  return lacksDebug(report)
    ? { ranking: "No wait is visible: these logs lack the debug lines that would show it.", advice: "First make the waits visible, as said below." }
    : { ranking: "Nothing waited for anything, as far as these logs show.", advice: "No hotspot calls for a change." };
}
