import { address, callerName } from "../caller.ts";
import { sinceEpochOrBoot } from "../instant.ts";
import type { Layout } from "../layout.ts";
import { createOpenWaits, type LockMoment } from "../open-waits.ts";
import { createRowSink, noteConditionWaits, NO_HEADER } from "../row-sink.ts";

/**
 * Probes of glibc (nptl/DESIGN-systemtap-probes.txt; provider libpthread up to 2.33, libc since 2.34) in the neutral form
 * `<ts_us> <tid> <event> <addr> [<extra>]`, one line each. `extra` may name the caller.
 */
export const glibcProbes: Layout = {
  id: "glibc probes",
  title: "glibc's lock probes, one line each: time in us, thread, probe, address",
  example: "1371029405992805 19398 mutex_acquired 0x7f10a4000b60 virLogMessage+0x209",
  recognises: (line) => read(line) !== undefined,
  open: (context) => {
    const sink = createRowSink(context, NO_HEADER, false);
    const open = createOpenWaits(sink);
    let records = 0;
    let conditions = 0;
    return {
      line: (text, line) => {
        const row = read(text);
        if (row === undefined) return false;
        records++;
        const moment: LockMoment = { ...row.at, line, pid: undefined, tid: row.tid, comm: undefined, lock: row.lock, by: row.by, restNs: 0 };
        if (row.step === "cond") conditions++;
        else if (row.step !== "none") open[row.step](moment);
        return true;
      },
      end: () => {
        open.end();
        if (conditions > 0) noteConditionWaits(context, conditions);
        return { ...sink.end(), records };
      },
    };
  },
};

const STEP: Readonly<Record<string, "request" | "acquire" | "release" | "cond" | "none">> = {
  mutex_entry: "request", mutex_timedlock_entry: "request", wrlock_entry: "request", rdlock_entry: "request",
  mutex_acquired: "acquire", mutex_timedlock_acquired: "acquire", wrlock_acquire_write: "acquire", rdlock_acquire_read: "acquire",
  mutex_release: "release", rwlock_unlock: "release",
  cond_wait: "cond", cond_timedwait: "cond",
  mutex_init: "none", mutex_destroy: "none", rwlock_destroy: "none", cond_init: "none", cond_destroy: "none", cond_signal: "none",
  cond_broadcast: "none", lll_lock_wait: "none", lll_lock_wait_private: "none", lll_futex_wake: "none",
  pthread_create: "none", pthread_start: "none", pthread_join: "none", pthread_join_ret: "none",
};

// 1371029405992805 19398 mutex_acquired
const BEGINNING = /^\s*\d{1,16}\s+\d{1,10}\s+[a-z]/;

function read(text: string) {
  // Before it is split: every line of every log comes here.
  if (!BEGINNING.test(text)) return undefined;
  const [time = "", thread = "", event = "", lock = "", ...extra] = text.trim().split(/\s+/);
  const step = Object.hasOwn(STEP, event) ? STEP[event] : undefined;
  if (step === undefined || !lock.startsWith("0x")) return undefined;
  return { at: sinceEpochOrBoot(Number(time)), tid: Number(thread), step, lock: address(lock), by: callerName(extra.join(" ")) };
}
