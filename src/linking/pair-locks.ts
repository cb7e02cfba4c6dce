import type { LockAbandoned, LockAcquired, LockReleased, LockRequested } from "../model/event.ts";
import type { RawAcquisition, ThreadWork } from "./raw.ts";
import type { Place } from "../model/trace.ts";

type LockEvent = LockRequested | LockAcquired | LockReleased | LockAbandoned;

/** A wrapper logs its own line this close to that of the lock it wraps (neutron's `coordination.synchronized`), µs. */
const WRAPPER_DISTANCE_US = 5_000;

export interface LockPairing {
  readonly requested: (event: LockRequested, place: Place, work: ThreadWork | undefined) => RawAcquisition;
  readonly acquired: (event: LockAcquired, place: Place, work: ThreadWork | undefined) => RawAcquisition;
  readonly released: (event: LockReleased, place: Place, work: ThreadWork | undefined) => void;
  readonly abandoned: (event: LockAbandoned, place: Place, work: ThreadWork | undefined) => void;
  /** A new life of the process begins: what the old one held or waited for is over. */
  readonly restart: (atUs: number, pid: number | undefined) => void;
  /** The log is over: what is still waiting or held stays open. */
  readonly end: (toUs: (clock: RawAcquisition["head"]["clock"]) => number) => void;
}

/** Lives of one lock of one process that are not over: few at a time, oldest first. */
interface Life {
  readonly acquisition: RawAcquisition;
  /** Set while the external stage of this lock is waited for. */
  fileRequestedUs: number | undefined;
  /** A wrapper's lines and those of the lock inside it both report this life. */
  wrapped: boolean;
}

/**
 * Pairs requests with acquisitions with releases, in source order, within one lineage of files. Every acquisition seen is pushed
 * to `out` once, when it first appears, and completed in place.
 *
 * Durations the log states win over differences of time stamps. Two lines about one acquisition count once: a wrapper's
 * and its inner lock's, a lock's and its external file stage's.
 */
export function pairLocks(out: RawAcquisition[]): LockPairing {
  const open = new Map<string, Life[]>();
  const releasingForms = new Set<string>();

  const livesOf = (event: LockEvent): Life[] => {
    const name = event.key === undefined ? `${event.head.pid ?? ""}|${event.lock}` : `key ${event.key}`;
    let lives = open.get(name);
    if (lives === undefined) open.set(name, (lives = []));
    return lives;
  };

  const begin = (event: LockEvent, place: Place, work: ThreadWork | undefined, state: RawAcquisition["state"]): RawAcquisition => {
    const acquisition: RawAcquisition = {
      resource: event.resource,
      lock: event.lock,
      scope: event.scope,
      form: event.form,
      by: event.by,
      head: event.head,
      work,
      holder: undefined,
      requestedUs: undefined,
      acquiredUs: undefined,
      waitUs: undefined,
      releasedUs: undefined,
      holdUs: undefined,
      state,
      place,
    };
    out.push(acquisition);
    return acquisition;
  };

  const track = (lives: Life[], acquisition: RawAcquisition): void => {
    const over = lives.findIndex((life) => life.acquisition.state === "released");
    if (over >= 0) lives.splice(over, 1);
    lives.push({ acquisition, fileRequestedUs: undefined, wrapped: false });
  };

  const settle = (acquisition: RawAcquisition, event: LockAcquired, place: Place, work: ThreadWork | undefined): void => {
    // A dispatcher may ask on behalf of the worker that gets it: the worker is the actor.
    acquisition.head = event.head;
    acquisition.work = work;
    acquisition.acquiredUs = event.head.atUs;
    acquisition.waitUs = event.waitUs ?? (acquisition.requestedUs === undefined ? undefined : Math.max(0, event.head.atUs - acquisition.requestedUs));
    acquisition.by = event.by ?? acquisition.by;
    acquisition.state = "held";
    acquisition.place = place;
  };

  const finish = (acquisition: RawAcquisition, event: LockReleased): void => {
    acquisition.releasedUs = event.head.atUs;
    acquisition.holdUs = event.holdUs ?? (acquisition.acquiredUs === undefined ? undefined : Math.max(0, event.head.atUs - acquisition.acquiredUs));
    acquisition.by ??= event.by;
    acquisition.state = "released";
  };

  return {
    requested(event, place, work) {
      const lives = livesOf(event);
      if (event.form === "file") {
        const outer = lives.find((life) => life.acquisition.state === "held" && life.acquisition.form !== "file" && sameActor(life.acquisition, event));
        if (outer !== undefined) {
          outer.fileRequestedUs = event.head.atUs;
          return outer.acquisition;
        }
      }
      const acquisition = begin(event, place, work, "waiting");
      acquisition.requestedUs = event.head.atUs;
      acquisition.holder = event.holder;
      track(lives, acquisition);
      return acquisition;
    },

    acquired(event, place, work) {
      if (event.form === "traced") {
        const alone = begin(event, place, work, "released");
        alone.acquiredUs = event.head.atUs;
        alone.waitUs = event.waitUs;
        return alone;
      }
      const lives = livesOf(event);
      if (event.form === "file") {
        const outer = lives.find((life) => life.acquisition.state === "held" && life.acquisition.form !== "file" && sameActor(life.acquisition, event));
        if (outer !== undefined) {
          extendByFileStage(outer, event);
          return outer.acquisition;
        }
      }
      const waiting = lives.find((life) => life.acquisition.state === "waiting" && sameForm(life.acquisition, event) && sameActor(life.acquisition, event));
      if (waiting !== undefined) {
        settle(waiting.acquisition, event, place, work);
        return waiting.acquisition;
      }
      if (event.form === "decorator") {
        const inner = lives.find((life) => isWrappedBy(life, event));
        if (inner !== undefined) {
          inner.wrapped = true;
          const { acquisition } = inner;
          acquisition.waitUs = event.waitUs ?? acquisition.waitUs;
          acquisition.by = event.by ?? acquisition.by;
          return acquisition;
        }
      }
      const fresh = begin(event, place, work, "held");
      settle(fresh, event, place, work);
      track(lives, fresh);
      return fresh;
    },

    released(event, place, work) {
      releasingForms.add(event.form);
      if (event.form === "traced") {
        const alone = begin(event, place, work, "released");
        alone.releasedUs = event.head.atUs;
        alone.holdUs = event.holdUs;
        return;
      }
      const lives = livesOf(event);
      const index = indexToRelease(lives, event);
      const life = lives[index];
      if (life === undefined) {
        if (event.holdUs !== undefined && event.holdUs > 0) {
          const headless = begin(event, place, work, "held");
          finish(headless, event);
        }
        return;
      }
      if (life.wrapped) {
        // Both layers log their release, in either order: the first ends it, the wrapper's carries the duration.
        const { acquisition } = life;
        if (acquisition.state === "held") {
          finish(acquisition, event);
          return;
        }
        if (event.form === "decorator") acquisition.holdUs = event.holdUs ?? acquisition.holdUs;
        lives.splice(index, 1);
        return;
      }
      finish(life.acquisition, event);
      lives.splice(index, 1);
    },

    abandoned(event, place, work) {
      const lives = livesOf(event);
      const index = lives.findIndex((life) => life.acquisition.state === "waiting" && sameActor(life.acquisition, event));
      const waiting = lives[index];
      if (waiting !== undefined) lives.splice(index, 1);
      const acquisition = waiting?.acquisition ?? begin(event, place, work, "abandoned");
      acquisition.state = "abandoned";
      acquisition.acquiredUs = event.head.atUs;
      acquisition.waitUs = event.waitUs ?? (acquisition.requestedUs === undefined ? undefined : event.head.atUs - acquisition.requestedUs);
      acquisition.holder = event.holder?.name ?? acquisition.holder;
      acquisition.by = event.by ?? acquisition.by;
      acquisition.place = place;
    },

    restart(atUs, pid) {
      for (const [name, lives] of open) {
        const over = lives.filter((life) => pid === undefined || life.acquisition.head.pid === undefined || life.acquisition.head.pid === pid);
        for (const { acquisition } of over) {
          if (acquisition.state === "waiting") {
            acquisition.acquiredUs = atUs;
            acquisition.waitUs = acquisition.requestedUs === undefined ? undefined : Math.max(0, atUs - acquisition.requestedUs);
            acquisition.state = "abandoned";
          } else acquisition.state = "released";
        }
        if (over.length === lives.length) open.delete(name);
        else open.set(name, lives.filter((life) => !over.includes(life)));
      }
    },

    end(toUs) {
      for (const lives of open.values()) {
        for (const { acquisition } of lives) {
          const endUs = toUs(acquisition.head.clock);
          if (acquisition.state === "waiting") {
            acquisition.acquiredUs = endUs;
            acquisition.waitUs = acquisition.requestedUs === undefined ? undefined : Math.max(0, endUs - acquisition.requestedUs);
          } else if (acquisition.state === "held" && !releasingForms.has(acquisition.form)) {
            // This generation never logs a release: that none was seen says nothing.
            acquisition.state = "released";
          }
        }
      }
      open.clear();
    },
  };
}

