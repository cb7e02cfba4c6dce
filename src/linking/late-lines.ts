import type { LockAcquired, LockReleased, LockRequested } from "../model/event.ts";
import type { RawAcquisition, Writer } from "./raw.ts";

/**
 * Lines of one thread of work that were made within a few ms may stand in another order than they were made: log collectors sort by a
 * time in ms, and threads that hand a call to one another write as they come. µs.
 */
export const LATE_US = 5_000;

/** Locks remembered; the ones longest out of use are forgotten. */
const MOST_LOCKS = 4096;

interface Release {
  readonly event: LockReleased;
  /** What it was counted as for want of an acquisition; undefined: not at all. */
  readonly headless: RawAcquisition | undefined;
}

/** Finds what belongs to a line that stands behind the one it should precede. */
export interface LateLines {
  /** Got by someone whom no line had seen ask. */
  readonly gotUnasked: (name: string, acquisition: RawAcquisition) => void;
  /** Given back by someone whom no line had seen get it. */
  readonly releasedUngot: (name: string, event: LockReleased, headless: RawAcquisition | undefined) => void;
  /** The acquisition that this request led to, if its line came first. */
  readonly acquisitionFor: (name: string, event: LockRequested) => RawAcquisition | undefined;
  /** The release that ended this acquisition, if its line came first. */
  readonly releaseFor: (name: string, event: LockAcquired) => Release | undefined;
}

export function lateLines(): LateLines {
  const unasked = new Map<string, RawAcquisition>();
  const ungot = new Map<string, Release>();

  return {
    gotUnasked: (name, acquisition) => {
      remember(unasked, name, acquisition);
    },
    releasedUngot: (name, event, headless) => {
      remember(ungot, name, { event, headless });
    },
    acquisitionFor(name, event) {
      const got = unasked.get(name);
      if (got?.acquiredUs === undefined || got.form !== event.form || (event.key === undefined && !sameDoer(got.writer, got.by, event))) return undefined;
      if (event.head.atUs > got.acquiredUs || Math.abs(got.acquiredUs - (got.waitUs ?? 0) - event.head.atUs) > LATE_US) return undefined;
      unasked.delete(name);
      return got;
    },
    releaseFor(name, event) {
      const over = ungot.get(name);
      if (over === undefined || over.event.form !== event.form || (event.key === undefined && !sameDoer(event.head, event.by, over.event))) return undefined;
      const heldSinceUs = over.event.head.atUs - (over.event.holdUs ?? 0);
      if (over.event.head.atUs < event.head.atUs || Math.abs(heldSinceUs - event.head.atUs) > LATE_US) return undefined;
      ungot.delete(name);
      return over;
    },
  };
}

function sameDoer(a: Pick<Writer, "requestId" | "tid">, by: string | undefined, { head, by: other }: Pick<LockAcquired, "head" | "by">): boolean {
  return a.requestId === head.requestId && a.tid === head.tid && by === other;
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST_LOCKS) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
