import { bisector, greatest } from "d3-array";
import { columnOf } from "../lib/column.ts";
import { fit } from "../lib/fit.ts";
import { accumulated, countOver, integrateBoth, type Integral, type Steps } from "../lib/integral.ts";
import { deepest, unite, type Interval } from "../lib/intervals.ts";
import { rangeMaximum, type RangeMaximum } from "../lib/range-maximum.ts";
import { firstAbove, firstFrom } from "../lib/search.ts";
import type { Acquisition } from "../model/trace.ts";
import { waitOf, type Wait } from "./awaited.ts";
import type { BlockedIn, Held } from "./blocked-holders.ts";

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
  /** Whose hold made most of one wait. */
  readonly mainHolder: (wait: Acquisition) => Acquisition | undefined;
  /** What each hold contributed to these waits together, in order of time. */
  readonly causedBy: (waits: readonly Acquisition[]) => readonly Caused[];
  /**
   * What each holder of one individual lock bears of the waiting at any time: the waiters then, divided by the holders; none without a holder.
   * Waiters need not be whole: who waits for one of two holders weighs half on each.
   */
  readonly burden: (identity: string, waiters: Steps) => Integral;
  /** Holds of one individual lock that reach into a stretch, in order of their start. */
  readonly holdsIn: (identity: string, stretch: Interval) => readonly Held[];
  /** The hold of one individual lock at an instant; of several the one that began last. */
  readonly holdAt: (identity: string, atUs: number) => Held | undefined;
  /** The last hold of one individual lock that ended up to an instant, this one not counted. */
  readonly lastReleased: (identity: string, atUs: number, but: Acquisition) => Held | undefined;
  /** Whether anyone waited for the same individual lock while this was held. */
  readonly isAwaited: (held: Held) => boolean;
  /** The most that held one individual lock at once. */
  readonly mostHolders: (identity: string) => number;
  readonly blockedIn: BlockedIn;
}

/** Holds of one individual lock. */
interface HeldLock {
  /** In order of start. */
  readonly holds: readonly Held[];
  readonly startsUs: Float64Array;
  /** The last end of the holds up to and with each. */
  readonly endsUs: Float64Array;
  /** No two of them overlap. */
  readonly exclusive: boolean;
  /** The longest of any of them that follow one another. */
  readonly longest: () => RangeMaximum;
  /** In order of end. */
  readonly released: readonly Held[];
  /** How many hold it. */
  readonly holders: Steps;
  /** Time held by anyone so far. */
  readonly heldUs: Integral;
  /** Share of that in which its holders themselves waited for something else. */
  readonly inheritedUs: Integral;
}

/**
 * Splits waits over the known holders of the same individual lock: an instant with h holders gives 1/h to each. What a holder
 * spent waiting for something else meanwhile is inherited from there. Sums come from one sweep over each lock, in n log n.
 */
export function blameHolders(acquisitions: readonly Acquisition[], endUs: number, blockedIn: BlockedIn): Blaming {
  const holds = holdsByLock(acquisitions, endUs);
  const swept = new Map<string, HeldLock>();
  const awaited = new Map<string, readonly Interval[]>();
  let awaitedBy: ReadonlyMap<string, readonly Wait[]> | undefined;
  // Most locks are never waited for: each is swept when it is first asked about.
  const lockOf = (identity: string): HeldLock | undefined => {
    const own = holds.get(identity);
    let lock = swept.get(identity);
    if (lock === undefined && own !== undefined) swept.set(identity, (lock = heldLock(own, blockedIn)));
    return lock;
  };
  const sharesOf = (acquisition: Acquisition): readonly Share[] => {
    const lock = lockOf(acquisition.identity);
    const wait = waitOf(acquisition);
    if (lock === undefined || wait === undefined) return [];
    const own = overlapping(lock, wait);
    if (!lock.exclusive) return shareOut(own, weigh(countOver(own), countOver([wait])), [wait]).map(({ holder, us }) => ({ holder, us }));
    return own.map(({ acquisition: holder, startUs, endUs }) => ({ holder, us: overlapUs({ startUs, endUs }, wait) }));
  };
  const burden = (identity: string, waiters: Steps): Integral => weigh(lockOf(identity)?.holders ?? countOver([]), waiters);
  return {
    split(acquisition) {
      const { waitUs = 0 } = acquisition;
      const lock = lockOf(acquisition.identity);
      const wait = waitOf(acquisition);
      if (lock === undefined || wait === undefined) return { ownUs: 0, inheritedUs: 0, unattributedUs: waitUs };
      const attributedUs = Math.min(waitUs, Math.round(accumulated(lock.heldUs, wait.startUs, wait.endUs)));
      const inheritedUs = Math.min(attributedUs, Math.round(accumulated(lock.inheritedUs, wait.startUs, wait.endUs)));
      return { ownUs: attributedUs - inheritedUs, inheritedUs, unattributedUs: waitUs - attributedUs };
    },

    sharesOf,
    mainHolder(acquisition) {
      const lock = lockOf(acquisition.identity);
      const wait = waitOf(acquisition);
      if (lock?.exclusive !== true || wait === undefined) return greatest(sharesOf(acquisition), (a, b) => a.us - b.us)?.holder;
      // All between the first and the last lie inside the wait.
      const [first, end] = reach(lock, wait);
      const between = end - first > 2 ? lock.longest()(first + 1, end - 1) : first;
      const candidates = [lock.holds[first], lock.holds[between], lock.holds[end - 1]].filter((held) => held !== undefined).filter((held) => held.endUs > wait.startUs);
      return greatest(candidates, (a, b) => overlapUs(a, wait) - overlapUs(b, wait))?.acquisition;
    },

    causedBy: (some) => [...waitsByLock(some)].flatMap(([identity, waits]) => shareOut(holds.get(identity) ?? [], burden(identity, countOver(waits)), waits)),
    burden,
    holdsIn(identity, stretch) {
      const lock = lockOf(identity);
      return lock === undefined ? [] : overlapping(lock, stretch);
    },

    holdAt(identity, atUs) {
      const lock = lockOf(identity);
      if (lock === undefined) return undefined;
      for (let index = firstAbove(lock.startsUs, atUs) - 1; index >= 0 && (lock.endsUs[index] ?? 0) > atUs; index--) {
        const held = lock.holds[index];
        if (held !== undefined && held.endUs > atUs) return held;
      }
      return undefined;
    },

    lastReleased(identity, atUs, but) {
      const released = lockOf(identity)?.released ?? [];
      let index = byEnd(released, atUs) - 1;
      while (released[index]?.acquisition === but) index--;
      return released[index];
    },

    isAwaited({ acquisition: { identity }, startUs, endUs }) {
      let waited = awaited.get(identity);
      if (waited === undefined) {
        awaitedBy ??= waitsByLock(acquisitions);
        awaited.set(identity, (waited = unite(awaitedBy.get(identity) ?? [])));
      }
      const first = waited[byEndOf(waited, startUs)];
      return first !== undefined && first.startUs < endUs;
    },

    mostHolders: (identity) => deepest(holds.get(identity) ?? []),
    blockedIn,
  };
}

