import { address } from "../caller.ts";
import { futexUse } from "../futex-op.ts";
import type { Layout } from "../layout.ts";
import { createRowSink, NO_HEADER } from "../row-sink.ts";
import { sinceEpochOrBoot } from "../instant.ts";

/** Calls that began on one line and end on another, kept at one time. */
const MOST_OPEN = 10_000;

/**
 * `perf trace -e futex` (tools/perf/builtin-trace.c): ms since the trace began (with -T since boot), length, thread, call, result. A call
 * interrupted by the output of others is printed twice: where it began without a length, and where it ended as `... [continued]`.
 */
export const perfTraceFutex: Layout = {
  id: "perf trace futex",
  title: "perf trace -e futex: futex calls with their length",
  example: "     0.024 ( 0.060 ms): rpc-libvirtd/19398 futex(uaddr: 0x7fd0b152d420, op: WAIT|PRIVATE_FLAG, val: 2)                = 0",
  recognises: (line) => read(line) !== undefined,
  open: (context) => {
    const sink = createRowSink(context, NO_HEADER, false);
    const began = new Map<string, string>();
    let records = 0;
    return {
      line: (text, line) => {
        const row = read(text);
        if (row === undefined) return false;
        records++;
        const thread = `${row.comm ?? ""}/${row.tid ?? ""}`;
        if (row.durationMs === undefined) {
          if (row.args !== undefined && began.size < MOST_OPEN) began.set(thread, row.args);
          return true;
        }
        const args = row.args ?? began.get(thread);
        began.delete(thread);
        const lock = argument(args, "uaddr");
        if (lock === undefined || row.atMs === undefined) return true;
        // perf leaves arguments that are zero out.
        const use = futexUse(argument(args, "op"), argument(args, "val") ?? "0", row.result);
        if (use === "no-wait") return true;
        sink.add({
          kind: use === "lock" ? "wait" : "cond",
          ...sinceEpochOrBoot(0),
          endUs: Math.round((row.atMs + row.durationMs) * 1000),
          durationNs: Math.round(row.durationMs * 1e6),
          line, pid: undefined, tid: row.tid, comm: row.comm, lock: address(lock), by: undefined,
        });
        return true;
      },
      end: () => ({ ...sink.end(), records }),
    };
  },
};

interface Call {
  readonly atMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly comm: string | undefined;
  readonly tid: number | undefined;
  /** Undefined: they stand where the call began. */
  readonly args: string | undefined;
  readonly result: string | undefined;
}

// `     0.012 ( 0.002 ms): Timer/219310 futex(uaddr: 0x7fd0b152d3c8, op: WAKE|PRIVATE_FLAG, val: 1)           = 0`
// `         ? (         ): Timer/219310  ... [continued]: futex())                          = -1 ETIMEDOUT (Connection timed out)`
const PREFIX = /^ *(\?|\d{1,12}\.\d{3}) \((?: *(\d{1,12}\.\d{3}) ms)? {0,20}\): /;

function read(text: string): Call | undefined {
  const prefix = PREFIX.exec(text);
  if (prefix === null) return undefined;
  const rest = text.slice(prefix[0].length);
  const at = rest.indexOf("futex(");
  if (at === -1) return undefined;
  // `rpc-libvirtd/19398 `; nothing when one thread is traced
  const who = rest.slice(0, at).replace("... [continued]:", "").trim();
  const slash = who.lastIndexOf("/");
  const tid = Number(who.slice(slash + 1));
  const continued = rest.slice(0, at).includes("... [continued]:");
  const equals = rest.lastIndexOf(" = ");
  return {
    atMs: prefix[1] === "?" ? undefined : Number(prefix[1]),
    durationMs: prefix[2] === undefined ? undefined : Number(prefix[2]),
    comm: slash > 0 ? who.slice(0, slash) : undefined,
    tid: slash !== -1 && Number.isSafeInteger(tid) ? tid : undefined,
    args: continued ? undefined : rest.slice(at + "futex(".length),
    result: equals === -1 ? undefined : rest.slice(equals + 3).trim(),
  };
}

/** `op: WAIT|PRIVATE_FLAG` out of the call's arguments */
function argument(args: string | undefined, name: string): string | undefined {
  if (args === undefined) return undefined;
  const at = args.startsWith(`${name}: `) ? 0 : args.indexOf(` ${name}: `) + 1;
  if (at === 0 && !args.startsWith(`${name}: `)) return undefined;
  return /^[^,)\s]{1,80}/.exec(args.slice(at + name.length + 2))?.[0];
}
