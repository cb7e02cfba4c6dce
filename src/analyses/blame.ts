import { bisector } from "d3-array";
import { accumulated, integrate, type Integral } from "../lib/integral.ts";
import { unite, type Interval } from "../lib/intervals.ts";
import type { Acquisition } from "../model/trace.ts";

/** A hold that made someone wait, and for how much of one wait. */
export interface Share {
  readonly holder: Acquisition;
  readonly us: number;
}

/** Three parts that sum to one wait. */
export interface Blame {
  readonly ownUs: number;
  readonly inheritedUs: number;
  /** No known hold covers it. */
  readonly unattributedUs: number;
}

/** What one hold cost all who waited meanwhile. */
export interface Caused extends Share {
  /** How many of the waits it lengthened. */
  readonly waits: number;
}

export interface Blaming {
  readonly split: (wait: Acquisition) => Blame;
  /** Who made one wait last, in order of time. Takes time in proportion to their number: ask for single waits, not for totals. */
  readonly sharesOf: (wait: Acquisition) => readonly Share[];
  /** What each hold contributed to these waits together, in order of time. */
  readonly causedBy: (waits: readonly Acquisition[]) => readonly Caused[];
}

interface Held {
  readonly acquisition: Acquisition;
  readonly startUs: number;
  readonly endUs: number;
}

/** Holds of one individual lock. */
interface HeldLock {
  /** In order of start. */
  readonly holds: readonly Held[];
  /** The last end of the holds up to and with each. */
  readonly endsUs: readonly number[];
  /** No two of them overlap. */
  readonly exclusive: boolean;
  /** Time held by anyone so far. */
  readonly heldUs: Integral;
  /** Share of that in which its holders themselves waited for another lock. */
  readonly inheritedUs: Integral;
}

/**
 * Splits waits over the known holders of the same individual lock: an instant with h holders gives 1/h to each. What a holder
 * spent waiting for another lock meanwhile is inherited from there. Sums come from one sweep over each lock, in n log n.
 */
export function blameHolders(acquisitions: readonly Acquisition[], endUs: number): Blaming {
  const waits = waitsByActor(acquisitions);
  const holds = holdsByLock(acquisitions, endUs);
  const swept = new Map<string, HeldLock>();
  // Most locks are never waited for: each is swept when it is first asked about.
  const lockOf = (identity: string): HeldLock | undefined => {
    const own = holds.get(identity);
    let lock = swept.get(identity);
    if (lock === undefined && own !== undefined) swept.set(identity, (lock = heldLock(own, identity, waits)));
    return lock;
  };
  return {
    split(wait) {
      const { waitUs = 0 } = wait;
      const lock = lockOf(wait.identity);
      const stretch = waitStretch(wait);
      if (lock === undefined || stretch === undefined) return { ownUs: 0, inheritedUs: 0, unattributedUs: waitUs };
      const attributedUs = Math.min(waitUs, Math.round(accumulated(lock.heldUs, stretch.startUs, stretch.endUs)));
      const inheritedUs = Math.min(attributedUs, Math.round(accumulated(lock.inheritedUs, stretch.startUs, stretch.endUs)));
      return { ownUs: attributedUs - inheritedUs, inheritedUs, unattributedUs: waitUs - attributedUs };
    },

    sharesOf(wait) {
      const lock = lockOf(wait.identity);
      const stretch = waitStretch(wait);
      if (lock === undefined || stretch === undefined) return [];
      const holds = overlapping(lock, stretch);
      if (!lock.exclusive) return shareOut(holds, [stretch]).map(({ holder, us }) => ({ holder, us }));
      return holds.map(({ acquisition, startUs, endUs }) => ({ holder: acquisition, us: Math.min(endUs, stretch.endUs) - Math.max(startUs, stretch.startUs) }));
    },

    causedBy(some) {
      const stretches = new Map<string, Interval[]>();
      for (const wait of some) {
        const stretch = waitStretch(wait);
        if (stretch === undefined) continue;
        const list = stretches.get(wait.identity);
        if (list === undefined) stretches.set(wait.identity, [stretch]);
        else list.push(stretch);
      }
      return [...stretches].flatMap(([identity, list]) => shareOut(holds.get(identity) ?? [], list));
    },
  };
}

/** When it was waited for; undefined where unknown or not at all. */
export function waitStretch({ acquiredUs, waitUs }: Acquisition): Interval | undefined {
  return acquiredUs === undefined || waitUs === undefined || waitUs <= 0 ? undefined : { startUs: acquiredUs - waitUs, endUs: acquiredUs };
}

function holdsByLock(acquisitions: readonly Acquisition[], endUs: number): ReadonlyMap<string, readonly Held[]> {
  const holds = new Map<string, Held[]>();
  for (const acquisition of acquisitions) {
    const held = heldStretch(acquisition, endUs);
    if (held === undefined || held.endUs <= held.startUs) continue;
    const list = holds.get(acquisition.identity);
    if (list === undefined) holds.set(acquisition.identity, [{ acquisition, ...held }]);
    else list.push({ acquisition, ...held });
  }
  for (const list of holds.values()) list.sort((a, b) => a.startUs - b.startUs);
  return holds;
}

