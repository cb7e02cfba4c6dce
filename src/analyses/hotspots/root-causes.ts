import { ascending, descending, max, min } from "d3-array";
import { inSteps, levels, type Level } from "../../lib/integral.ts";
import { inWhole } from "../../lib/in-whole.ts";
import { totalUs, type Interval } from "../../lib/intervals.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { Acquisition } from "../../model/trace.ts";
import { isEvent, resourceOf, type Wait } from "../awaited.ts";
import { resourceKey, type Resource } from "../resource-key.ts";
import { waitsByLock, type Blaming } from "../blame.ts";
import { cycleFrom } from "../cycles.ts";

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
export function rootCauses(waits: readonly Acquisition[], inheritedUs: number, blaming: Blaming): RootCauses {
  if (inheritedUs === 0) return [];
  const roots = new Map<string, { readonly resource: Resource; us: number }>();
  const add = (resource: Resource, us: number): void => {
    const key = resourceKey(resource);
    const entry = roots.get(key);
    if (entry === undefined) roots.set(key, { resource, us });
    else entry.us += us;
  };
  let step = new Map([...waitsByLock(waits)].map(([identity, own]) => [identity, firstDemand(own)]));
  let pieces = 0;
  for (let depth = 0; step.size > 0; depth++) {
    const isLast = depth === DEEPEST || pieces > MOST_PIECES;
    const next = new Map<string, LockDemand>();
    for (const [identity, { resource, pieces: waiting, range, us }] of step) {
      const burden = blaming.burden(identity, inSteps(waiting));
      let passedOnUs = 0;
      for (const held of isLast ? [] : blaming.holdsIn(identity, range)) {
        for (const wait of blaming.blockedIn(held)) {
          // The first step is inherited in any case; later ones end where they would lead back.
          const stretch = depth === 0 ? wait : upToCycle(wait, held.acquisition, blaming);
          const handed = levels(burden, stretch.startUs, stretch.endUs);
          pieces += handed.length;
          passedOnUs += handDown(handed, wait, next, add);
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
  /** Who waits, and how much of each is handed down. */
  readonly pieces: Level[];
  readonly range: { startUs: number; endUs: number };
  /** Waiting time in all. */
  us: number;
}

/** Hands what a holder bears while it waits down to what it waits for. Gives how much that is. */
function handDown(pieces: readonly Level[], { awaited }: Wait, next: Map<string, LockDemand>, add: (resource: Resource, us: number) => void): number {
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
  if (target === undefined) next.set(awaited.identity, (target = { resource, pieces: [], range: { startUs, endUs }, us: 0 }));
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

function firstDemand(waits: readonly Interval[]): LockDemand {
  const range = { startUs: min(waits, ({ startUs }) => startUs) ?? 0, endUs: max(waits, ({ endUs }) => endUs) ?? 0 };
  return { resource: undefined, pieces: waits.map(({ startUs, endUs }) => ({ startUs, endUs, rate: 1 })), range, us: totalUs(waits) };
}
