import type { RecordHead } from "../../model/event.ts";

// `  2.632 > S 0x1c1f710        msg=…`
const LINE = /^ *(\d{1,9})\.(\d{3}) (.*)$/;

/** libvirt's example scripts print seconds since they began, to the millisecond; nothing says when that was. */
export function readSinceStart(text: string): { readonly atUs: number; readonly rest: string } | undefined {
  const [, seconds, ms, rest] = LINE.exec(text) ?? [];
  return rest === undefined ? undefined : { atUs: Number(seconds) * 1e6 + Number(ms) * 1000, rest };
}

export function headSinceStart(atUs: number, line: number): RecordHead {
  return {
    atUs, clock: "boottime", line, service: "libvirtd", host: undefined, pid: undefined, tid: undefined,
    requestId: undefined, globalRequestId: undefined, instanceId: undefined,
  };
}
