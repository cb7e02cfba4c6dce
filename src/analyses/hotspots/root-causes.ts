import { ascending, descending, max, min } from "d3-array";
import { inSteps, levels, NO_INTEGRAL, type Integral, type Level } from "../../lib/integral.ts";
import { inWhole } from "../../lib/in-whole.ts";
import type { Interval } from "../../lib/intervals.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { Acquisition } from "../../model/trace.ts";
import { isEvent, resourceOf, type Wait } from "../awaited.ts";
import { resourceKey, type Resource } from "../resource-key.ts";
import type { Blaming } from "../blame.ts";
import { cycleFrom } from "../cycles.ts";
import type { LockPassages } from "./lock-passages.ts";

/** Longest chain of holders that wait for one another which is followed. */
const DEEPEST = 16;

/** Pieces handed down from which on no further step is taken: what was reached by then stands for the root. A bound on time where all wait for all. */
const MOST_PIECES = 50_000;

/** Less than this is left where it is, µs. */
const LEAST_US = 0.5;

type RootCauses = Hotspot["inheritedFrom"];

/**
 * What the inherited part of these waits goes back to: the resource whose holder did work of its own, or that nobody is known to have held. The
 * waiting is handed down from lock to lock, all locks of one step at once: whoever waits for a holder waits for what that holder waits for. Where
 * holders wait for one another in a circle, the last one before it closes is the root. Sums to `inheritedUs`, worst first.
 */
export function rootCauses(locks: readonly LockPassages[], inheritedUs: number, blaming: Blaming): RootCauses {
  if (inheritedUs === 0) return [];
  const roots = new Map<string, { readonly resource: Resource; us: number }>();
  const add = (resource: Resource, us: number): void => {
    const key = resourceKey(resource);
    const entry = roots.get(key);
    if (entry === undefined) roots.set(key, { resource, us });
    else entry.us += us;
  };
  let step: ReadonlyMap<string, LockDemand> = new Map(locks.map((lock) => [lock.identity, firstDemand(lock)]));
  let pieces = 0;
  for (let depth = 0; step.size > 0; depth++) {
    const isLast = depth === DEEPEST || pieces > MOST_PIECES;
    const next = new Map<string, PassedOn>();
    for (const [identity, { resource, borne, range, us }] of step) {
      const blocked = isLast ? [] : blaming.blockedHoldsIn(identity, range);
      const burden = blocked.length === 0 ? NO_INTEGRAL : borne();
      let passedOnUs = 0;
      for (const held of blocked) {
        for (const wait of blaming.blockedIn(held)) {
          // The first step is inherited in any case; later ones end where they would lead back.
          const stretch = depth === 0 ? wait : upToCycle(wait, held.acquisition, blaming);
          const handed = levels(burden, stretch.startUs, stretch.endUs);
          pieces += handed.length;
          passedOnUs += handDown(handed, wait, next, add, blaming);
        }
      }
      if (resource !== undefined) add(resource, us - passedOnUs);
    }
    step = next;
  }
  const list = [...roots.values()].filter(({ us }) => us >= LEAST_US);
  const whole = inWhole(list.map(({ us }) => us), inheritedUs);
  return list
    .map(({ resource: { kind, service, resource } }, index) => ({ kind, service, resource, waitUs: whole[index] ?? 0 }))
    .filter(({ waitUs }) => waitUs > 0)
    .sort((a, b) => descending(a.waitUs, b.waitUs) || ascending(a.service, b.service) || ascending(a.resource, b.resource));
}

/** Waiting for one individual lock that was handed down to it; at the first step there is no resource, since that is the waiters' own. */
interface LockDemand {
  readonly resource: Resource | undefined;
  /** What each of its holders bears of it. */
  readonly borne: () => Integral;
  readonly range: Interval;
  /** Waiting time in all. */
  readonly us: number;
}

/** What is handed down to one lock, as it comes together. */
interface PassedOn extends LockDemand {
  /** Who waits, and how much of each is handed down. */
  readonly pieces: Level[];
  readonly range: { startUs: number; endUs: number };
  us: number;
}

function firstDemand({ contended: { startsUs, endsUs }, caused }: LockPassages): LockDemand {
  return { resource: undefined, borne: () => caused.burden, range: { startUs: min(startsUs) ?? 0, endUs: max(endsUs) ?? 0 }, us: 0 };
}

function passedOn(resource: Resource, identity: string, range: Interval, blaming: Blaming): PassedOn {
  const pieces: Level[] = [];
  return { resource, pieces, borne: () => blaming.burden(identity, inSteps(pieces)), range: { ...range }, us: 0 };
}

/** Hands what a holder bears while it waits down to what it waits for. Gives how much that is. */
function handDown(pieces: readonly Level[], { awaited }: Wait, next: Map<string, PassedOn>, add: (resource: Resource, us: number) => void, blaming: Blaming): number {
  const us = pieces.reduce((sum, piece) => sum + piece.rate * (piece.endUs - piece.startUs), 0);
  if (us < LEAST_US) return 0;
  const startUs = pieces[0]?.startUs ?? 0;
  const endUs = pieces.at(-1)?.endUs ?? startUs;
  const resource = resourceOf(awaited);
  if (isEvent(awaited)) {
    add(resource, us);
    return us;
  }
  let target = next.get(awaited.identity);
  if (target === undefined) next.set(awaited.identity, (target = passedOn(resource, awaited.identity, { startUs, endUs }, blaming)));
  target.us += us;
  target.range.startUs = Math.min(target.range.startUs, startUs);
  target.range.endUs = Math.max(target.range.endUs, endUs);
  for (const piece of pieces) target.pieces.push(piece);
  return us;
}

/** What of a holder's wait comes before others wait for that holder in turn. */
function upToCycle(wait: Wait, holder: Acquisition, blaming: Blaming): Interval {
  const cycle = cycleFrom(wait, holder, blaming);
  return { startUs: wait.startUs, endUs: cycle === undefined ? wait.endUs : Math.max(wait.startUs, Math.min(wait.endUs, cycle.sinceUs)) };
}
