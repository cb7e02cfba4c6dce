import { callerName } from "../caller.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { processName } from "../process-names.ts";
import { isLockWrapper } from "../stack.ts";
import { summary, type Total } from "../summary.ts";

/** Wanters kept; further ones are left out. */
const MOST_TOTALS = 50_000;

/**
 * bcc's offcputime -f (tools/offcputime.py, libbpf-tools/offcputime.c): `comm;outermost frame;…;innermost frame <µs>`, with -d a `-` between
 * frames of the program and of the kernel. Only stacks that wait for a lock are taken; all sleeping is listed there.
 */
export const offcputime: Layout = {
  id: "offcputime",
  title: "bcc offcputime -f: folded stacks of threads off the CPU",
  example: "rpc-libvirtd;start_thread;virThreadHelper;virMutexLock;__lll_lock_wait;-;do_futex;futex_wait;schedule 873318",
  recognises: (line) => {
    const stack = read(line);
    return stack !== undefined && stack.frames.slice(-4).some(isScheduler);
  },
  open: (context) => {
    const totals = new Map<string, Total>();
    let records = 0;
    let others = 0;
    return {
      line: (text, line) => {
        const stack = read(text);
        if (stack === undefined) return false;
        records++;
        const by = lockWanter(stack.frames);
        if (by === undefined) {
          others++;
          return true;
        }
        const service = processName(stack.comm);
        const key = `${service};${by}`;
        const known = totals.get(key);
        if (known === undefined && totals.size >= MOST_TOTALS) return true;
        // How often it waited is not told: each stack counts as one, the least it can be.
        const totalUs = (known?.totalUs ?? 0) + stack.us;
        totals.set(key, { line: known?.line ?? line, lock: by, scope: "process", of: "wait", by, service, contentions: (known?.contentions ?? 0) + 1, totalUs });
        return true;
      },
      end: () => {
        for (const total of totals.values()) context.emit(summary(context, total));
        if (others > 0) {
          context.note({
            code: "off-cpu-stacks-left-out", severity: "info", message: "Stacks that slept for another reason than a lock are left out",
            hint: undefined, line: undefined, text: `stacks: ${others}`,
          });
        }
        return plainFacts(records);
      },
    };
  },
};

interface Stack {
  readonly comm: string;
  /** Outermost first. */
  readonly frames: readonly string[];
  readonly us: number;
}

function read(text: string): Stack | undefined {
  const space = text.lastIndexOf(" ");
  if (space === -1 || !/^\d{1,15}$/.test(text.slice(space + 1))) return undefined;
  const [comm = "", ...frames] = text.slice(0, space).split(";");
  return comm === "" || comm.length > 32 || frames.length === 0 ? undefined : { comm, frames, us: Number(text.slice(space + 1)) };
}

function isScheduler(frame: string): boolean {
  return /^(?:__)?schedule|^finish_task_switch/.test(frame);
}

/** Frames that show a wait for a lock; a wait on a condition variable is in the same futex call. */
const LOCK_FRAME = /futex_wait|do_futex|lll_lock|mutex_lock|rwsem_down|rwlock_(?:rd|wr)lock|down_(?:read|write)|__down\b|mutex_trylock_slow|rt_mutex/;
const CONDITION_FRAME = /cond_(?:timed)?(?:clock)?wait|virCondWait|g_cond_wait|sem_(?:timed)?wait|pthread_(?:timed)?join|condition_variable/;

/**
 * The function that wanted the lock: the innermost of the program; of a stack without one, or of a lock inside the kernel, the innermost
 * before the lock call.
 */
function lockWanter(frames: readonly string[]): string | undefined {
  const lock = frames.findIndex((frame) => LOCK_FRAME.test(frame));
  if (lock === -1 || frames.some((frame) => CONDITION_FRAME.test(frame))) return undefined;
  const wanter = frames.slice(0, lock).findLast((frame) => !isLockWrapper(frame) && callerName(frame) !== undefined);
  return callerName(wanter ?? frames[lock] ?? "");
}
