import { deviation, group, mean } from "d3-array";
import { PASSING_US } from "../passing.ts";

/** Acquisitions right behind another that show a pace. */
export const LEAST_BEHIND = 5;

/** Standard deviation of the times between acquisitions, over their mean: those that come as they please show 1. */
const MOST_SPREAD = 0.6;

/** A queue keeps a pace while the time since arrival differs; work that takes its time before a lock does not. Share of the deviation of that time. */
const MOST_OF_GAPS = 1 / 3;

/** Of those that lasted, those whose holder goes on as the next one gets the lock: by chance about a tenth would (see lines-around.ts). */
const SEEN_SHARE = 0.7;

/** From one acquisition to the next, which was there before. */
export interface Passage {
  readonly by: string;
  readonly spacingUs: number;
  /** For how long the next one was there. */
  readonly gapUs: number;
  readonly isAtPace: boolean;
  /** The holder's lines show that it handed the lock on. */
  readonly isSeen: boolean;
}

/** Whether the times between acquisitions are alike for each function, and far more so than the gaps before. */
export function keepsPace(passages: readonly Passage[]): boolean {
  const paced = passages.filter(({ isAtPace }) => isAtPace);
  const usual = usualSpacings(paced);
  const relative = deviation(paced, ({ by, spacingUs }) => spacingUs / (usual.get(by) ?? spacingUs)) ?? 0;
  return paced.length >= LEAST_BEHIND && relative <= MOST_SPREAD && spreadOf(paced) < MOST_OF_GAPS * (deviation(paced, ({ gapUs }) => gapUs) ?? 0);
}

/** Whether most holders that had it for long show that they handed it on: then holds may differ, though not as much as the gaps before. */
export function isSeen(passages: readonly Passage[]): boolean {
  const lasting = passages.filter(({ spacingUs }) => spacingUs > PASSING_US);
  const seen = lasting.filter((passage) => passage.isSeen);
  return seen.length >= LEAST_BEHIND && seen.length >= SEEN_SHARE * lasting.length && spreadOf(passages) < (deviation(passages, ({ gapUs }) => gapUs) ?? 0);
}

/** Standard deviation of the times between acquisitions from what is usual for their function, µs. */
function spreadOf(passages: readonly Passage[]): number {
  const usual = usualSpacings(passages);
  return deviation(passages, ({ by, spacingUs }) => spacingUs - (usual.get(by) ?? spacingUs)) ?? 0;
}

function usualSpacings(passages: readonly Passage[]): ReadonlyMap<string, number> {
  return new Map([...group(passages, ({ by }) => by)].map(([by, own]) => [by, mean(own, ({ spacingUs }) => spacingUs) ?? 0]));
}
