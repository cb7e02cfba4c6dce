import { columnOf, highestSoFar } from "../lib/column.ts";
import { firstFrom } from "../lib/search.ts";
import type { Acquisition } from "../model/trace.ts";

/**
 * Nobody waits for a lock that is free, and only one at a time has it. So a hold whose release no line shows lasted as long as someone waited for
 * that individual lock before the next one got it, or before its process was gone. Where nobody waited its end stays unknown, and matters to nobody.
 */
export function boundHolds(acquisitions: readonly Acquisition[]): readonly Acquisition[] {
  const suspects = new Set(acquisitions.filter(isUnreleased).map(({ identity }) => identity));
  if (suspects.size === 0) return acquisitions;
  const lives = new Map<string, Acquisition[]>();
  for (const acquisition of acquisitions) {
    if (!suspects.has(acquisition.identity)) continue;
    const list = lives.get(acquisition.identity);
    if (list === undefined) lives.set(acquisition.identity, [acquisition]);
    else list.push(acquisition);
  }
  const bounds = new Map<Acquisition, number>();
  for (const own of lives.values()) boundHoldsOfOne(own, bounds);
  return acquisitions.map((acquisition) => {
    const heldUntilUs = bounds.get(acquisition);
    return heldUntilUs === undefined ? acquisition : { ...acquisition, heldUntilUs };
  });
}

function boundHoldsOfOne(lives: readonly Acquisition[], bounds: Map<Acquisition, number>): void {
  const waits = lives.filter(isWait).sort((a, b) => startOf(a) - startOf(b));
  if (waits.length === 0) return;
  const startsUs = columnOf(waits, startOf);
  const reachesUs = highestSoFar(columnOf(waits, ({ acquiredUs = 0 }) => acquiredUs));
  const takes = lives.filter(({ state }) => state !== "waiting" && state !== "abandoned").sort((a, b) => gotUs(a) - gotUs(b));
  takes.forEach((life, index) => {
    if (!isUnreleased(life)) return;
    const next = takes[index + 1];
    const untilUs = Math.min(life.goneUs ?? Number.POSITIVE_INFINITY, next === undefined ? Number.POSITIVE_INFINITY : gotUs(next));
    const lastUs = Math.min(untilUs, reachesUs[firstFrom(startsUs, untilUs) - 1] ?? 0);
    if (lastUs > gotUs(life)) bounds.set(life, lastUs);
  });
}

/** Someone got it, and no line tells when or after how long it was given back. Without a process id, equal names may be locks of several processes. */
function isUnreleased({ resource, form, actor, state, acquiredUs, releasedUs, holdUs }: Acquisition): boolean {
  return resource === "lock" && form !== "traced" && actor.pid !== undefined && state === "released" && acquiredUs !== undefined && releasedUs === undefined && holdUs === undefined;
}

/** The wait for a lock's file alone says nothing of the lock of the process. */
function isWait({ acquiredUs, waitUs = 0, fileWaitUs }: Acquisition): boolean {
  return acquiredUs !== undefined && waitUs > 0 && fileWaitUs === undefined;
}

function startOf({ acquiredUs = 0, waitUs = 0 }: Acquisition): number {
  return acquiredUs - waitUs;
}

function gotUs({ acquiredUs, releasedUs = 0, holdUs = 0 }: Acquisition): number {
  return acquiredUs ?? releasedUs - holdUs;
}
