import { rememberWithin } from "../lib/bounded-map.ts";
import type { LockRequested, RecordHead } from "../model/event.ts";
import { LATE_US } from "./late-lines.ts";
import type { Life } from "./lock-life.ts";

/** Threads and requests that asked for a lock, of which it is remembered that they did; the latest. */
const MOST_ASKING = 4096;

/** Tells which waits are over though no line says so, for lines get lost: who writes does not wait, and a pool serves in order. */
export interface OverUnseen {
  /** Someone asked for a lock. */
  readonly asked: (event: LockRequested, life: Life) => void;
  /** A record of whatever kind. */
  readonly heard: (head: RecordHead) => void;
  /** Someone who asked for it got a permit of a pool. */
  readonly letIn: (life: Life) => void;
  readonly isOver: (life: Life) => boolean;
}

export function overUnseen(): OverUnseen {
  /** By request, or thread: what it asked for since it wrote anything else. */
  const asking = new Map<string | number, readonly Life[]>();
  /** By pool: when the latest of those that were let in had come, µs. */
  const servedUs = new Map<string, number>();
  return {
    asked({ head: { requestId, tid } }, life) {
      const id = requestId ?? tid;
      // Who hands a call to a pool goes on itself.
      if (id !== undefined && !life.pooled) rememberWithin(MOST_ASKING, asking, id, [...(asking.get(id) ?? []), life]);
    },
    heard({ requestId, tid, pid, atUs }) {
      const id = requestId ?? tid;
      const lives = id === undefined ? undefined : asking.get(id);
      if (id === undefined || lives === undefined) return;
      const still = lives.filter((life) => {
        const { state, writer, requestedUs = atUs } = life.acquisition;
        if (state !== "waiting" || writer.pid !== pid || atUs <= requestedUs + LATE_US) return state === "waiting";
        life.movedOnUs = atUs;
        return false;
      });
      if (still.length === 0) asking.delete(id);
      else if (still.length < lives.length) asking.set(id, still);
    },
    letIn({ pooled, acquisition: { lock, requestedUs } }) {
      if (pooled && requestedUs !== undefined) servedUs.set(lock, Math.max(requestedUs, servedUs.get(lock) ?? requestedUs));
    },
    isOver: ({ movedOnUs, pooled, acquisition: { lock, requestedUs } }) =>
      movedOnUs !== undefined || (pooled && requestedUs !== undefined && requestedUs + LATE_US < (servedUs.get(lock) ?? requestedUs)),
  };
}
