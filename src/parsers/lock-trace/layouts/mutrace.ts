import { address, callerName } from "../caller.ts";
import { createFrames } from "../frames.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { isLockWrapper } from "../stack.ts";
import { summary, type Total } from "../summary.ts";

/** Mutexes whose first use is remembered. */
const MOST_MUTEXES = 50_000;

/**
 * mutrace's report (0.1, 0.2 and descendants): where each mutex was first used, then a table whose header names the columns. `tot.Time` is
 * how long it was held; `cont.Time`/`tot.Cont` (descendants) how long it was waited for. Condition variables have a table of their own.
 */
export const mutrace: Layout = {
  id: "mutrace",
  title: "mutrace: contended mutexes of one program",
  example: "       0   200211   153664    95985      991.349        0.005        0.267 M-.--.",
  recognises: (line) => line.startsWith("mutrace: ") || line.startsWith("Mutex #") || readHeader(line) !== undefined,
  open: (context) => {
    const mutexes = new Map<string, { readonly lock: string; by: string | undefined }>();
    const frames = createFrames();
    let records = 0;
    let process: { readonly name: string; readonly pid: number } | undefined;
    let header: readonly string[] | undefined;
    let described: string | undefined;

    const endStack = (): void => {
      const mutex = described === undefined ? undefined : mutexes.get(described);
      const by = firstUser(frames.take());
      if (mutex !== undefined) mutex.by = by;
      described = undefined;
    };

    const emitRow = (text: string, columns: readonly string[], line: number): boolean => {
      // `       0   200211   153664    95985      991.349        0.005        0.267 M-.--.`
      const cells = text.trim().split(/\s+/);
      const id = cells[0] ?? "";
      const cell = (name: string): number | undefined => {
        const index = columns.indexOf(name);
        const value = index === -1 ? NaN : Number(cells[index]);
        return Number.isFinite(value) && value >= 0 ? value : undefined;
      };
      const acquisitions = cell("Locked");
      const contentions = cell("Cont.");
      if (!/^\d+$/.test(id) || acquisitions === undefined || contentions === undefined) return false;
      records++;
      const mutex = mutexes.get(id);
      const base = {
        line, lock: mutex?.lock ?? `mutex #${id}`, by: mutex?.by, scope: "address",
        service: process?.name, pid: process?.pid, acquisitions, contentions,
      } as const;
      for (const total of totals(base, cell)) context.emit(summary(context, total));
      return true;
    };

    return {
      line: (text, line) => {
        const [, id, mutexAddress] = MUTEX.exec(text) ?? [];
        const columns = readHeader(text);
        if (id !== undefined && mutexAddress !== undefined) {
          endStack();
          if (mutexes.size < MOST_MUTEXES) mutexes.set(id, { lock: address(mutexAddress), by: undefined });
          described = id;
        } else if (text.startsWith("mutrace: ")) {
          endStack();
          const [, name, pid] = PROCESS.exec(text) ?? [];
          if (name !== undefined) process = { name, pid: Number(pid) };
        } else if (columns !== undefined) {
          endStack();
          header = columns;
        } else if (/^\s*Cond #/.test(text)) {
          header = undefined;
        } else if (described !== undefined && /^\s/.test(text)) {
          frames.add(text);
        } else if (header !== undefined && emitRow(text, header, line)) {
          return true;
        } else return isLegend(text);
        return true;
      },
      end: () => plainFacts(records, process?.name),
    };
  },
};

function totals(base: Omit<Total, "of" | "totalUs">, cell: (name: string) => number | undefined): Total[] {
  const heldMs = cell("tot.Time[ms]");
  const waitedMs = cell("cont.Time[ms]") ?? cell("tot.Cont[ms]");
  const row: Total[] = [];
  if (waitedMs !== undefined) row.push({ ...base, of: "wait", totalUs: waitedMs * 1000, maxUs: us(cell("max.Cont[ms]")) });
  if (heldMs !== undefined) row.push({ ...base, of: "hold", totalUs: heldMs * 1000, maxUs: us(cell("max.Time[ms]")) });
  return row;
}

function us(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms * 1000;
}

// mutrace: Showing statistics for process sort (pid 8978).
const PROCESS = /^mutrace: Showing statistics for process (.{1,64}) \(pid (\d{1,10})\)/;
// Mutex #0 (0x0x559cfdae59b0) first referenced by:
const MUTEX = /^Mutex #(\d{1,10}) \(([\dxa-f]+)\) first referenced by:/;

/** ` Mutex #   Locked  Changed    Cont. tot.Time[ms] avg.Time[ms] max.Time[ms]  Flags` → `#`, `Locked`, …: the number's column first */
function readHeader(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith("Mutex # ") || !trimmed.includes("Locked") || !trimmed.includes("Cont.")) return undefined;
  return trimmed.slice("Mutex ".length).split(/\s+/);
}

/** `	/usr/lib/mutrace/libmutrace.so(pthread_mutex_init+0xec) [0x7f8d7fc3862c]`, `	./sort(tqueue_init+0x38) [0x559cfc426315]` */
function firstUser(frames: readonly string[]): string | undefined {
  for (const frame of frames) {
    const name = callerName(/\(([^()]*)\)/.exec(frame)?.[1] ?? frame);
    if (name !== undefined && !isLockWrapper(name) && !frame.includes("libmutrace")) return name;
  }
  return undefined;
}

/** `                                 ||||||`, `          Object:      M = Mutex, W = RWLock /||||`, `     ...      ...` and rows of the table of conditions */
function isLegend(text: string): boolean {
  return /[|/]\s*$|^\s+\.\.\.\s/.test(text) || /^\s*\d+\s+\d+\s+\d+\s/.test(text);
}
