import type { Advice, Hotspot } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import { DETAILED, titleOf } from "./hotspot-detail.ts";
import { logged, say, type Sentence } from "./sentence.ts";

/** One thing to do: for one hotspot, or for the whole run. */
export interface AdviceItem {
  readonly title: Sentence;
  readonly text: Sentence;
  /** What it takes; undefined: nothing to speak of. */
  readonly cost: Sentence | undefined;
  readonly references: readonly string[];
}

/** The third question: every piece of advice by rank of its hotspot, where to look for the worst hotspots without any, and what the whole run calls for. */
export function adviceFor(hotspots: readonly Hotspot[], { advice }: Pick<Report, "advice">): AdviceItem[] {
  const ofHotspots = hotspots.flatMap((hotspot, index) => {
    const title = titleOf(hotspot);
    if (hotspot.advice.length > 0) return hotspot.advice.map((one) => item(title, one));
    return index < DETAILED && hotspot.waitUs.total > 0 ? [{ title, text: whereToLook(hotspot), cost: undefined, references: [] }] : [];
  });
  return [...ofHotspots, ...advice.map((one) => item(say`The run`, one))];
}

function item(about: Sentence, { title, text, cost, appliesTo, references }: Advice): AdviceItem {
  const releases = appliesTo === null ? "" : ` (${appliesTo})`;
  return { title: say`${about}: ${title}${releases}`, text: say`${text}`, cost: cost === null ? undefined : say`${cost}`, references };
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
