import type { Instant } from "./instant.ts";
import type { RowSink } from "./row-sink.ts";

/** Threads and locks remembered at one time; the oldest go first. */
const MOST_OPEN = 100_000;

export interface LockMoment extends Instant {
  readonly line: number;
  readonly pid: number | undefined;
  readonly tid: number;
  readonly comm: string | undefined;
  readonly lock: string;
  readonly by: string | undefined;
  /** Nanoseconds below the microsecond of `atUs`, so that short waits keep their length. */
  readonly restNs: number;
}

/** Makes rows of tracers that print each request, acquisition and release on a line of its own. */
export interface OpenWaits {
  readonly request: (moment: LockMoment) => void;
  readonly acquire: (moment: LockMoment) => void;
  readonly release: (moment: LockMoment) => void;
  /** Hands over who still waits; the sink's own end comes after. */
  readonly end: () => void;
}

/** A recursive mutex that its thread has already is taken again at once; ns. */
const TAKEN_AGAIN_NS = 100_000;

export function createOpenWaits(sink: RowSink): OpenWaits {
  const requested = new Map<string, LockMoment>();
  const acquired = new Map<string, Taken>();
  /** Who took each lock last. */
  const takers = new Map<string, string>();
  const put = <T>(open: Map<string, T>, key: string, value: T): void => {
    const oldest = open.size < MOST_OPEN ? undefined : open.keys().next().value;
    if (oldest !== undefined) open.delete(oldest);
    open.set(key, value);
  };
  const add = (kind: "wait" | "hold", from: LockMoment, to: LockMoment): void => {
    const { atUs: endUs, clock, line, pid, tid, comm, lock } = to;
    sink.add({ kind, endUs, clock, durationNs: nsBetween(from, to), line, pid, tid, comm, lock, by: to.by ?? from.by });
  };
  return {
    request: (moment) => put(requested, keyOf(moment), moment),
    acquire: (moment) => {
      const key = keyOf(moment);
      // Without a request before it (a successful attempt, or the start of the trace) it did not wait.
      const from = requested.get(key) ?? moment;
      requested.delete(key);
      const taken = acquired.get(key);
      if (taken !== undefined && takers.get(lockOf(moment)) === key && nsBetween(from, moment) < TAKEN_AGAIN_NS) {
        taken.depth++;
        return;
      }
      add("wait", from, moment);
      put(acquired, key, { moment, depth: 1 });
      put(takers, lockOf(moment), key);
    },
    release: (moment) => {
      const key = keyOf(moment);
      const taken = acquired.get(key);
      if (taken === undefined || --taken.depth > 0) return;
      acquired.delete(key);
      add("hold", taken.moment, moment);
    },
    end: () => {
      for (const { atUs: startUs, clock, line, pid, tid, comm, lock, by } of requested.values()) {
        sink.addOpen({ startUs, clock, line, pid, tid, comm, lock, by });
      }
      requested.clear();
      acquired.clear();
      takers.clear();
    },
  };
}

interface Taken {
  readonly moment: LockMoment;
  /** How often its thread has it: a recursive mutex is free when it was given back as often. */
  depth: number;
}

function nsBetween(from: LockMoment, to: LockMoment): number {
  return Math.max(0, (to.atUs - from.atUs) * 1000 + to.restNs - from.restNs);
}

function keyOf(moment: LockMoment): string {
  return `${moment.pid ?? ""} ${moment.tid} ${moment.lock}`;
}

function lockOf({ pid, lock }: LockMoment): string {
  return `${pid ?? ""} ${lock}`;
}
