import { atLeast } from "./banner.ts";
import { queuedCall, queuedCallAt, type QueuedCall } from "./calls.ts";
import { callTaken, endUnanswered } from "./client-requests.ts";
import { remember, take, type Context } from "./life.ts";
import type { Noted } from "./noted.ts";
import { headOf, type LibvirtRecord, type Origin } from "./record.ts";
import { finishCall, WORKERS } from "./work.ts";

// virNetServerDispatchNewMessage:203 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0        0.9.3+, by the event loop
export function enqueue(record: LibvirtRecord, context: Context): void {
  const queued = queuedCall(record, context.names);
  if (queued !== undefined) enqueued(record, context, queued);
}

export const enqueuedCall: Noted = {
  templates: ["{:pointer} client={client:pointer} message={message:pointer}"],
  apply: (record, values, context) => {
    enqueued(record, context, queuedCallAt(values, context.names));
  },
};

function enqueued(origin: Origin, { life, thread, emit }: Context, { client, message, key }: QueuedCall): void {
  if (!(life.dispatches || saysDequeued(life.version))) return;
  life.dispatches = true;
  const call = thread.read?.client === client ? thread.read : undefined;
  // It is queued once: where the log has lost what was read next, that has no name.
  thread.read = undefined;
  remember(life.queued, key, call);
  remember(life.clients.messages, message, client);
  emit({
    kind: "lock-requested",
    head: headOf(origin),
    resource: WORKERS.resource,
    lock: WORKERS.lock,
    scope: WORKERS.scope,
    form: WORKERS.form,
    by: call?.name,
    key,
    holder: undefined,
  });
}

/** 0.9.3 and 0.9.4 log that a call is queued, but not that a worker takes it: each would seem to wait forever. */
function saysDequeued(version: string | undefined): boolean {
  return version === undefined || atLeast(version, 0, 9, 5);
}

// virNetServerHandleJob:152 : server=0x55e0642a9880 client=0x55e0642e5070 message=0x55e06433d1a0 prog=0x55e0642bbc10    0.9.5+, by a worker
// virNetServerProcessMsg:84 : server=… (the same again)
export function dequeue(record: LibvirtRecord, context: Context): void {
  const queued = queuedCall(record, context.names);
  if (queued !== undefined) dequeued(record, context, queued);
}

export const dequeuedCall: Noted = {
  templates: ["{:pointer} client={client:pointer} message={message:pointer} prog={:pointer}", "{:pointer} client={client:pointer} message={message:pointer}"],
  apply: (record, values, context) => {
    dequeued(record, context, queuedCallAt(values, context.names));
  },
};

function dequeued(origin: Origin, context: Context, { key }: QueuedCall): void {
  const { life, thread, emit } = context;
  // The second line of one dequeue, unless the call was queued anew: pointers are used again, by the same worker too.
  if (thread.serving?.key === key && !life.queued.has(key)) return;
  life.dispatches = true;
  // No line said that the call before was done: it was at its last line, and the worker has been idle since.
  const last = thread.last.atUs === -Infinity ? origin : thread.last;
  if (thread.serving?.call !== undefined) endUnanswered(thread.serving.call, last, context);
  finishCall(last, context);
  const call = take(life.queued, key);
  if (call !== undefined) callTaken(call, origin, context);
  const by = call?.name;
  thread.serving = { key, by, call };
  emit({ kind: "lock-acquired", head: headOf(origin), resource: WORKERS.resource, lock: WORKERS.lock, scope: WORKERS.scope, form: WORKERS.form, by, key, waitUs: undefined });
}
