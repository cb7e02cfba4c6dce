import { bisector } from "d3-array";
import { fit } from "../lib/fit.ts";
import { clip, topmost, type Interval } from "../lib/intervals.ts";
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
  const byActor = waitsByActor(acquisitions);
  const told = new Map<Held, readonly Wait[]>();
  const tell = (held: Held): readonly Wait[] => {
    const { acquisition, startUs, endUs } = held;
    const { actor, identity } = acquisition;
    const other = (wait: Wait): boolean => isEvent(wait.awaited) || wait.awaited.identity !== identity;
    const line = lines.isOwnRequest(actor) ? lines.lineOf(acquisition) : undefined;
    if (line === undefined || actor.instance === undefined || actor.role === "background") return topmost(clipAll(waitsWithin(byActor.get(actorKey(actor)), held).filter(other), held));
    const own = line === "side" ? lines.sideWaits(actor.instance) : lines.mainWaits(actor.instance, actor.role);
    const inside: Wait[] = [];
    for (let index = byStart.left(own, startUs); index < own.length; index++) {
      const wait = own[index];
      if (wait === undefined || wait.startUs >= endUs) break;
      if (other(wait) && (wait.endUs <= endUs || actorKey(wait.awaited.actor) === actorKey(actor))) inside.push(wait);
    }
    return topmost(clipAll(inside, held));
  };
  return (held) => {
    let waits = told.get(held);
    if (waits === undefined) {
      const found = tell(held);
      told.set(held, (waits = found.length === 0 ? NONE : found));
    }
    return waits;
  };
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

function waitsByActor(acquisitions: readonly Acquisition[]): ReadonlyMap<string | undefined, readonly Wait[]> {
  const waits = new Map<string | undefined, Wait[]>();
  for (const acquisition of acquisitions) {
    // While a request is unread, the thread that will take it works for others.
    if (acquisition.resourceClass === CLIENT_REQUESTS) continue;
    const key = actorKey(acquisition.actor);
    const wait = key === undefined ? undefined : waitOf(acquisition);
    if (wait === undefined) continue;
    const list = waits.get(key);
    if (list === undefined) waits.set(key, [wait]);
    else list.push(wait);
  }
  return fit(waits);
}

const byEnd = bisector((wait: Wait) => wait.endUs).right;

/** Those of one actor that reach into a stretch. They are in order of their ends and follow one another. */
function waitsWithin(waits: readonly Wait[] | undefined, { startUs, endUs }: Interval): readonly Wait[] {
  if (waits === undefined) return [];
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
