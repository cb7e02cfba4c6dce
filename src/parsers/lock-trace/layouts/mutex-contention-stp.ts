import { address } from "../caller.ts";
import { createFrames, isFrame } from "../frames.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { wanterOf } from "../stack.ts";
import { summary, type Total } from "../summary.ts";

/** Locks summed up while streaming; further ones are left out. */
const MOST_LOCKS = 50_000;

/**
 * SystemTap's mutex-contention.stp (testsuite/systemtap.examples/locks). At exit it prints every contended stack and every
 * contended mutex; both tell of the same waits, so stacks count only where no mutex is listed. With streaming on, it
 * prints each contention (µs) with the stack, and no time.
 */
export const mutexContentionStp: Layout = {
  id: "mutex-contention.stp",
  title: "SystemTap mutex-contention.stp: contended pthread mutexes with stacks, at exit or streaming",
  example: "mutex 0x7f6a24496b40 (virLogMutex) contended 2545 times, 446 avg usec, 98012 max usec, 1136825 total usec, init at",
  recognises: (line) => readTotal(line) !== undefined || readContention(line) !== undefined || INIT.test(line) || /^(?:<{8}|>{8}) aggregate stats/.test(line),
  open: (context) => {
    const frames = createFrames();
    const streamed = new Map<string, Total>();
    let records = 0;
    let mutexes = 0;
    let stacks: Total[] = [];
    /** What the stack being read belongs to. */
    let current: { readonly total: Total; readonly what: "stack" | "mutex" | "contention" } | undefined;

    let inInit = false;

    const flush = (): void => {
      const by = wanterOf(frames.take());
      if (current === undefined) return;
      const { total, what } = current;
      current = undefined;
      if (what === "mutex") context.emit(summary(context, { ...total, by }));
      else if (what === "stack") {
        if (mutexes === 0 && stacks.length < MOST_LOCKS) stacks.push({ ...total, lock: by ?? total.lock, by });
      } else addStreamed(streamed, { ...total, by });
    };

    return {
      line: (text, line) => {
        const total = readTotal(text);
        const contention = total === undefined ? readContention(text) : undefined;
        if (total !== undefined) {
          flush();
          records++;
          if (total.what === "mutex") mutexes++;
          current = { total: { ...total, line }, what: total.what };
        } else if (contention !== undefined) {
          flush();
          records++;
          current = { total: { ...contention, line }, what: "contention" };
        } else if (text.startsWith("mutex was last contended at")) {
          // The stack read so far is where the mutex was made; the one that follows is who waits for it.
          frames.take();
        } else if (isDivider(text)) {
          flush();
        } else if (INIT.test(text)) {
          // Its stack is where the mutex was made.
          flush();
          inInit = true;
          return true;
        } else if (isFrame(text)) {
          if (current === undefined) return inInit;
          frames.add(text);
        } else return false;
        inInit = false;
        return true;
      },
      end: () => {
        flush();
        if (mutexes === 0) for (const total of stacks) context.emit(summary(context, total));
        for (const total of streamed.values()) context.emit(summary(context, total));
        stacks = [];
        return plainFacts(records);
      },
    };
  },
};

function addStreamed(streamed: Map<string, Total>, next: Total): void {
  const known = streamed.get(next.lock);
  if (known === undefined && streamed.size >= MOST_LOCKS) return;
  const longest = known === undefined || next.totalUs > (known.maxUs ?? 0);
  streamed.set(next.lock, {
    ...(known ?? next),
    by: longest ? next.by : known.by,
    contentions: (known?.contentions ?? 0) + 1,
    totalUs: (known?.totalUs ?? 0) + next.totalUs,
    maxUs: Math.max(known?.maxUs ?? 0, next.totalUs),
  });
}

// stack contended 20 times, 6 avg usec, 18 max usec, 132 total usec, at
// mutex 0x7f6a24496b40 (virLogMutex) contended 20 times, 6 avg usec, 18 max usec, 132 total usec, init at
const TOTAL = /^(stack|mutex (\S+)(?: \(([^)]*)\))?) contended (\d+) times, (\d+) avg usec, (\d+) max usec, (\d+) total usec, (?:init |popup )?at\b/;

function readTotal(text: string): (Omit<Total, "line"> & { readonly what: "stack" | "mutex" }) | undefined {
  const [, what, mutex, , times, , max, totalUs] = TOTAL.exec(text) ?? [];
  if (what === undefined) return undefined;
  return {
    what: mutex === undefined ? "stack" : "mutex",
    lock: mutex === undefined ? "mutex" : address(mutex),
    scope: "address", of: "wait", contentions: Number(times), totalUs: Number(totalUs), maxUs: Number(max),
  };
}

// contention 0x7f6a24496b40 elapsed 873 at
const CONTENTION = /^contention (\S+) elapsed (\d+) at\b/;

function readContention(text: string): Omit<Total, "line"> | undefined {
  const [, mutex, elapsed] = CONTENTION.exec(text) ?? [];
  if (mutex === undefined) return undefined;
  return { lock: address(mutex), scope: "address", of: "wait", contentions: 1, totalUs: Number(elapsed), maxUs: Number(elapsed) };
}

// init 0x7f6a24496b40 at
const INIT = /^init 0x[\da-f]+ at\b/;

/** `=======================================`, `<<<<<<<< aggregate stats`, `======== END` */
function isDivider(text: string): boolean {
  return text.startsWith("====") || text.startsWith("<<<<") || text.startsWith(">>>>");
}
