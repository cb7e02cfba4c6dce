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

export function createOpenWaits(sink: RowSink): OpenWaits {
  const requested = new Map<string, LockMoment>();
  const acquired = new Map<string, LockMoment>();
  const put = (open: Map<string, LockMoment>, moment: LockMoment): void => {
    const oldest = open.size < MOST_OPEN ? undefined : open.keys().next().value;
    if (oldest !== undefined) open.delete(oldest);
    open.set(keyOf(moment), moment);
  };
  const add = (kind: "wait" | "hold", from: LockMoment, to: LockMoment): void => {
    const { atUs: endUs, clock, line, pid, tid, comm, lock } = to;
    const durationNs = Math.max(0, (to.atUs - from.atUs) * 1000 + to.restNs - from.restNs);
    sink.add({ kind, endUs, clock, durationNs, line, pid, tid, comm, lock, by: to.by ?? from.by });
  };
  return {
    request: (moment) => put(requested, moment),
    acquire: (moment) => {
      const key = keyOf(moment);
      // Without a request before it (a successful attempt, or the start of the trace) it did not wait.
      add("wait", requested.get(key) ?? moment, moment);
      requested.delete(key);
      put(acquired, moment);
    },
    release: (moment) => {
      const from = acquired.get(keyOf(moment));
      acquired.delete(keyOf(moment));
      if (from !== undefined) add("hold", from, moment);
    },
    end: () => {
      for (const { atUs: startUs, clock, line, pid, tid, comm, lock, by } of requested.values()) {
        sink.addOpen({ startUs, clock, line, pid, tid, comm, lock, by });
      }
      requested.clear();
      acquired.clear();
    },
  };
}

function keyOf(moment: LockMoment): string {
  return `${moment.pid ?? ""} ${moment.tid} ${moment.lock}`;
}
