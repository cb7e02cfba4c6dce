import { lineByLine, type Layout } from "../layout.ts";
import { headSinceStart, readSinceStart } from "../script-clock.ts";

/**
 * libvirt's examples/systemtap/rpc-monitor.stp (since 0.9.8): calls as clients (`C >`, `C <`) and the daemon (`> S`, `< S`) see them.
 * Only the daemon's side is taken; it holds the wait for a worker as well as the work.
 */
export const libvirtRpcMonitorStp: Layout = {
  id: "rpc-monitor.stp",
  title: "libvirt rpc-monitor.stp: calls between clients and the daemon",
  example: "  2.639 > S 0x1c1f710        msg=remote.1.domain_create_xml(call, ok, 3) len=32",
  recognises: (line) => read(line) !== undefined,
  open: lineByLine("libvirtd", (text, line, context) => {
    const row = read(text);
    if (row === undefined) return false;
    const { call } = row;
    if (call === undefined) return true;
    const head = headSinceStart(row.atUs, line);
    const key = `${call.client} ${call.serial}`;
    if (row.side === "> S" && call.type === "call") {
      context.emit({ kind: "operation-began", head, operation: "libvirt-api", name: call.procedure, key, domain: undefined });
    } else if (row.side === "< S" && call.type === "reply") {
      context.emit({ kind: "operation-ended", head, key, outcome: call.status === "ok" ? undefined : call.status });
    }
    return true;
  }),
};

interface Row {
  readonly atUs: number;
  readonly side: string;
  readonly call:
    | { readonly client: string; readonly procedure: string; readonly type: string; readonly status: string; readonly serial: string }
    | undefined;
}

// C + 0x7f1ea57dc010   local=127.0.0.1;0 remote=127.0.0.1;0
// =   0x7f1ea57dc010   send fd=12
const ROW = /^(C [-+<>]|[-+<>] S|=) +((?:0x)?[\da-f]+) +(local=|msg=|send fd=|recv fd=)(.*)$/;

// remote.1.domain_create_xml(call, ok, 3) len=32; with `verbose` the numbers follow the names: remote:536903814.1.open:1(call:0, ok:0, 3) len=40
const CALL = /^[^.\s]+\.\d+\.([\w-]+)(?::\d+)?\((\w+)(?::\d+)?, (\w+)(?::\d+)?, (\d+)\)/;

/** `rpc_message` types and statuses where the script prints numbers only. */
const TYPES: Readonly<Record<string, string>> = { 0: "call", 1: "reply" };
const STATUSES: Readonly<Record<string, string>> = { 0: "ok", 1: "error" };

function read(text: string): Row | undefined {
  const timed = readSinceStart(text);
  const [, side, client, what, rest] = timed === undefined ? [] : (ROW.exec(timed.rest) ?? []);
  if (timed === undefined || side === undefined || client === undefined || rest === undefined) return undefined;
  const [, procedure, type, status, serial] = what === "msg=" ? (CALL.exec(rest) ?? []) : [];
  if (procedure === undefined || type === undefined || status === undefined || serial === undefined) return { atUs: timed.atUs, side, call: undefined };
  return { atUs: timed.atUs, side, call: { client, procedure, type: TYPES[type] ?? type, status: STATUSES[status] ?? status, serial } };
}
