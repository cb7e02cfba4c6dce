import { greatest } from "d3-array";
import { columnOf, highestSoFar, inOrder } from "../lib/column.ts";
import { fit } from "../lib/fit.ts";
import { accumulated, accumulator, countOver, integrateBoth, NO_INTEGRAL, type Integral, type Steps } from "../lib/integral.ts";
import { overlapUs, type Interval } from "../lib/intervals.ts";
import { numbers } from "../lib/numbers.ts";
import { rangeMaximum, type RangeMaximum } from "../lib/range-maximum.ts";
import { firstAbove, firstFrom } from "../lib/search.ts";
import { countStretches, fillingStretches, highestCount, whereAny, type Stretches } from "../lib/stretches.ts";
import type { Acquisition } from "../model/trace.ts";
import { waitOf, type Wait } from "./awaited.ts";
import type { BlockedIn, Held } from "./blocked-holders.ts";

/** A hold that made someone wait, and for how much of one wait. */
interface Share {
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

/** What some who waited for one individual lock cost its holders together. */
export interface Caused {
  /** In order of their start; and what the holder of each waited for meanwhile. */
  readonly holds: readonly Held[];
  readonly blocked: readonly (readonly Wait[])[];
  /** What each holder bears of the waiting at any time. */
  readonly burden: Integral;
  /** Waiting that each hold caused, µs, and how many of the waits it lengthened. */
  readonly us: Float64Array;
  readonly waits: Int32Array;
}

const NOTHING_CAUSED: Caused = { holds: [], blocked: [], burden: NO_INTEGRAL, us: new Float64Array(0), waits: new Int32Array(0) };

export interface Blaming {
  /** Quick where the waits for one individual lock come nearly in order of time. */
  readonly split: (wait: Acquisition) => Blame;
  /** Who made one wait last, in order of time. Takes time in proportion to their number: ask for single waits, not for totals. */
  readonly sharesOf: (wait: Acquisition) => readonly Share[];
  /** Whose hold made most of one wait. */
  readonly mainHolder: (wait: Acquisition) => Acquisition | undefined;
  /** What each hold of one individual lock contributed to these waits for it together. */
  readonly causedBy: (identity: string, waits: Stretches) => Caused;
  /**
   * What each holder of one individual lock bears of the waiting at any time: the waiters then, divided by the holders; none without a holder.
   * Waiters need not be whole: who waits for one of two holders weighs half on each.
   */
  readonly burden: (identity: string, waiters: Steps) => Integral;
  /** Holds of one individual lock that reach into a stretch, in order of their start. */
  readonly holdsIn: (identity: string, stretch: Interval) => readonly Held[];
  /** Those of them whose holder waited for something else meanwhile. */
  readonly blockedHoldsIn: (identity: string, stretch: Interval) => readonly Held[];
  readonly holdsOf: (identity: string) => Holds;
  /** The hold of one individual lock at an instant; of several the one that began last. */
  readonly holdAt: (identity: string, atUs: number) => Held | undefined;
  /** The last hold of one individual lock to end that began before an instant and ended up to so much later, this one not counted. */
  readonly lastReleased: (identity: string, atUs: number, lateUs: number, but: Acquisition) => Held | undefined;
  /** Whether anyone waited for the same individual lock while this was held. */
  readonly isAwaited: (held: Held) => boolean;
  /** The most that held one individual lock at once. */
  readonly mostHolders: (identity: string) => number;
  /** For how much of a stretch anyone held it, µs. */
  readonly heldUs: (identity: string, stretch: Interval) => number;
  readonly blockedIn: BlockedIn;
}

/** Holds of one individual lock, in order of their start; and in columns, since there may be very many. */
interface Holds {
  readonly holds: readonly Held[];
  readonly startsUs: Float64Array;
  readonly endsUs: Float64Array;
  /** The last end of the holds up to and with each. */
  readonly reachesUs: Float64Array;
}

/** What is known of one individual lock. */
interface HeldLock extends Holds {
  /** No two of the holds overlap. */
  readonly exclusive: boolean;
  /** The longest of any of them that follow one another. */
  readonly longest: () => RangeMaximum;
  /** In order of end. */
  readonly released: readonly Held[];
  readonly releasesUs: Float64Array;
  /** What the holder of each waited for meanwhile, and those whose holder waited. */
  readonly waits: readonly (readonly Wait[])[];
  readonly blocked: Holds;
  /** How many hold it. */
  readonly holders: Steps;
  /** Time held by anyone so far. */
  readonly heldUs: Integral;
  readonly split: (wait: Acquisition) => Blame;
}

/**
 * Splits waits over the known holders of the same individual lock: an instant with h holders gives 1/h to each. What a holder
 * spent waiting for something else meanwhile is inherited from there. Sums come from one sweep over each lock, in n log n.
 */
export function blameHolders(acquisitions: readonly Acquisition[], endUs: number, blockedIn: BlockedIn): Blaming {
  const lives = livesByLock(acquisitions);
  const swept = new Map<string, HeldLock>();
  const awaited = new Map<string, Stretches>();
  // Most locks are never waited for: each is swept when it is first asked about.
  const lockOf = (identity: string): HeldLock => {
    let lock = swept.get(identity);
    if (lock === undefined) swept.set(identity, (lock = heldLock(lives.get(identity) ?? [], endUs, blockedIn)));
    return lock;
  };
  const sharesOf = (acquisition: Acquisition): readonly Share[] => {
    const lock = lockOf(acquisition.identity);
    const wait = waitOf(acquisition);
    if (wait === undefined) return [];
    const own = overlapping(lock, wait);
    if (lock.exclusive) return own.map(({ acquisition: holder, startUs, endUs }) => ({ holder, us: overlapUs({ startUs, endUs }, wait) }));
    const borne = weigh(countOver(own), countOver([wait]));
    return own.map(({ acquisition: holder, startUs, endUs }) => ({ holder, us: accumulated(borne, startUs, endUs) }));
  };
  const burden = (identity: string, waiters: Steps): Integral => weigh(lockOf(identity).holders, waiters);
  return {
    split: (acquisition) => lockOf(acquisition.identity).split(acquisition),
    sharesOf,
    mainHolder(acquisition) {
      const lock = lockOf(acquisition.identity);
      const wait = waitOf(acquisition);
      if (!lock.exclusive || wait === undefined) return greatest(sharesOf(acquisition), (a, b) => a.us - b.us)?.holder;
      // All between the first and the last lie inside the wait.
      const [first, end] = reach(lock, wait);
      const between = end - first > 2 ? lock.longest()(first + 1, end - 1) : first;
      const candidates = [lock.holds[first], lock.holds[between], lock.holds[end - 1]].filter((held) => held !== undefined).filter((held) => held.endUs > wait.startUs);
      return greatest(candidates, (a, b) => overlapUs(a, wait) - overlapUs(b, wait))?.acquisition;
    },

    causedBy(identity, waits) {
      if (waits.startsUs.length === 0) return NOTHING_CAUSED;
      const lock = lockOf(identity);
      const borne = weigh(lock.holders, countStretches(waits));
      return { holds: lock.holds, blocked: lock.waits, burden: borne, ...shareOut(lock, borne, waits) };
    },

    burden,
    holdsIn: (identity, stretch) => overlapping(lockOf(identity), stretch),
    blockedHoldsIn: (identity, stretch) => overlapping(lockOf(identity).blocked, stretch),
    holdsOf: lockOf,
    holdAt(identity, atUs) {
      const { holds, startsUs, reachesUs } = lockOf(identity);
      for (let index = firstAbove(startsUs, atUs) - 1; index >= 0 && (reachesUs[index] ?? 0) > atUs; index--) {
        const held = holds[index];
        if (held !== undefined && held.endUs > atUs) return held;
      }
      return undefined;
    },

    lastReleased(identity, atUs, lateUs, but) {
      const { released, releasesUs } = lockOf(identity);
      for (let index = firstAbove(releasesUs, atUs + lateUs) - 1; ; index--) {
        const held = released[index];
        if (held === undefined || (held.startUs < atUs && held.acquisition !== but)) return held;
      }
    },

    isAwaited({ acquisition: { identity }, startUs, endUs }) {
      let waited = awaited.get(identity);
      if (waited === undefined) awaited.set(identity, (waited = whereAny(countStretches(waitsOf(lives.get(identity) ?? [])))));
      const firstUs = waited.startsUs[firstAbove(waited.endsUs, startUs)];
      return firstUs !== undefined && firstUs < endUs;
    },

    mostHolders: (identity) => highestCount(lockOf(identity).holders),
    heldUs: (identity, { startUs, endUs: untilUs }) => accumulated(lockOf(identity).heldUs, startUs, untilUs),
    blockedIn,
  };
}

/** Passages of each individual lock. */
export function livesByLock(acquisitions: readonly Acquisition[]): ReadonlyMap<string, readonly Acquisition[]> {
  const lives = new Map<string, Acquisition[]>();
  for (const acquisition of acquisitions) {
    const list = lives.get(acquisition.identity);
    if (list === undefined) lives.set(acquisition.identity, [acquisition]);
    else list.push(acquisition);
  }
  return fit(lives);
}

/** Two readings of a clock tell a hold to within this of its stated length, µs. */
const CLOCK_US = 1_000_000;

/**
 * When it was held, as far as known; undefined for waits in vain, traced waits, and releases unseen that nobody waited for. Where the clock was set
 * back meanwhile it has its stated length.
 */
export function heldStretch({ state, acquiredUs, releasedUs, holdUs, heldUntilUs }: Acquisition, endUs: number): Interval | undefined {
  if (state === "waiting" || state === "abandoned") return undefined;
  if (state === "held") return acquiredUs === undefined ? undefined : { startUs: acquiredUs, endUs };
  if (releasedUs !== undefined) {
    if (acquiredUs !== undefined && (holdUs === undefined || releasedUs - acquiredUs >= holdUs - CLOCK_US)) return { startUs: acquiredUs, endUs: Math.max(acquiredUs, releasedUs) };
    return holdUs === undefined ? undefined : { startUs: releasedUs - holdUs, endUs: releasedUs };
  }
  const untilUs = heldUntilUs ?? (holdUs === undefined ? undefined : (acquiredUs ?? 0) + holdUs);
  return acquiredUs === undefined || untilUs === undefined ? undefined : { startUs: acquiredUs, endUs: untilUs };
}

/** Those that are placed in time, in columns. */
function waitsOf(lives: readonly Acquisition[]): Stretches {
  const waits = fillingStretches(lives.length);
  for (const { acquiredUs, waitUs = 0 } of lives) if (acquiredUs !== undefined && waitUs > 0) waits.push(acquiredUs - waitUs, acquiredUs);
  return waits.filled();
}

function heldLock(lives: readonly Acquisition[], logEndUs: number, blockedIn: BlockedIn): HeldLock {
  const own = holdsInOrder(lives, logEndUs);
  const { holds, startsUs, endsUs, reachesUs } = own;
  const waits = holds.map(blockedIn);
  const exclusive = startsUs.every((startUs, index) => startUs >= (reachesUs[index - 1] ?? startUs));
  const holders = countStretches(own);
  const heldUs = integrateBoth(holders, countOver([]), (holding) => (holding > 0 ? 1 : 0));
  let longest: RangeMaximum | undefined;
  const released = exclusive ? holds : [...holds].sort((a, b) => a.endUs - b.endUs);
  return {
    ...own,
    exclusive,
    longest: () => (longest ??= rangeMaximum(holds.map((held) => held.endUs - held.startUs))),
    released,
    releasesUs: exclusive ? endsUs : columnOf(released, (held) => held.endUs),
    waits,
    blocked: holdsOf(holds.filter((_, index) => (waits[index] ?? []).length > 0)),
    holders,
    heldUs,
    split: splitterOf(heldUs, weigh(holders, countOver(waits.flat()))),
  };
}

function holdsInOrder(lives: readonly Acquisition[], logEndUs: number): Holds & Stretches {
  const holds: Held[] = [];
  for (const acquisition of lives) {
    const held = heldStretch(acquisition, logEndUs);
    if (held !== undefined && held.endUs > held.startUs) holds.push({ acquisition, startUs: held.startUs, endUs: held.endUs });
  }
  return holdsOf(holds.sort((a, b) => a.startUs - b.startUs));
}

/** Holds in order of their start. */
function holdsOf(holds: readonly Held[]): Holds & Stretches {
  const endsUs = columnOf(holds, ({ endUs }) => endUs);
  return { holds, startsUs: columnOf(holds, ({ startUs }) => startUs), endsUs, reachesUs: highestSoFar(endsUs) };
}

/** `inheritedUs`: what of the time held its holders themselves waited for something else, each by his share. */
function splitterOf(heldUs: Integral, inheritedUs: Integral): (wait: Acquisition) => Blame {
  const held = accumulator(heldUs);
  const inherited = accumulator(inheritedUs);
  return ({ waitUs = 0, acquiredUs }) => {
    if (acquiredUs === undefined || waitUs <= 0) return { ownUs: 0, inheritedUs: 0, unattributedUs: waitUs };
    const attributedUs = Math.min(waitUs, Math.round(held(acquiredUs - waitUs, acquiredUs)));
    const passedOnUs = Math.min(attributedUs, Math.round(inherited(acquiredUs - waitUs, acquiredUs)));
    return { ownUs: attributedUs - passedOnUs, inheritedUs: passedOnUs, unattributedUs: waitUs - attributedUs };
  };
}

/** The first of the holds that may reach into a stretch, and the first after them. */
function reach({ startsUs, reachesUs }: Holds, { startUs, endUs }: Interval): readonly [number, number] {
  return [firstAbove(reachesUs, startUs), firstFrom(startsUs, endUs)];
}

/** Holds that reach into a stretch. */
function overlapping(own: Holds, stretch: Interval): readonly Held[] {
  return own.holds.slice(...reach(own, stretch)).filter((held) => held.endUs > stretch.startUs);
}

function weigh(holders: Steps, waiters: Steps): Integral {
  return integrateBoth(holders, waiters, (holding, waiting) => (holding > 0 ? waiting / holding : 0));
}

/** Every instant of the waits, divided by the number of holders then, to each of them. */
function shareOut({ startsUs, endsUs }: Holds, burden: Integral, waits: Stretches): Pick<Caused, "us" | "waits"> {
  const beganUs = inOrder(waits.startsUs);
  const endedUs = inOrder(waits.endsUs);
  const borneUs = accumulator(burden);
  const us = numbers(startsUs.length);
  const lengthened = new Int32Array(startsUs.length);
  for (let index = 0; index < startsUs.length; index++) {
    const startUs = startsUs[index] ?? 0;
    const endUs = endsUs[index] ?? 0;
    lengthened[index] = firstFrom(beganUs, endUs) - firstAbove(endedUs, startUs);
    us[index] = borneUs(startUs, endUs);
  }
  return { us, waits: lengthened };
}
