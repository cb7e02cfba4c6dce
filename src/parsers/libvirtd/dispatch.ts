import { atLeast } from "./banner.ts";
import { callKey } from "./calls.ts";
import { callTaken } from "./client-requests.ts";
import { remember, take, type Context, type LibvirtRecord } from "./life.ts";
import { field } from "./message-text.ts";
import { finishCall, WORKERS } from "./work.ts";

// virNetServerDispatchNewMessage:203 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0        0.9.3+, by the event loop
export function enqueue({ head, message }: LibvirtRecord, { life, thread, emit }: Context): void {
  const key = callKey(message);
  const client = field(message, "client=");
  if (key === undefined || client === undefined || !(life.dispatches || saysDequeued(life.version))) return;
  life.dispatches = true;
  const call = thread.read?.client === client ? thread.read : undefined;
  remember(life.queued, key, call);
  remember(life.clients.messages, field(message, "message=") ?? "", client);
  emit({ kind: "lock-requested", head, ...WORKERS, by: call?.name, key, holder: undefined });
}

/** 0.9.3 and 0.9.4 log that a call is queued, but not that a worker takes it: each would seem to wait forever. */
function saysDequeued(version: string | undefined): boolean {
  return version === undefined || atLeast(version, 0, 9, 5);
}

// virNetServerHandleJob:152 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0 prog=0x55e0642bbc10    0.9.5+, by a worker
// virNetServerProcessMsg:84 : server=… (the same again)
export function dequeue({ head, message }: LibvirtRecord, context: Context): void {
  const { life, thread, emit } = context;
  const key = callKey(message);
  // The second line of one dequeue, unless the call was queued anew: pointers are used again, by the same worker too.
  if (key === undefined || (thread.serving?.key === key && !life.queued.has(key))) return;
  life.dispatches = true;
  // No line said that the call before was done: it was at its last line, and the worker has been idle since.
  finishCall(thread.last ?? head, context);
  const call = take(life.queued, key);
  if (call !== undefined) callTaken(call, head, context);
  const by = call?.name;
  thread.serving = { key, by };
  emit({ kind: "lock-acquired", head, ...WORKERS, by, key, waitUs: undefined });
}
