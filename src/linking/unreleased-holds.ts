import { group } from "d3-array";
import { columnOf, highestSoFar } from "../lib/column.ts";
import { firstFrom } from "../lib/search.ts";
import type { Acquisition, TracedSource } from "../model/trace.ts";

/** Where waits for a lock this short are recorded, so are acquisitions that nobody had to wait for; µs. */
const AT_ONCE_US = 1_000;

/**
 * Nobody waits for a lock that is free, and only one at a time has it. So a hold whose release no line shows lasted as long as someone waited for
 * that individual lock before the next one got it, or before its process was gone. Where nobody waited its end stays unknown, and matters to nobody.
 * A traced mutex is held when the trace ends only if someone waits for it then: a thread gives it back, unseen, while it waits on a condition variable.
 */
export function boundHolds(acquisitions: readonly Acquisition[], sources: readonly Pick<TracedSource, "minWaitUs" | "minHoldUs">[]): readonly Acquisition[] {
  const suspects = new Set(acquisitions.filter(isUnreleased).map(({ identity }) => identity));
  if (suspects.size === 0) return acquisitions;
  const lives = group(
    acquisitions.filter(({ identity }) => suspects.has(identity)),
    ({ identity }) => identity,
  );
  const isWhole = ({ form, place }: Acquisition): boolean =>
    form !== "traced" || (sources[place.source]?.minWaitUs === undefined && sources[place.source]?.minHoldUs === undefined);
  const bounds = new Map<Acquisition, Partial<Acquisition>>();
  for (const own of lives.values()) if (own.every(isWhole) && own.some(showsAllTakers)) boundHoldsOfOne(own, bounds);
  return acquisitions.map((acquisition) => {
    const bound = bounds.get(acquisition) ?? (acquisition.form === "traced" && acquisition.state === "held" ? UNKNOWN : undefined);
    return bound === undefined ? acquisition : { ...acquisition, ...bound };
  });
}

const UNKNOWN: Partial<Acquisition> = { state: "released" };

function boundHoldsOfOne(lives: readonly Acquisition[], bounds: Map<Acquisition, Partial<Acquisition>>): void {
  const waits = lives.filter(isWait).sort((a, b) => startOf(a) - startOf(b));
  if (waits.length === 0) return;
  const startsUs = columnOf(waits, startOf);
  const reachesUs = highestSoFar(columnOf(waits, ({ acquiredUs = 0 }) => acquiredUs));
  const isAwaitedStill = waits.some(({ state }) => state === "waiting");
  const takes = lives.filter(({ state }) => state !== "waiting" && state !== "abandoned").sort((a, b) => gotUs(a) - gotUs(b));
  takes.forEach((life, index) => {
    if (!isUnreleased(life)) return;
    const next = takes[index + 1];
    if (life.state === "held" && next === undefined && isAwaitedStill) {
      bounds.set(life, {});
      return;
    }
    const untilUs = Math.min(life.goneUs ?? Number.POSITIVE_INFINITY, next === undefined ? Number.POSITIVE_INFINITY : gotUs(next));
    const lastUs = Math.min(untilUs, reachesUs[firstFrom(startsUs, untilUs) - 1] ?? 0);
    if (lastUs > gotUs(life)) bounds.set(life, { state: "released", heldUntilUs: lastUs });
  });
}

/** Someone got it, and no line tells when or after how long it was given back. Without a process id, equal names may be locks of several processes. */
function isUnreleased({ resource, form, actor, state, acquiredUs, releasedUs, holdUs }: Acquisition): boolean {
  if (form === "traced") return state === "held";
  return resource === "lock" && actor.pid !== undefined && state === "released" && acquiredUs !== undefined && releasedUs === undefined && holdUs === undefined;
}

/** Tracers that see a lock only in the kernel do not see those who got it at once; those that show who still waits do. */
function showsAllTakers({ form, holdUs, waitUs, state }: Acquisition): boolean {
  return form !== "traced" || holdUs !== undefined || state === "waiting" || (waitUs ?? 0) < AT_ONCE_US;
}

function isWait({ acquiredUs, waitUs = 0 }: Acquisition): boolean {
  return acquiredUs !== undefined && waitUs > 0;
}

function startOf({ acquiredUs = 0, waitUs = 0 }: Acquisition): number {
  return acquiredUs - waitUs;
}

function gotUs({ acquiredUs, releasedUs = 0, holdUs = 0 }: Acquisition): number {
  return acquiredUs ?? releasedUs - holdUs;
}
