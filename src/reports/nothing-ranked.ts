import { formatDuration } from "../lib/duration.ts";
import { hidesWaits } from "../model/hides-waits.ts";
import type { Report } from "../model/report.ts";

/** What to say where no hotspot can be shown, or none calls for anything: nothing waited, or not for long, or these logs could not show it. */
export function nothingRanked(report: Report): { readonly ranking: string; readonly advice: string } {
  const mostUs = Math.max(0, ...report.hotspots.map(({ waitUs }) => waitUs.total));
  const advice = mostUs === 0 ? "No hotspot calls for a change." : `Nothing here was waited for long enough to be worth acting on: ${formatDuration(mostUs)} in all at most.`;
  return hidesWaits(report)
    ? { ranking: "No wait is visible: these logs lack the lines that would show it.", advice: "First make the waits visible, as said below." }
    : { ranking: "Nothing waited for anything, as far as these logs show.", advice };
}