/** When it was held, as far as known; undefined for waits in vain, releases unseen, traced waits. */
export function heldStretch({ state, acquiredUs, releasedUs, holdUs }: Acquisition, endUs: number): { startUs: number; endUs: number } | undefined {
  if (state === "waiting" || state === "abandoned") return undefined;
  if (state === "held") return acquiredUs === undefined ? undefined : { startUs: acquiredUs, endUs };
  if (releasedUs !== undefined) {
    if (acquiredUs !== undefined) return { startUs: acquiredUs, endUs: releasedUs };
    return holdUs === undefined ? undefined : { startUs: releasedUs - holdUs, endUs: releasedUs };
  }
  return acquiredUs === undefined || holdUs === undefined ? undefined : { startUs: acquiredUs, endUs: acquiredUs + holdUs };
}

function heldLock(holds: readonly Held[], identity: string, waits: WaitsByActor): HeldLock {
  const endsUs: number[] = [];
  const changes: { readonly atUs: number; readonly holders: number; readonly blocked: number }[] = [];
  let exclusive = true;
  for (const { acquisition, startUs, endUs } of holds) {
    exclusive &&= startUs >= (endsUs.at(-1) ?? startUs);
    endsUs.push(Math.max(endUs, endsUs.at(-1) ?? endUs));
    changes.push({ atUs: startUs, holders: 1, blocked: 0 }, { atUs: endUs, holders: -1, blocked: 0 });
    for (const other of otherWaits(waits.get(actorKey(acquisition)), identity, startUs, endUs)) {
      changes.push({ atUs: other.startUs, holders: 0, blocked: 1 }, { atUs: other.endUs, holders: 0, blocked: -1 });
    }
  }
  let holders = 0;
  const heldUs = integrate(changes, (change) => ((holders += change.holders) > 0 ? 1 : 0));
  let blocked = 0;
  const inheritedUs = integrate(changes, (change) => {
    holders += change.holders;
    blocked += change.blocked;
    return holders > 0 ? blocked / holders : 0;
  });
  return { holds, endsUs, exclusive, heldUs, inheritedUs };
}

const byStart = bisector((held: Held) => held.startUs).left;
const byNumber = bisector((us: number) => us);

/** Holds that reach into a stretch. */
function overlapping({ holds, endsUs }: HeldLock, { startUs, endUs }: Interval): readonly Held[] {
  return holds.slice(byNumber.right(endsUs, startUs), byStart(holds, endUs)).filter((held) => held.endUs > startUs);
}

/** Every instant of the waits, divided by the number of holders then, to each of them. */
function shareOut(holds: readonly Held[], waits: readonly Interval[]): readonly Caused[] {
  let holders = 0;
  let waiters = 0;
  const shares = integrate(
    [
      ...holds.flatMap(({ startUs, endUs }) => [{ atUs: startUs, holders: 1, waiters: 0 }, { atUs: endUs, holders: -1, waiters: 0 }]),
      ...waits.flatMap(({ startUs, endUs }) => [{ atUs: startUs, holders: 0, waiters: 1 }, { atUs: endUs, holders: 0, waiters: -1 }]),
    ],
    (change) => {
      holders += change.holders;
      waiters += change.waiters;
      return holders > 0 ? waiters / holders : 0;
    },
  );
  const startsUs = waits.map(({ startUs }) => startUs).sort((a, b) => a - b);
  const endsUs = waits.map(({ endUs }) => endUs).sort((a, b) => a - b);
  return holds
    .map(({ acquisition, startUs, endUs }) => ({
      holder: acquisition,
      us: accumulated(shares, startUs, endUs),
      waits: byNumber.left(startsUs, endUs) - byNumber.right(endsUs, startUs),
    }))
    .filter(({ waits }) => waits > 0);
}

type WaitsByActor = ReadonlyMap<string | undefined, readonly Acquisition[]>;

/** A greenthread is known by its process and request, a thread by its id; undefined where the line names neither. */
function actorKey({ actor }: Acquisition): string | undefined {
  if (actor.tid !== undefined) return `${actor.host ?? ""}|${actor.pid ?? ""}|thread ${actor.tid}`;
  return actor.requestId === undefined ? undefined : `${actor.host ?? ""}|${actor.pid ?? ""}|${actor.requestId}`;
}

function waitsByActor(acquisitions: readonly Acquisition[]): WaitsByActor {
  const waits = new Map<string | undefined, Acquisition[]>();
  for (const acquisition of acquisitions) {
    const key = actorKey(acquisition);
    if (key === undefined || acquisition.acquiredUs === undefined || (acquisition.waitUs ?? 0) <= 0) continue;
    const list = waits.get(key);
    if (list === undefined) waits.set(key, [acquisition]);
    else list.push(acquisition);
  }
  return waits;
}

const byAcquired = bisector((acquisition: Acquisition) => acquisition.acquiredUs ?? 0).right;

/** When one actor waited for other locks within a stretch. Its waits are in order of their ends and follow one another. */
function otherWaits(waits: readonly Acquisition[] | undefined, identity: string, startUs: number, endUs: number): readonly Interval[] {
  if (waits === undefined) return [];
  const found: Interval[] = [];
  for (let index = byAcquired(waits, startUs); index < waits.length; index++) {
    const wait = waits[index];
    const stretch = wait === undefined ? undefined : waitStretch(wait);
    if (wait === undefined || stretch === undefined || stretch.startUs >= endUs) break;
    if (wait.identity !== identity) found.push({ startUs: Math.max(startUs, stretch.startUs), endUs: Math.min(endUs, stretch.endUs) });
  }
  return unite(found);
}