function extendByFileStage(outer: Life, event: LockAcquired): void {
  const { acquisition } = outer;
  const stageUs = event.waitUs ?? (outer.fileRequestedUs === undefined ? undefined : Math.max(0, event.head.atUs - outer.fileRequestedUs));
  outer.fileRequestedUs = undefined;
  // oslo's `waited` (decorator with a duration) already contains the external stage.
  if (stageUs === undefined || (acquisition.form === "decorator" && acquisition.waitUs !== undefined)) return;
  acquisition.waitUs = (acquisition.waitUs ?? 0) + stageUs;
  acquisition.acquiredUs = event.head.atUs;
}

function sameActor(acquisition: RawAcquisition, event: LockEvent): boolean {
  if (event.key !== undefined) return true;
  return acquisition.head.requestId === event.head.requestId && acquisition.head.tid === event.head.tid;
}

function sameForm(acquisition: RawAcquisition, event: LockEvent): boolean {
  if (acquisition.form !== event.form) return false;
  return acquisition.by === undefined || event.by === undefined || acquisition.by === event.by;
}

function isWrappedBy(life: Life, event: LockAcquired): boolean {
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

/** The life this release ends: the actor's own; else, where ids changed in between, the only one of that form and function. */
function indexToRelease(lives: readonly Life[], event: LockReleased): number {
  const fits = ({ acquisition, wrapped }: Life): boolean => (wrapped || sameForm(acquisition, event)) && sameActor(acquisition, event);
  const own = lives.findIndex((life) => life.acquisition.state === "held" && fits(life));
  if (own >= 0) return own;
  const halfReleased = lives.findIndex((life) => life.wrapped && life.acquisition.state === "released" && fits(life));
  if (halfReleased >= 0) return halfReleased;
  const others = lives.filter(({ acquisition }) => acquisition.state === "held" && sameForm(acquisition, event));
  const [only] = others;
  return others.length === 1 && only !== undefined ? lives.indexOf(only) : -1;
}
