import type { LockAbandoned, LockAcquired, LockReleased, LockRequested, RecordHead } from "../model/event.ts";
import type { AcquisitionShelf } from "./acquisition-shelf.ts";
import { LATE_US, lateLines } from "./late-lines.ts";
import { addFileWait, askedBy, extendByFileStage, getUnseen, gotItUnseen, lifeToRelease, isLost, isWrappedBy, sameForm, type Life, type LockEvent } from "./lock-life.ts";
import { livesInside } from "./lives-inside.ts";
import { overUnseen } from "./over-unseen.ts";
import type { RawAcquisition, ThreadWork, Writer } from "./raw.ts";
import { waitingLives } from "./waiting-lives.ts";
import type { Place } from "../model/trace.ts";

export interface LockPairing {
  /** A record of whatever kind: who writes does not wait. To be told before what else it says. */
  readonly heard: (head: RecordHead) => void;
  readonly requested: (event: LockRequested, place: Place, work: ThreadWork | undefined) => void;
  readonly acquired: (event: LockAcquired, place: Place, work: ThreadWork | undefined) => void;
  readonly released: (event: LockReleased, place: Place, work: ThreadWork | undefined) => void;
  readonly abandoned: (event: LockAbandoned, place: Place, work: ThreadWork | undefined) => void;
  /** A new life of the process begins: what the old one held or waited for is over. */
  readonly restart: (atUs: number, pid: number | undefined) => void;
  /** The log is over: what is still waiting or held stays open. */
  readonly end: (toUs: (clock: RawAcquisition["writer"]["clock"]) => number) => void;
  /** Waits that began and of whose end no line tells, though they did end. */
  readonly lost: () => number;
}

/**
 * Pairs requests with acquisitions with releases, in source order, within one lineage of files. Every acquisition seen is put
 * on the shelf once, when it first appears, and completed in place.
 *
 * Durations the log states win over differences of time stamps. Two lines about one acquisition count once: a wrapper's
 * and its inner lock's, a lock's and its external file stage's.
 */