/** Waits of each individual lock. */
export function waitsByLock(acquisitions: readonly Acquisition[]): ReadonlyMap<string, readonly Wait[]> {
  const waits = new Map<string, Wait[]>();
  for (const acquisition of acquisitions) {
    const wait = waitOf(acquisition);
    if (wait === undefined) continue;
    const list = waits.get(acquisition.identity);
    if (list === undefined) waits.set(acquisition.identity, [wait]);
    else list.push(wait);
  }
  return fit(waits);
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
  return fit(holds);
}

/** When it was held, as far as known; undefined for waits in vain, releases unseen, traced waits. */
export function heldStretch({ state, acquiredUs, releasedUs, holdUs }: Acquisition, endUs: number): Interval | undefined {
  if (state === "waiting" || state === "abandoned") return undefined;
  if (state === "held") return acquiredUs === undefined ? undefined : { startUs: acquiredUs, endUs };
  if (releasedUs !== undefined) {
    if (acquiredUs !== undefined) return { startUs: acquiredUs, endUs: releasedUs };
    return holdUs === undefined ? undefined : { startUs: releasedUs - holdUs, endUs: releasedUs };
  }
  return acquiredUs === undefined || holdUs === undefined ? undefined : { startUs: acquiredUs, endUs: acquiredUs + holdUs };
}

function heldLock(holds: readonly Held[], blockedIn: BlockedIn): HeldLock {
  const endsUs = new Float64Array(holds.length);
  const blocked: Wait[] = [];
  let exclusive = true;
  holds.forEach((held, index) => {
    const { startUs, endUs } = held;
    const beforeUs = endsUs[index - 1] ?? startUs;
    exclusive &&= startUs >= beforeUs;
    endsUs[index] = Math.max(endUs, beforeUs);
    for (const wait of blockedIn(held)) blocked.push(wait);
  });
  const holders = countOver(holds);
  const heldUs = integrateBoth(holders, countOver([]), (holding) => (holding > 0 ? 1 : 0));
  const inheritedUs = integrateBoth(holders, countOver(blocked), (holding, waiting) => (holding > 0 ? waiting / holding : 0));
  let longest: RangeMaximum | undefined;
  return { holds, startsUs: columnOf(holds, ({ startUs }) => startUs), endsUs, exclusive, longest: () => (longest ??= rangeMaximum(holds.map((held) => held.endUs - held.startUs))), released: exclusive ? holds : [...holds].sort((a, b) => a.endUs - b.endUs), holders, heldUs, inheritedUs };
}

const byEndOf = bisector((stretch: Interval) => stretch.endUs).right;
const byEnd = bisector((held: Held) => held.endUs).right;

/** The first of the holds that may reach into a stretch, and the first after them. */
function reach({ startsUs, endsUs }: HeldLock, { startUs, endUs }: Interval): readonly [number, number] {
  return [firstAbove(endsUs, startUs), firstFrom(startsUs, endUs)];
}

/** Holds that reach into a stretch. */
function overlapping(lock: HeldLock, stretch: Interval): readonly Held[] {
  return lock.holds.slice(...reach(lock, stretch)).filter((held) => held.endUs > stretch.startUs);
}

function overlapUs(a: Interval, b: Interval): number {
  return Math.min(a.endUs, b.endUs) - Math.max(a.startUs, b.startUs);
}

function weigh(holders: Steps, waiters: Steps): Integral {
  return integrateBoth(holders, waiters, (holding, waiting) => (holding > 0 ? waiting / holding : 0));
}

/** Every instant of the waits, divided by the number of holders then, to each of them. */
function shareOut(holds: readonly Held[], burden: Integral, waits: readonly Interval[]): readonly Caused[] {
  const startsUs = columnOf(waits, ({ startUs }) => startUs).sort();
  const endsUs = columnOf(waits, ({ endUs }) => endUs).sort();
  const caused: Caused[] = [];
  for (const { acquisition, startUs, endUs } of holds) {
    const lengthened = firstFrom(startsUs, endUs) - firstAbove(endsUs, startUs);
    if (lengthened > 0) caused.push({ holder: acquisition, us: accumulated(burden, startUs, endUs), waits: lengthened });
  }
  return caused;
}
