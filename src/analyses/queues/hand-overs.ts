import { bisectRight } from "d3-array";

/** A passage whose open ends are set to the end of the logs. µs UTC. */
export interface Passage {
  readonly arrivalUs: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** How soon after an end, or before its line was written, the start that it allowed is logged, µs. */
export interface HandOverTime {
  readonly afterUs: number;
  readonly beforeUs: number;
}

/** Ends tried for one start. */
const TRIED = 64;

/**
 * Which passage's end allowed which start: of those who waited at the time, in order of start, each takes the end nearest to its own
 * start that nobody else took. Gives, by index of the passage that ended, the index of the one that started.
 */
export function findHandOvers(passages: readonly Passage[], waited: (passage: Passage) => boolean, { afterUs, beforeUs }: HandOverTime): ReadonlyMap<number, number> {
  const enders = passages.map((_, index) => index).sort((a, b) => endOf(passages[a]) - endOf(passages[b]));
  const endsUs = enders.map((index) => endOf(passages[index]));
  const starters = passages.map((_, index) => index).sort((a, b) => startOf(passages[a]) - startOf(passages[b]));
  const successors = new Map<number, number>();
  for (const starter of starters) {
    const passage = passages[starter];
    if (passage === undefined || !waited(passage)) continue;
    const firstUs = Math.max(passage.arrivalUs, passage.startUs - afterUs);
    const middle = bisectRight(endsUs, passage.startUs);
    const isFree = (at: number): boolean => enders[at] !== starter && !successors.has(enders[at] ?? -1);
    const before = nearest(middle - 1, -1, (at) => at >= 0 && (endsUs[at] ?? 0) >= firstUs, isFree);
    const found = before ?? nearest(middle, 1, (at) => at < endsUs.length && (endsUs[at] ?? 0) <= passage.startUs + beforeUs, isFree);
    const ender = found === undefined ? undefined : enders[found];
    if (ender !== undefined) successors.set(ender, starter);
  }
  return successors;
}

function nearest(from: number, step: 1 | -1, isNear: (at: number) => boolean, isFree: (at: number) => boolean): number | undefined {
  for (let at = from, tries = 0; tries < TRIED && isNear(at); at += step, tries++) if (isFree(at)) return at;
  return undefined;
}

function endOf(passage: Passage | undefined): number {
  return passage?.endUs ?? 0;
}

function startOf(passage: Passage | undefined): number {
  return passage?.startUs ?? 0;
}
