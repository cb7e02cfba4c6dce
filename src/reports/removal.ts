import { formatDuration } from "../lib/duration.ts";
import type { Hotspot, Prediction } from "../model/hotspot.ts";
import { logged, say, type Sentence } from "./sentence.ts";
import { nameOfResource } from "./name-of-resource.ts";

/** Below this share of the run a change is none: a replay is no nearer. */
const NOTICEABLE = 0.01;

/** What the last instance is ready earlier, µs; negative: later; 0: as good as nothing. */
export function noticeableUs({ savedUs, makespanUs }: Pick<Prediction, "savedUs" | "makespanUs">): number {
  return Math.abs(savedUs) < NOTICEABLE * (makespanUs + savedUs) ? 0 : savedUs;
}

/** Whether it saves something even where the replay is off by all that it may be. */
export function isCertain(prediction: Prediction): boolean {
  return noticeableUs(prediction) > 0 && prediction.highUs < prediction.makespanUs + prediction.savedUs;
}

/** `45.1 s earlier`, `no earlier`. */
export function earlier(us: number): string {
  return us === 0 ? "no earlier" : us > 0 ? `${formatDuration(us)} earlier` : `${formatDuration(-us)} later`;
}

/** ` (2 min 21 s to 3 min 3 s)`; empty where a replay leaves nothing open. */
function bounds({ makespanUs, lowUs, highUs }: Prediction): string {
  return highUs - lowUs < NOTICEABLE * makespanUs ? "" : ` (${formatDuration(lowUs)} to ${formatDuration(highUs)})`;
}

/** `ready after 2 min 46 s, 45.1 s earlier (2 min 21 s to 3 min 3 s)`, or `ready no earlier (…)`: the last instance without it. */
export function readyWithout(prediction: Prediction): Sentence {
  const us = noticeableUs(prediction);
  return say`ready ${us === 0 ? "" : `after ${formatDuration(prediction.makespanUs)}, `}${earlier(us)}${bounds(prediction)}`;
}

/** `H3 qemuDriverLock`. */
export function shortName(hotspot: Hotspot): Sentence {
  return say`${hotspot.id} ${logged(nameOfResource(hotspot))}`;
}
