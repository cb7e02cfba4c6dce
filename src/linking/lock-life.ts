import type { LockAbandoned, LockAcquired, LockReleased, LockRequested } from "../model/event.ts";
import type { Place } from "../model/trace.ts";
import { LATE_US } from "./late-lines.ts";
import type { RawAcquisition } from "./raw.ts";

export type LockEvent = LockRequested | LockAcquired | LockReleased | LockAbandoned;

/** A wrapper logs its own line this close to that of the lock it wraps (neutron's `coordination.synchronized`), µs. */
const WRAPPER_DISTANCE_US = 5_000;

/** Times and stated waits are rounded to this, µs. */
const ROUNDED_US = 1_000;

/** One way through a lock of one process, from the first line that tells of it to the last. */
export interface Life {
  /** What its lock is paired by. */
  readonly name: string;
  readonly acquisition: RawAcquisition;
  /** Set while the external stage of this lock is waited for. */
  fileRequestedUs: number | undefined;
  /** Its wait contains that for a file, so giving the file back ends it. */
  staged: boolean;
  /** A wrapper's lines and those of the lock inside it both report this life. */
  wrapped: boolean;
  /** Someone else got this exclusive lock since: its release was lost, or its line is still to come. */
  superseded: boolean;
  /** It was given back, though no line said that it was got: that line is late, or was lost. */
  givenBack: { readonly event: LockReleased; readonly place: Place } | undefined;
  /** Of a pool, to which someone else may have handed it; it has a key. */
  readonly pooled: boolean;
  /** When who waits first wrote something else. */
  movedOnUs: number | undefined;
}

export function extendByFileStage(outer: Life, event: LockAcquired): void {
  const { acquisition } = outer;
  // The context form does not say that it goes for the file: it does so at once.
  const sinceUs = outer.fileRequestedUs ?? acquisition.acquiredUs;
  const stageUs = event.waitUs ?? (sinceUs === undefined ? undefined : Math.max(0, event.head.atUs - sinceUs));
  outer.fileRequestedUs = undefined;
  acquisition.external = true;
  // oslo's `waited` (decorator with a duration) already contains the external stage.
  if (stageUs === undefined || (acquisition.form === "decorator" && acquisition.waitUs !== undefined)) return;
  outer.staged = true;
  addFileWait(acquisition, stageUs, event.head.atUs);
}

/** The lock was got before, its file only now, or not yet when the log ends. */
export function addFileWait(acquisition: RawAcquisition, us: number, atUs: number): void {
  if (acquisition.waitUs === undefined) acquisition.fileWaitUs = us;
  acquisition.waitUs = (acquisition.waitUs ?? 0) + us;
  acquisition.acquiredUs = atUs;
}

export function sameActor(acquisition: RawAcquisition, event: LockEvent): boolean {
  if (event.key !== undefined) return true;
  return acquisition.writer.requestId === event.head.requestId && acquisition.writer.tid === event.head.tid;
}

/** Of several requests of one actor the one that the stated wait began with, else the first. */
export function askedBy(waiting: readonly Life[], { head, waitUs }: LockAcquired): Life | undefined {
  if (waitUs === undefined || waiting.length < 2) return waiting[0];
  const off = ({ acquisition }: Life): number => Math.abs((acquisition.requestedUs ?? 0) - (head.atUs - waitUs));
  const leastUs = Math.min(...waiting.map(off));
  return waiting.find((life) => off(life) <= leastUs + ROUNDED_US);
}

export function sameForm(acquisition: RawAcquisition, event: LockEvent): boolean {
  if (acquisition.form !== event.form) return false;
  return acquisition.by === undefined || event.by === undefined || acquisition.by === event.by;
}

export function isWrappedBy(life: Life, event: LockAcquired): boolean {
  const { acquisition } = life;
  return (
    !life.wrapped &&
    acquisition.form === "context" &&
    acquisition.state === "held" &&
    acquisition.acquiredUs !== undefined &&
    Math.abs(event.head.atUs - acquisition.acquiredUs) <= WRAPPER_DISTANCE_US &&
    sameActor(acquisition, event)
  );
}

/** No line says that it got the lock, which this gives back. */
export function gotItUnseen({ acquisition, givenBack, movedOnUs }: Life, event: LockReleased): boolean {
  const { holdUs = 0, head } = event;
  // What it wrote before this hold began it wrote after another one.
  if (movedOnUs !== undefined && movedOnUs < head.atUs - holdUs - LATE_US) return false;
  return (
    acquisition.state === "waiting" &&
    givenBack === undefined &&
    sameActor(acquisition, event) &&
    sameForm(acquisition, event) &&
    (acquisition.requestedUs ?? head.atUs) <= head.atUs - holdUs + LATE_US
  );
}

/** The line with which it got the lock was lost, not merely late. */
export function isLost({ holdUs = 0 }: LockReleased): boolean {
  return holdUs > LATE_US;
}

/** What its release tells of how it was got: the line that asked for it is the other one that is left. */
export function getUnseen(acquisition: RawAcquisition, event: LockReleased, place: Place): void {
  const gotUs = event.head.atUs - (event.holdUs ?? 0);
  acquisition.since = acquisition.place;
  acquisition.waitUs = Math.max(0, gotUs - (acquisition.requestedUs ?? gotUs));
  acquisition.acquiredUs = gotUs;
  if (acquisition.place.source === place.source) acquisition.requestLine = acquisition.place.line;
  acquisition.place = place;
  acquisition.gotUnseen = true;
}

/** The life this release ends: the actor's own; else, where ids changed in between, the only one of that form and function, unless others held the lock since. */
export function lifeToRelease(lives: readonly Life[], event: LockReleased): Life | undefined {
  const fits = ({ acquisition, wrapped }: Life): boolean => (wrapped || sameForm(acquisition, event)) && sameActor(acquisition, event);
  const own = lives.find((life) => life.acquisition.state === "held" && fits(life)) ?? lives.find((life) => life.wrapped && life.acquisition.state === "released" && fits(life));
  if (own !== undefined) return own;
  const others = lives.filter(({ acquisition, superseded }) => acquisition.state === "held" && !superseded && sameForm(acquisition, event));
  return others.length === 1 ? others[0] : undefined;
}
