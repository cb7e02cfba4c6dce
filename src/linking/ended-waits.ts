import { group } from "d3-array";
import type { MilestoneName } from "../model/event.ts";
import type { Acquisition, TracedMilestone } from "../model/trace.ts";

/** Got after no more than this it was free, µs: the resolution of most logs. */
const AT_ONCE_US = 1_000;

/** Whoever waits for a lock is woken well within this once it is given back, µs: until then a newcomer may take it first. */
const WOKEN_US = 100_000;

const READY: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["built", "active", "ping", "ssh"]);
const GONE: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["delete-ended", "gone"]);

/**
 * Waits that are open at a log's end though they are over, as the last lines of those who waited got lost: a boot that was ready afterwards had what it asked
 * for, and so had a delete whose instance was gone; and nobody waits for a lock of a process that someone else later got at once, long after it was given back.
 */
export function endedWaits(acquisitions: readonly Acquisition[], milestones: readonly (readonly TracedMilestone[])[]): ReadonlySet<Acquisition> {
  const open = acquisitions.filter(({ state, form, acquiredUs }) => state === "waiting" && form !== "traced" && acquiredUs !== undefined);
  if (open.length === 0) return new Set();
  const taken = group(
    open.filter(({ resource, actor }) => resource === "lock" && actor.pid !== undefined),
    ({ identity }) => identity,
  );
  const lastFreeUs = new Map(
    [
      ...group(
        acquisitions.filter(({ identity }) => taken.has(identity)),
        ({ identity }) => identity,
      ),
    ].map(([identity, own]) => [identity, lastTakenFree(own)]),
  );
  return new Set(
    open.filter((wait) => {
      const requestedUs = requestOf(wait);
      return isDone(wait, requestedUs, milestones) || (taken.has(wait.identity) && (lastFreeUs.get(wait.identity) ?? Number.NEGATIVE_INFINITY) > requestedUs + WOKEN_US);
    }),
  );
}

function isDone({ actor: { instance, role } }: Acquisition, requestedUs: number, milestones: readonly (readonly TracedMilestone[])[]): boolean {
  if (instance === undefined || role === "background") return false;
  const ends = role === "boot" ? READY : GONE;
  return milestones[instance]?.some(({ milestone, atUs }) => ends.has(milestone) && atUs > requestedUs) === true;
}

/** The last time that someone got the lock at once who found it free, not just given back; µs UTC. */
function lastTakenFree(own: readonly Acquisition[]): number {
  let releasedUs = Number.NEGATIVE_INFINITY;
  let freeUs = Number.NEGATIVE_INFINITY;
  for (const { state, acquiredUs, waitUs, holdUs, releasedUs: givenBackUs } of [...own].sort((a, b) => (a.acquiredUs ?? 0) - (b.acquiredUs ?? 0))) {
    if (state === "waiting" || state === "abandoned" || acquiredUs === undefined) continue;
    if (waitUs !== undefined && waitUs < AT_ONCE_US && acquiredUs > releasedUs + WOKEN_US) freeUs = acquiredUs;
    releasedUs = Math.max(releasedUs, givenBackUs ?? acquiredUs + (holdUs ?? 0));
  }
  return freeUs;
}

function requestOf({ acquiredUs = 0, waitUs = 0 }: Acquisition): number {
  return acquiredUs - waitUs;
}
