import { bisector } from "d3-array";
import type { Acquisition } from "../model/trace.ts";

/** A hold that made someone wait, and for how much of one wait. */
export interface Share {
  readonly holder: Acquisition;
  readonly us: number;
  /** Of `us`: the holder itself was waiting for something else then. */
  readonly inheritedUs: number;
}

export interface Blame {
  readonly shares: readonly Share[];
  readonly ownUs: number;
  readonly inheritedUs: number;
  /** No known hold covers it. The three sum to the wait. */
  readonly unattributedUs: number;
}

interface Held {
  readonly acquisition: Acquisition;
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Splits each wait over the known holders of the same individual lock: an instant with h holders gives 1/h to each. What the holder
 * spent waiting for another lock meanwhile is inherited from there.
 */
export function blameHolders(acquisitions: readonly Acquisition[], endUs: number): (acquisition: Acquisition) => Blame {
  const holds = holdsByLock(acquisitions, endUs);
  const waits = waitsByActor(acquisitions);
  return (acquisition) => {
    const { acquiredUs, waitUs } = acquisition;
    if (acquiredUs === undefined || waitUs === undefined || waitUs <= 0) return { shares: [], ownUs: 0, inheritedUs: 0, unattributedUs: waitUs ?? 0 };
    const startUs = acquiredUs - waitUs;
    const others = overlapping(holds.get(acquisition.identity), startUs, acquiredUs).filter((held) => held.acquisition !== acquisition);
    const shares = splitEvenly(others, startUs, acquiredUs).map(({ held, us, pieces }) => ({
      holder: held.acquisition,
      us,
      inheritedUs: Math.min(us, pieces.reduce((sum, piece) => sum + (waitingWithin(waits.get(actorKey(held.acquisition)), acquisition.identity, piece.startUs, piece.endUs)) / piece.holders, 0)),
    }));
    const attributedUs = Math.min(waitUs, Math.round(shares.reduce((sum, share) => sum + share.us, 0)));
    const inheritedUs = Math.min(attributedUs, Math.round(shares.reduce((sum, share) => sum + share.inheritedUs, 0)));
    return { shares, ownUs: attributedUs - inheritedUs, inheritedUs, unattributedUs: waitUs - attributedUs };
  };
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

const byStart = bisector((held: Held) => held.startUs);

/** Holds are in order of start; an exclusive lock's do not overlap, so a few steps back from the wait's start suffice. */
function overlapping(holds: readonly Held[] | undefined, startUs: number, endUs: number): Held[] {
  if (holds === undefined) return [];
  const found: Held[] = [];
  for (let index = byStart.left(holds, endUs) - 1, missed = 0; index >= 0 && missed < LOOK_BACK; index--) {
    const held = holds[index];
    if (held === undefined) break;
    if (held.endUs > startUs) found.push(held);
    else missed++;
  }
  return found.reverse();
}

/** Holds that ended before the wait began and still may hide a longer one before them: permits and read locks overlap. */
const LOOK_BACK = 64;

function splitEvenly(holds: readonly Held[], startUs: number, endUs: number): { held: Held; us: number; pieces: { startUs: number; endUs: number; holders: number }[] }[] {
  const cuts = [...new Set([startUs, endUs, ...holds.flatMap((held) => [held.startUs, held.endUs])])].filter((atUs) => atUs >= startUs && atUs <= endUs).sort((a, b) => a - b);
  const split = holds.map((held) => ({ held, us: 0, pieces: [] as { startUs: number; endUs: number; holders: number }[] }));
  for (let index = 1; index < cuts.length; index++) {
    const fromUs = cuts[index - 1] ?? startUs;
    const toUs = cuts[index] ?? endUs;
    const present = split.filter(({ held }) => held.startUs <= fromUs && held.endUs >= toUs);
    for (const one of present) {
      one.us += (toUs - fromUs) / present.length;
      one.pieces.push({ startUs: fromUs, endUs: toUs, holders: present.length });
    }
  }
  return split.filter(({ us }) => us > 0);
}

/** A greenthread is known by its process and request, a thread by its id; undefined where the line names neither. */
function actorKey({ actor }: Acquisition): string | undefined {
  if (actor.tid !== undefined) return `${actor.host ?? ""}|${actor.pid ?? ""}|thread ${actor.tid}`;
  return actor.requestId === undefined ? undefined : `${actor.host ?? ""}|${actor.pid ?? ""}|${actor.requestId}`;
}

function waitsByActor(acquisitions: readonly Acquisition[]): ReadonlyMap<string | undefined, readonly Acquisition[]> {
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

const byAcquired = bisector((acquisition: Acquisition) => acquisition.acquiredUs ?? 0).left;

/** Time one actor waited for other locks within a stretch. Its waits are in order of their ends and follow one another. */
function waitingWithin(waits: readonly Acquisition[] | undefined, identity: string, startUs: number, endUs: number): number {
  if (waits === undefined) return 0;
  let us = 0;
  for (let index = byAcquired(waits, startUs); index < waits.length; index++) {
    const wait = waits[index];
    if (wait?.acquiredUs === undefined) break;
    const fromUs = wait.acquiredUs - (wait.waitUs ?? 0);
    if (fromUs >= endUs) break;
    if (wait.identity !== identity) us += Math.max(0, Math.min(endUs, wait.acquiredUs) - Math.max(startUs, fromUs));
  }
  return Math.min(us, endUs - startUs);
}