export function pairLocks(out: AcquisitionShelf, own: <T extends string | undefined>(text: T) => T, writerOf: (head: RecordHead) => Writer): LockPairing {
  const waiting = waitingLives();
  const inside = livesInside();
  /** Traced acquisitions without a release so far, by thread and lock: the last of each. */
  const traced = new Map<string, RawAcquisition>();
  const releasingForms = new Set<string>();
  const late = lateLines();
  const untold = overUnseen();
  /** By lock: the last that was given back before a line said that it was got. */
  const pending = new Map<string, Life>();
  let lost = 0;

  const begin = (event: LockEvent, place: Place, work: ThreadWork | undefined, state: RawAcquisition["state"]): RawAcquisition => {
    const acquisition: RawAcquisition = {
      resource: event.resource,
      lock: own(event.lock),
      scope: event.scope,
      form: event.form,
      by: own(event.by),
      writer: writerOf(event.head),
      work,
      holder: undefined,
      requestedUs: undefined,
      acquiredUs: undefined,
      waitUs: undefined,
      external: event.form === "file",
      fileWaitUs: undefined,
      releasedUs: undefined,
      holdUs: undefined,
      goneUs: undefined,
      state,
      place,
      since: undefined,
      gotUnseen: false,
      requestLine: undefined,
      releaseLine: undefined,
    };
    out.add(acquisition);
    return acquisition;
  };

  /** Of what a layer never gave back one is given up for each that comes. */
  const track = (name: string, acquisition: RawAcquisition, { key }: LockEvent): Life => {
    const ended = inside.of(name).find((life) => life.acquisition.state === "released");
    if (ended !== undefined) inside.leave(ended);
    const life: Life = {
      name,
      acquisition,
      fileRequestedUs: undefined,
      staged: false,
      wrapped: false,
      superseded: false,
      givenBack: undefined,
      pooled: key !== undefined,
      movedOnUs: undefined,
    };
    if (acquisition.state === "waiting") waiting.add(life);
    else inside.enter(life);
    return life;
  };

  const settle = (acquisition: RawAcquisition, event: LockAcquired, place: Place, work: ThreadWork | undefined): void => {
    // A dispatcher may ask on behalf of the worker that gets it: the worker is the actor.
    acquisition.writer = writerOf(event.head);
    acquisition.work = work;
    acquisition.acquiredUs = event.head.atUs;
    acquisition.since = event.waitUs === undefined && acquisition.requestedUs !== undefined ? acquisition.place : undefined;
    acquisition.waitUs = event.waitUs ?? (acquisition.requestedUs === undefined ? undefined : Math.max(0, event.head.atUs - acquisition.requestedUs));
    acquisition.by = own(event.by) ?? acquisition.by;
    acquisition.state = "held";
    if (acquisition.requestedUs !== undefined && acquisition.place.source === place.source) acquisition.requestLine = acquisition.place.line;
    acquisition.place = place;
  };

  const finish = (acquisition: RawAcquisition, event: LockReleased, place?: Place): void => {
    if (place?.source === acquisition.place.source) acquisition.releaseLine = place.line;
    acquisition.releasedUs = event.head.atUs;
    acquisition.holdUs = event.holdUs ?? (acquisition.acquiredUs === undefined ? undefined : Math.max(0, event.head.atUs - acquisition.acquiredUs));
    acquisition.by ??= own(event.by);
    acquisition.state = "released";
  };

  /** Nothing is known of it but that it was asked for. */
  const lose = (acquisition: RawAcquisition): void => {
    lost++;
    acquisition.state = "released";
    acquisition.acquiredUs = acquisition.waitUs = undefined;
  };

  /** Was got and given back, of which only the latter was seen. */
  const giveBackUnseen = (life: Life, event: LockReleased, place: Place): void => {
    const { name, acquisition } = life;
    waiting.remove(life);
    if (event.holdUs === undefined) lose(acquisition);
    else {
      getUnseen(acquisition, event, place);
      inside.supersede(name, acquisition);
      finish(acquisition, event, place);
    }
  };

  /** A key may be used anew, as an address is: of several that wait by one name those whose turn is over are left out, but for the last. */
  const dropPassed = (lives: readonly Life[]): void => {
    for (const life of lives.slice(0, -1)) {
      if (!untold.isOver(life)) continue;
      waiting.remove(life);
      lose(life.acquisition);
    }
  };

  /** From this instant on the line that it was got can no longer come. */
  const settlePending = (name: string, nowUs: number): void => {
    const life = pending.get(name);
    if (life?.givenBack === undefined || life.givenBack.event.head.atUs > nowUs - LATE_US) return;
    pending.delete(name);
    if (life.acquisition.state === "waiting") giveBackUnseen(life, life.givenBack.event, life.givenBack.place);
  };

  const settleAllPending = (): void => {
    for (const name of [...pending.keys()]) settlePending(name, Number.POSITIVE_INFINITY);
  };

  return {
    heard: untold.heard,

    requested(event, place, work) {
      const name = nameOf(event);
      settlePending(name, event.head.atUs);
      const outer = event.form === "file" ? inside.outerOf(event, name) : undefined;
      if (outer !== undefined) {
        outer.fileRequestedUs = event.head.atUs;
        outer.acquisition.external = true;
        return;
      }
      const got = late.acquisitionFor(name, event);
      if (got !== undefined) {
        got.requestedUs = event.head.atUs;
        if (got.waitUs === undefined) got.since = place;
        got.waitUs ??= Math.max(0, (got.acquiredUs ?? 0) - event.head.atUs);
        got.holder = event.holder;
        return;
      }
      const acquisition = begin(event, place, work, "waiting");
      acquisition.requestedUs = event.head.atUs;
      acquisition.holder = event.holder;
      untold.asked(event, track(name, acquisition, event));
    },

    acquired(event, place, work) {
      if (event.form === "traced") {
        const alone = begin(event, place, work, "released");
        alone.acquiredUs = event.head.atUs;
        alone.waitUs = event.waitUs;
        if (event.head.tid !== undefined) traced.set(threadAndLock(event), alone);
        return;
      }
      const name = nameOf(event);
      if (event.form === "file") {
        const outer = inside.outerOf(event, name);
        if (outer !== undefined) extendByFileStage(outer, event);
        // A path alone: the stage of a lock whose own line, with the whole duration, is still to come.
        if (outer !== undefined || event.lock.startsWith("/")) return;
      }
      // Lines that state the wait come from generations that log every release.
      if (event.form === "decorator" && event.waitUs !== undefined) releasingForms.add(event.form);
      const over = late.releaseFor(name, event);
      if (over?.headless !== undefined) out.remove(over.headless);
      if (over === undefined) settlePending(name, event.head.atUs);
      if (event.key !== undefined) dropPassed(waiting.of(name, event));
      const asked = askedBy(waiting.of(name, event).filter((life) => (over !== undefined || life.givenBack === undefined) && sameForm(life.acquisition, event)), event);
      if (asked !== undefined) {
        inside.supersede(name, asked.acquisition);
        waiting.remove(asked);
        settle(asked.acquisition, event, place, work);
        untold.letIn(asked);
        if (over === undefined) inside.enter(asked);
        else finish(asked.acquisition, over.event);
        return;
      }
      if (event.form === "decorator") {
        const inner = inside.of(name).find((life) => isWrappedBy(life, event));
        if (inner !== undefined) {
          inner.wrapped = true;
          const { acquisition } = inner;
          acquisition.waitUs = event.waitUs ?? acquisition.waitUs;
          if (event.waitUs !== undefined) acquisition.since = acquisition.fileWaitUs = undefined;
          acquisition.by = own(event.by) ?? acquisition.by;
          return;
        }
      }
      const fresh = begin(event, place, work, "held");
      inside.supersede(name, fresh);
      settle(fresh, event, place, work);
      late.gotUnasked(name, fresh);
      if (over !== undefined) finish(fresh, over.event);
      else track(name, fresh, event);
    },

    released(event, place, work) {
      releasingForms.add(event.form);
      if (event.form === "traced") {
        const alone = begin(event, place, work, "released");
        alone.releasedUs = event.head.atUs;
        alone.holdUs = event.holdUs;
        traced.delete(threadAndLock(event));
        return;
      }
      const name = nameOf(event);
      const lives = inside.of(name);
      const life = lifeToRelease(lives, event);
      if (life === undefined) {
        if (event.form === "file") {
          const outer = inside.outerOf(event, name);
          if (outer?.staged === true) finish(outer.acquisition, event);
          return;
        }
        const unseen = waiting.of(name, event).find((one) => gotItUnseen(one, event));
        if (unseen !== undefined) {
          if (isLost(event)) giveBackUnseen(unseen, event, place);
          else {
            settlePending(name, Number.POSITIVE_INFINITY);
            unseen.givenBack = { event, place };
            pending.set(name, unseen);
            late.releasedUngot(name, event, undefined);
          }
          return;
        }
        let headless: RawAcquisition | undefined;
        if (event.holdUs !== undefined && event.holdUs > 0) {
          headless = begin(event, place, work, "held");
          finish(headless, event);
        }
        // Where giving back a file ended the life, its own release says nothing new.
        if (lives.every(({ acquisition }) => acquisition.state !== "released")) late.releasedUngot(name, event, headless);
        return;
      }
      if (life.wrapped) {
        // Both layers log their release, in either order: the first ends it, the wrapper's carries the duration.
        const { acquisition } = life;
        if (acquisition.state === "held") {
          finish(acquisition, event, place);
          return;
        }
        if (event.form === "decorator") acquisition.holdUs = event.holdUs ?? acquisition.holdUs;
        inside.leave(life);
        return;
      }
      finish(life.acquisition, event, place);
      inside.leave(life);
    },

    abandoned(event, place, work) {
      const name = nameOf(event);
      const [life] = waiting.of(name, event);
      if (life !== undefined) waiting.remove(life);
      const acquisition = life?.acquisition ?? begin(event, place, work, "abandoned");
      acquisition.state = "abandoned";
      acquisition.acquiredUs = event.head.atUs;
      acquisition.since = event.waitUs === undefined && acquisition.requestedUs !== undefined ? acquisition.place : undefined;
      acquisition.waitUs = event.waitUs ?? (acquisition.requestedUs === undefined ? undefined : Math.max(0, event.head.atUs - acquisition.requestedUs));
      acquisition.holder = event.holder?.name ?? acquisition.holder;
      acquisition.by = own(event.by) ?? acquisition.by;
      acquisition.place = place;
    },

    restart(atUs, pid) {
      settleAllPending();
      const isOver = ({ acquisition: { writer } }: Life): boolean => pid === undefined || writer.pid === undefined || writer.pid === pid;
      for (const life of waiting.all().filter(isOver)) {
        const { acquisition } = life;
        waiting.remove(life);
        if (untold.isOver(life)) lose(acquisition);
        else {
          acquisition.acquiredUs = acquisition.goneUs = atUs;
          acquisition.waitUs = acquisition.requestedUs === undefined ? undefined : Math.max(0, atUs - acquisition.requestedUs);
          acquisition.state = "abandoned";
        }
      }
      for (const life of inside.all().filter(isOver)) {
        const { acquisition } = life;
        inside.leave(life);
        if (acquisition.state !== "held") continue;
        acquisition.goneUs = atUs;
        acquisition.state = "released";
      }
    },

    end(toUs) {
      settleAllPending();
      const stillWaiting = waiting.all();
      for (const life of stillWaiting) {
        const { acquisition } = life;
        waiting.remove(life);
        if (untold.isOver(life)) lose(acquisition);
        else {
          const endUs = toUs(acquisition.writer.clock);
          acquisition.acquiredUs = endUs;
          acquisition.waitUs = acquisition.requestedUs === undefined ? undefined : Math.max(0, endUs - acquisition.requestedUs);
        }
      }
      for (const life of inside.all()) {
        const { acquisition, staged, superseded, fileRequestedUs } = life;
        inside.leave(life);
        if (acquisition.state === "held" && fileRequestedUs !== undefined) {
          // It has the lock of its process, and waits for the file.
          const endUs = toUs(acquisition.writer.clock);
          acquisition.state = "waiting";
          addFileWait(acquisition, Math.max(0, endUs - fileRequestedUs), endUs);
        } else if (acquisition.state === "held" && (superseded || !releasingForms.has(staged ? "file" : acquisition.form))) {
          // Its release was lost, or this generation never logs one: that none was seen says nothing.
          acquisition.state = "released";
        }
      }
      // A tracer that shows who still waits shows each step.
      const showsSteps = releasingForms.has("traced") || stillWaiting.some(({ acquisition }) => acquisition.form === "traced");
      if (showsSteps) for (const acquisition of traced.values()) acquisition.state = "held";
      traced.clear();
    },

    lost: () => lost,
  };
}

function threadAndLock({ head, lock }: LockEvent): string {
  return `${head.pid ?? ""}|${head.tid ?? ""}|${lock}`;
}

function nameOf(event: LockEvent): string {
  return event.key === undefined ? `${event.head.pid ?? ""}|${event.lock}` : `key ${event.key}`;
}
