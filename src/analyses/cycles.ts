import type { Acquisition, Place } from "../model/trace.ts";
import { isEvent, type Wait } from "./awaited.ts";
import type { Blaming } from "./blame.ts";
import { waitAt } from "./blocked-holders.ts";

/** Holders that wait for one another in a circle. */
export interface Cycle {
  /** When the last of them began to wait, µs UTC. */
  readonly sinceUs: number;
  /** When the first of them waits no longer, as far as the logs go. */
  readonly untilUs: number;
  /** What each waits for, in turn. */
  readonly locks: readonly string[];
  readonly places: readonly Place[];
}

/** Longest circle that is looked for. */
const LONGEST = 16;

/** The circle that a holder's wait is part of when that wait ends: who has what it waits for waits, through others or at once, for what it holds. */
export function cycleFrom(wait: Wait, holder: Acquisition, blaming: Blaming): Cycle | undefined {
  const atUs = wait.endUs - 1;
  const locks: string[] = [];
  const places: Place[] = [];
  let sinceUs = wait.startUs;
  let untilUs = wait.endUs;
  let next: Wait | undefined = wait;
  while (next !== undefined && locks.length < LONGEST) {
    const { awaited }: Wait = next;
    if (isEvent(awaited)) return undefined;
    locks.push(awaited.resourceClass);
    places.push(awaited.place);
    sinceUs = Math.max(sinceUs, next.startUs);
    untilUs = Math.min(untilUs, next.endUs);
    if (awaited.identity === holder.identity) return { sinceUs, untilUs, locks, places };
    const held = blaming.holdAt(awaited.identity, atUs);
    next = held === undefined ? undefined : waitAt(blaming.blockedIn(held), atUs);
  }
  return undefined;
}
