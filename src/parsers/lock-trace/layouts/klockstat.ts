import { callerName } from "../caller.ts";
import { plainFacts, type Layout } from "../layout.ts";
import { fromRight, toUs, words } from "../quantity.ts";
import { contentionsAtMost, summary, type Total } from "../summary.ts";

/** Callers kept; further ones are left out. */
const MOST_CALLERS = 50_000;

/**
 * klockstat of bcc: mutexes (and, in C, semaphores) of the kernel by caller, a table of waits and one of holds.
 * - tools/klockstat.py: `Caller   Avg Spin  Count   Max spin Total spin`, ns without unit; every interval starts anew, so intervals add up.
 * - libbpf-tools/klockstat.c: `Caller  Avg Wait    Count   Max Wait   Total Wait`, with units, -t by thread (`Tid  Comm`); intervals
 *   go on counting unless -R, so a count that grows takes the place of the last.
 */
export const klockstat: Layout = {
  id: "klockstat",
  title: "bcc klockstat (Python and C): waits and holds of the kernel's mutexes by caller",
  example: "                                  Caller   Avg Spin  Count   Max spin Total spin",
  recognises: (line) => readHeader(line) !== undefined || line.startsWith("Tracing lock events...") || line.startsWith("Tracing mutex/sem lock events..."),
  open: (context) => {
    const totals = new Map<string, { readonly past: Total | undefined; readonly now: Total }>();
    let records = 0;
    let header: Header | undefined;
    return {
      line: (text, line) => {
        const next = readHeader(text);
        if (next !== undefined) {
          header = next;
          return true;
        }
        if (header === undefined) return isAside(text);
        const now = readRow(text, header, line);
        if (now === undefined) return isAside(text) || isStackEntry(text);
        records++;
        const key = `${now.of} ${now.by ?? ""} ${now.tid ?? ""}`;
        const known = totals.get(key);
        if (known === undefined && totals.size >= MOST_CALLERS) return true;
        const goesOn = known !== undefined && header.cumulative && (now.acquisitions ?? 0) >= (known.now.acquisitions ?? 0);
        totals.set(key, { past: known === undefined ? undefined : goesOn ? known.past : sum(known.past, known.now), now });
        return true;
      },
      end: () => {
        for (const { past, now } of totals.values()) {
          const total = sum(past, now);
          const contentions = total.of === "wait" ? contentionsAtMost(total.acquisitions ?? 0, total.totalUs) : 0;
          context.emit(summary(context, { ...total, contentions }));
        }
        return plainFacts(records, "kernel");
      },
    };
  },
};

interface Header {
  readonly of: "wait" | "hold";
  readonly cumulative: boolean;
  readonly threads: boolean;
}

// `                                  Caller   Avg Spin  Count   Max spin Total spin`, `                Tid              Comm  Avg Wait    Count   Max Wait   Total Wait`
const HEADER = /^\s*(Caller|Tid\s+Comm)\s+Avg (Spin|Wait|Hold)\s+Count\s+Max (?:[Ss]pin|Wait|[Hh]old)\s+Total (spin|Wait|hold|Hold)\s*$/;

function readHeader(text: string): Header | undefined {
  const [, subject, what, total] = HEADER.exec(text) ?? [];
  if (subject === undefined || total === undefined) return undefined;
  return { of: what === "Hold" ? "hold" : "wait", cumulative: total === "Wait" || total === "Hold", threads: subject !== "Caller" };
}

function readRow(text: string, header: Header, line: number): Total | undefined {
  const read = fromRight(words(text), 4);
  const [, count, max, total] = read?.values ?? [];
  if (read === undefined || read.rest.length === 0 || count === undefined || max === undefined || total === undefined) return undefined;
  const numbers = { line, scope: "host", of: header.of, service: "kernel", acquisitions: count.value, contentions: 0, totalUs: toUs(total, "ns"), maxUs: toUs(max, "ns") } as const;
  const [first = "", ...others] = read.rest;
  if (header.threads) return { ...numbers, lock: "kernel locks", by: others.join(" "), tid: /^\d{1,10}$/.test(first) ? Number(first) : undefined };
  const by = callerName(read.rest.join(" "));
  return { ...numbers, lock: by ?? "unknown", by };
}

function sum(past: Total | undefined, now: Total): Total {
  if (past === undefined) return now;
  return {
    ...now,
    acquisitions: (past.acquisitions ?? 0) + (now.acquisitions ?? 0),
    totalUs: past.totalUs + now.totalUs,
    maxUs: Math.max(past.maxUs ?? 0, now.maxUs ?? 0),
  };
}

/** `Tracing lock events... Hit Ctrl-C to end.`, `Exiting trace of mutex/sem locks`, `  Max PID 801, COMM libvirtd, Lock siglock (0x..)`, `11:17:48` */
function isAside(text: string): boolean {
  return text.startsWith("Tracing ") || text.startsWith("Exiting trace of") || text.trimStart().startsWith("Max PID ") || /^\d\d:\d\d:\d\d\s*$/.test(text);
}

/** A further frame of -s: one right-aligned symbol. */
function isStackEntry(text: string): boolean {
  return /^\s+(?:\S+\+0x[\da-f]+|Unknown|\[unknown\])\s*$/.test(text);
}
