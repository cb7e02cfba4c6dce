import { bisector } from "d3-array";
import { fit } from "../lib/fit.ts";
import { clip, topmost, type Interval } from "../lib/intervals.ts";
import { firstFrom } from "../lib/search.ts";
import type { Acquisition, Actor } from "../model/trace.ts";
import { isEvent, waitOf, type Wait } from "./awaited.ts";
import type { Lines } from "./main-line.ts";
import { CLIENT_REQUESTS } from "./pool.ts";

/** A stretch in which someone had a lock. */
export interface Held extends Interval {
  readonly acquisition: Acquisition;
}

/** What a holder itself waited for while it held: stretches that do not overlap, in order. */
export type BlockedIn = (held: Held) => readonly Wait[];

/**
 * Tells what holders waited for. A holder is a thread of work: a request in one process, or a thread. Where it is the request of an instance's own
 * boot or delete, it goes on in what that request called: waits of other services, of libvirt's threads and for events count where they lie
 * inside the hold as a whole and in the same line (Lines). Of waits inside one another the inner one counts.
 */
export function tellBlocked(acquisitions: readonly Acquisition[], lines: Lines): BlockedIn {
  const waitsOf = tellWaits(acquisitions);
  const told = new Map<Held, readonly Wait[]>();
  const inLine = (held: Held, own: readonly Wait[], first: number): readonly Wait[] => {
    const { acquisition: { actor, identity }, endUs } = held;
    const inside: Wait[] = [];
    for (let index = first; index < own.length; index++) {
      const wait = own[index];
      if (wait === undefined || wait.startUs >= endUs) break;
      if (isOther(wait, identity) && (wait.endUs <= endUs || (actorKey(wait.awaited.actor) === actorKey(actor) && mayBeIts(wait, held)))) inside.push(wait);
    }
    return topmost(clipAll(inside, held));
  };
  const remembered = (held: Held, tell: () => readonly Wait[]): readonly Wait[] => {
    let waits = told.get(held);
    if (waits === undefined) told.set(held, (waits = tell()));
    return waits;
  };
  return (held) => {
    const { acquisition, startUs, endUs } = held;
    const { actor, identity } = acquisition;
    const { instance, role } = actor;
    const line = lines.isOwnRequest(actor) ? lines.lineOf(acquisition) : undefined;
    if (line === undefined || instance === undefined || role === "background") {
      const within = waitsWithin(waitsOf(actor), held);
      return within.length === 0 ? NONE : remembered(held, () => topmost(clipAll(within.filter((wait) => isOther(wait, identity) && mayBeIts(wait, held)), held)));
    }
    const startsUs = line === "side" ? lines.sideStartsUs(instance) : lines.mainStartsUs(instance, role);
    const first = firstFrom(startsUs, startUs);
    if ((startsUs[first] ?? endUs) >= endUs) return NONE;
    return remembered(held, () => inLine(held, line === "side" ? lines.sideWaits(instance) : lines.mainWaits(instance, role), first));
  };
}

function isOther({ awaited }: Wait, identity: string): boolean {
  return isEvent(awaited) || awaited.identity !== identity;
}

/** Lines of one instant may stand this far apart, µs. */
const SAME_INSTANT_US = 5_000;

/**
 * Who gives a lock back waits for nothing then: where green threads share a request's id, a wait that outlasts the hold is another one's. Where no
 * line tells the end of the hold, that is not known.
 */
function mayBeIts({ endUs }: Wait, held: Held): boolean {
  const { state, releasedUs, form } = held.acquisition;
  return endUs <= held.endUs + SAME_INSTANT_US || state !== "released" || releasedUs === undefined || form === "inferred";
}

/** Most holders waited for nothing. */
const NONE: readonly Wait[] = [];

const byStart = bisector((wait: Wait) => wait.startUs);

/** What a holder waits for at an instant, of stretches that do not overlap and are in order. */
export function waitAt(waits: readonly Wait[], atUs: number): Wait | undefined {
  const wait = waits[byStart.right(waits, atUs) - 1];
  return wait !== undefined && wait.endUs > atUs ? wait : undefined;
}

/** A greenthread is known by its process and request, a thread by its id; undefined where the line names neither. */
export function actorKey({ host, pid, tid, requestId }: Actor): string | undefined {
  if (tid !== undefined) return `${host ?? ""}|${pid ?? ""}|thread ${tid}`;
  return requestId === undefined ? undefined : `${host ?? ""}|${pid ?? ""}|${requestId}`;
}

/** Whether two lines name one greenthread, or one thread. */
export function isSameThread(a: Actor, b: Actor): boolean {
  if (a.tid !== b.tid || (a.host ?? "") !== (b.host ?? "") || a.pid !== b.pid) return false;
  return a.tid !== undefined || (a.requestId !== undefined && a.requestId === b.requestId);
}

/** Waits of one greenthread or thread, in the order given; looked for when first asked for. */
function tellWaits(acquisitions: readonly Acquisition[]): (actor: Actor) => readonly Wait[] {
  let byWorker: ReadonlyMap<number | string, readonly Acquisition[]> | undefined;
  const told = new Map<string, readonly Wait[]>();
  const tell = (actor: Actor): readonly Wait[] => {
    byWorker ??= groupByWorker(acquisitions);
    return (byWorker.get(workerOf(actor) ?? "") ?? []).filter((other) => isSameThread(other.actor, actor)).map(waitOf).filter((wait) => wait !== undefined);
  };
  return (actor) => {
    const key = actorKey(actor);
    if (key === undefined) return NONE;
    let waits = told.get(key);
    if (waits === undefined) told.set(key, (waits = tell(actor)));
    return waits;
  };
}

/** A thread's id or a request: greenthreads of several processes may have it in common. */
function workerOf({ tid, requestId }: Actor): number | string | undefined {
  return tid ?? requestId;
}

function groupByWorker(acquisitions: readonly Acquisition[]): ReadonlyMap<number | string, readonly Acquisition[]> {
  const found = new Map<number | string, Acquisition[]>();
  for (const acquisition of acquisitions) {
    const worker = workerOf(acquisition.actor);
    // While a request is unread, the thread that will take it works for others.
    if (worker === undefined || acquisition.resourceClass === CLIENT_REQUESTS) continue;
    const list = found.get(worker);
    if (list === undefined) found.set(worker, [acquisition]);
    else list.push(acquisition);
  }
  return fit(found);
}

const byEnd = bisector((wait: Wait) => wait.endUs).right;

/** Those of one actor that reach into a stretch. They are in order of their ends and follow one another. */
function waitsWithin(waits: readonly Wait[], { startUs, endUs }: Interval): readonly Wait[] {
  const found: Wait[] = [];
  for (let index = byEnd(waits, startUs); index < waits.length; index++) {
    const wait = waits[index];
    if (wait === undefined || wait.startUs >= endUs) break;
    found.push(wait);
  }
  return found.sort((a, b) => a.startUs - b.startUs);
}

function clipAll(waits: readonly Wait[], range: Interval): readonly Wait[] {
  return waits.flatMap((wait) => {
    const inside = clip(wait, range);
    return inside === undefined ? [] : [{ ...wait, ...inside }];
  });
}
