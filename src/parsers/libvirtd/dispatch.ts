import { atLeast } from "./banner.ts";
import { queuedCall } from "./calls.ts";
import { callTaken } from "./client-requests.ts";
import { remember, take, type Context } from "./life.ts";
import { headOf, type LibvirtRecord } from "./record.ts";
import { finishCall, WORKERS } from "./work.ts";

// virNetServerDispatchNewMessage:203 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0        0.9.3+, by the event loop
export function enqueue(record: LibvirtRecord, { life, thread, names, emit }: Context): void {
  const queued = queuedCall(record, names);
  if (queued === undefined || !(life.dispatches || saysDequeued(life.version))) return;
  const { client, message, key } = queued;
  life.dispatches = true;
  const call = thread.read?.client === client ? thread.read : undefined;
  remember(life.queued, key, call);
  remember(life.clients.messages, message, client);
  emit({ kind: "lock-requested", head: headOf(record), resource: WORKERS.resource, lock: WORKERS.lock, scope: WORKERS.scope, form: WORKERS.form, by: call?.name, key, holder: undefined });
}

/** 0.9.3 and 0.9.4 log that a call is queued, but not that a worker takes it: each would seem to wait forever. */
function saysDequeued(version: string | undefined): boolean {
  return version === undefined || atLeast(version, 0, 9, 5);
}

// virNetServerHandleJob:152 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0 prog=0x55e0642bbc10    0.9.5+, by a worker
// virNetServerProcessMsg:84 : server=… (the same again)
export function dequeue(record: LibvirtRecord, context: Context): void {
  const { life, thread, names, emit } = context;
  const key = queuedCall(record, names)?.key;
  // The second line of one dequeue, unless the call was queued anew: pointers are used again, by the same worker too.
  if (key === undefined || (thread.serving?.key === key && !life.queued.has(key))) return;
  life.dispatches = true;
  // No line said that the call before was done: it was at its last line, and the worker has been idle since.
  finishCall(thread.last.atUs === -Infinity ? record : thread.last, context);
  const call = take(life.queued, key);
  if (call !== undefined) callTaken(call, record, context);
  const by = call?.name;
  thread.serving = { key, by };
  emit({ kind: "lock-acquired", head: headOf(record), resource: WORKERS.resource, lock: WORKERS.lock, scope: WORKERS.scope, form: WORKERS.form, by, key, waitUs: undefined });
}
