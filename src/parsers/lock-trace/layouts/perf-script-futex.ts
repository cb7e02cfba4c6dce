import { address } from "../caller.ts";
import { futexUse } from "../futex-op.ts";
import { secondsToUs, sinceEpochOrBoot } from "../instant.ts";
import type { Layout } from "../layout.ts";
import { createRowSink, NO_HEADER } from "../row-sink.ts";

/** Threads inside a futex call at one time. */
const MOST_OPEN = 100_000;

/**
 * `perf script` of `perf record -e syscalls:sys_enter_futex,syscalls:sys_exit_futex`: one line when a thread enters the call, one when
 * it leaves. The clock starts at boot.
 */
export const perfScriptFutex: Layout = {
  id: "perf script futex",
  title: "perf script of sys_enter_futex and sys_exit_futex",
  example:
    "rpc-libvirtd 19398 [003] 282494.913076: syscalls:sys_enter_futex: uaddr: 0x7f10a4000b60, op: 0x00000080, val: 0x00000002, utime: 0x00000000, uaddr2: 0x00000000, val3: 0x00000000",
  recognises: (line) => read(line) !== undefined,
  open: (context) => {
    const sink = createRowSink(context, NO_HEADER, false);
    const entered = new Map<number, Call>();
    let records = 0;
    return {
      line: (text, line) => {
        const call = read(text);
        // Between the lines of two calls their stacks may stand (-g).
        if (call === undefined) return entered.size > 0 && /^\s+[\da-f]{6,16} /.test(text);
        records++;
        if (call.enters) {
          if (entered.size < MOST_OPEN || entered.has(call.tid)) entered.set(call.tid, call);
          return true;
        }
        const from = entered.get(call.tid);
        entered.delete(call.tid);
        const lock = from === undefined ? undefined : argument(from.rest, "uaddr");
        if (from === undefined || lock === undefined) return true;
        const use = futexUse(argument(from.rest, "op"), argument(from.rest, "val"), call.rest);
        if (use === "no-wait") return true;
        sink.add({
          kind: use === "lock" ? "wait" : "cond",
          endUs: call.atUs, clock: sinceEpochOrBoot(call.atUs).clock, durationNs: Math.max(0, call.atUs - from.atUs) * 1000,
          line, pid: call.pid, tid: call.tid, comm: call.comm, lock: address(lock), by: undefined,
        });
        return true;
      },
      end: () => ({ ...sink.end(), records }),
    };
  },
};

interface Call {
  readonly enters: boolean;
  readonly comm: string;
  readonly pid: number | undefined;
  readonly tid: number;
  readonly atUs: number;
  /** Arguments, or what was returned. */
  readonly rest: string;
}

// `  rpc-libvirtd 19398 [003] 282494.913076`, `rpc-libvirtd   801/19398   282494.913076`
const WHO = /^\s*(\S.{0,63}?)\s+(?:(\d{1,10})\/)?(\d{1,10})\s+(?:\[\d{1,5}\]\s+)?(\d{1,10}\.\d{3,9})$/;

function read(text: string): Call | undefined {
  const at = text.indexOf("syscalls:sys_e");
  if (at === -1) return undefined;
  const enters = text.startsWith("syscalls:sys_enter_futex:", at);
  if (!enters && !text.startsWith("syscalls:sys_exit_futex:", at)) return undefined;
  const before = text.slice(0, at).trimEnd();
  if (before.length > 160 || !before.endsWith(":")) return undefined;
  const [, comm, pid, tid, time] = WHO.exec(before.slice(0, -1)) ?? [];
  const atUs = secondsToUs(time ?? "");
  if (comm === undefined || tid === undefined || atUs === undefined) return undefined;
  const rest = text.slice(at + (enters ? "syscalls:sys_enter_futex:" : "syscalls:sys_exit_futex:").length).trim();
  return { enters, comm, pid: pid === undefined ? undefined : Number(pid), tid: Number(tid), atUs, rest };
}

/** `op: 0x00000080` out of `uaddr: 0x7f10a4000b60, op: 0x00000080, val: 0x00000002` */
function argument(args: string, name: string): string | undefined {
  const part = args.split(", ").find((candidate) => candidate.startsWith(`${name}: `));
  return part?.slice(name.length + 2).trim();
}
