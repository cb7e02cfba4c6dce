import type { Hotspot } from "../model/report.ts";
import { DETAILED, titleOf } from "./hotspot-detail.ts";
import { logged, say, type Sentence } from "./sentence.ts";

/** What to do about one hotspot. */
export interface AdviceItem {
  readonly title: Sentence;
  readonly text: Sentence;
  readonly references: readonly string[];
}

/** The third question: every piece of advice there is, and for the worst hotspots without any, where to look. */
export function adviceFor(hotspots: readonly Hotspot[]): AdviceItem[] {
  return hotspots.flatMap((hotspot, index) => {
    const title = titleOf(hotspot);
    if (hotspot.advice.length > 0) return hotspot.advice.map(({ text, references }) => ({ title, text: say`${text}`, references }));
    return index < DETAILED && hotspot.waitUs.total > 0 ? [{ title, text: whereToLook(hotspot), references: [] }] : [];
  });
}

function whereToLook(hotspot: Hotspot): Sentence {
  const [holder, next] = hotspot.holders;
  if (holder !== undefined) {
    const both = next === undefined ? [] : say` and ${logged(next.name)}`;
    const what = hotspot.kind === "event" ? say`before the event is delivered` : say`while others wait`;
    return say`No remedy is known. Look at the work of ${logged(holder.name)}${both} ${what}.`;
  }
  if (hotspot.kind === "event") return say`No remedy is known, and no log says who was to deliver the event: look at the service that sends it.`;
  return say`No remedy is known, and no log says who held it: start from the log lines quoted above.`;
}
