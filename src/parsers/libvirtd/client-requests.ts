import { isOfType, isType, keyAt, MESSAGE_OF_CLIENT, procedureAt, procedureOf, serialKey } from "./calls.ts";
import { numberAt } from "./columns.ts";
import { NO_LINE, remember, take, type Call, type Context } from "./life.ts";
import type { Noted } from "./noted.ts";
import { headOf, messageOf, type LibvirtRecord, type Origin } from "./record.ts";
import { finishCall } from "./work.ts";

/** libvirtd works on at most `max_client_requests` calls of one client; then it leaves the client's socket alone. */
const REQUESTS = { resource: "permit", lock: "libvirtd client requests", scope: "process", form: "job" } as const;

/**
 * A call read within this time after its client was let in again had been waiting in the socket; a client that only then sends its next call
 * takes longer. Stamps are in ms. On a run of 20 boots with one request allowed, 96 % of the time shut out ended this way.
 */
const BACKLOG_READ_US = 1000;

/** src/rpc/virnetprotocol.x: a call, and one with file descriptors. */
const CALL = [0, 4] as const;
/** A reply, and one with file descriptors. */
const REPLY = [1, 5] as const;

// virNetServerClientDispatchRead:1224 : RPC_SERVER_CLIENT_MSG_RX: client=0x55e0642e5070 len=28 prog=536903814 vers=1 proc=66 type=0 status=0 serial=0
export function readCall(record: LibvirtRecord, context: Context): void {
  if (!isOfType(record, CALL)) return;
  const client = context.names.field(record.text, "client=", record.from);
  const key = client === undefined ? undefined : serialKey(record, client);
  if (client !== undefined && key !== undefined) called(record, context, client, key, procedureOf(record) ?? "?");
}

export const callRead: Noted = {
  templates: [MESSAGE_OF_CLIENT],
  apply: (record, values, context) => {
    if (!isType(values, CALL)) return;
    const client = context.names.pointer(numberAt(values, 0));
    called(record, context, client, keyAt(values, client), procedureAt(values));
  },
};

function called(origin: Origin, { life, thread }: Context, client: string, key: string, name: string): void {
  const { clients } = life;
  const reopened = take(clients.reopened, client);
  const waited = reopened !== undefined && origin.atUs - reopened.atUs <= BACKLOG_READ_US ? reopened.shutUs : 0;
  const call: Call = { key, client, name, head: headOf(origin), waitUs: clients.visible ? waited : undefined, taken: false };
  thread.read = call;
  thread.justRead = client;
  remember(life.calls, key, call);
}

/** The call counts against its client's limit since it was read, for which the thread that takes it stands: the reader is one for all clients. */
export function callTaken(call: Call, { atUs, line, tid }: Origin, { emit }: Context): void {
  // Files in another order than their names say.
  if (call.head.atUs > atUs) return;
  call.taken = true;
  emit({
    kind: "lock-acquired",
    head: { ...call.head, tid, line: call.head.line === NO_LINE ? line : call.head.line },
    resource: REQUESTS.resource,
    lock: REQUESTS.lock,
    scope: REQUESTS.scope,
    form: REQUESTS.form,
    by: call.name,
    key: call.key,
    waitUs: call.waitUs,
  });
}

// virNetServerClientSendMessageLocked:1458 : RPC_SERVER_CLIENT_MSG_TX_QUEUE: client=0x55e0642e5070 len=36 prog=536903814 vers=1 proc=66 type=1 status=0 serial=0
export function sendReply(record: LibvirtRecord, context: Context): void {
  if (!isOfType(record, REPLY)) return;
  const client = context.names.field(record.text, "client=", record.from);
  const key = client === undefined ? undefined : serialKey(record, client);
  if (key !== undefined) replied(record, context, key);
}

export const replySent: Noted = {
  templates: [MESSAGE_OF_CLIENT],
  apply: (record, values, context) => {
    if (isType(values, REPLY)) replied(record, context, keyAt(values, context.names.pointer(numberAt(values, 0))));
  },
};

/** The worker goes on to another call: the reply to this one was sent, though no line tells, for the log has lost it. */
export function endUnanswered(call: Call, origin: Origin, { life, emit }: Context): void {
  if (life.calls.get(call.key) !== call) return;
  take(life.calls, call.key);
  letGo(call, origin, emit);
}

function letGo({ key, name, taken }: Call, origin: Origin, emit: Context["emit"]): void {
  if (!taken) return;
  const { resource, lock, scope, form } = REQUESTS;
  emit({ kind: "lock-released", head: headOf(origin), resource, lock, scope, form, by: name, key, holdUs: undefined });
}

function replied(origin: Origin, context: Context, key: string): void {
  const { life, thread, emit } = context;
  const call = take(life.calls, key);
  if (call !== undefined) letGo(call, origin, emit);
  if (call !== undefined && !life.dispatches) {
    // Without the lines of the worker queue (info level, ≥ 1.2.12) request and reply still give the time in the daemon.
    const durationUs = Math.max(0, origin.atUs - call.head.atUs);
    emit({ kind: "operation-completed", head: headOf(origin), operation: "rpc-served", name: call.name, durationUs, outcome: undefined });
  }
  // Later releases say when the job is finished; before, the reply is the last that is seen of it.
  if (!life.threadJobs && (thread.running || thread.serving !== undefined)) finishCall(origin, context);
}

/**
 * `rx` is the buffer for the client's next call; none: the client is shut out until a reply is out. The line names no client: the one just
 * read (same thread, a line before) lost its buffer, the one whose message comes back as buffer got one. Only the first call in the
 * socket is seen to wait, and at most for the time shut out; what queues behind it is not.
 */
// virNetServerClientCalculateHandleMode:152 : tls=(nil) hs=-1, rx=(nil) tx=(nil)       0.9.3+
export function clientMode(record: LibvirtRecord, context: Context): void {
  const { text, from } = record;
  const at = text.indexOf(RX, from);
  const start = at + RX.length;
  const end = at < 0 ? at : text.indexOf(" ", start);
  if (end >= 0) modeSet(record, context, text.startsWith(NONE, start) && end - start === NONE.length ? undefined : context.names.at(text, start, end));
}

export const modeOfClient: Noted = {
  templates: ["{:pointer} hs={:number}, rx={message:pointer} tx={:pointer}"],
  apply: (record, values, context) => {
    const message = numberAt(values, 0);
    modeSet(record, context, message === 0 ? undefined : context.names.pointer(message));
  },
};

function modeSet(origin: Origin, context: Context, buffer: string | undefined): void {
  const { life: { clients }, thread } = context;
  const { atUs } = origin;
  clients.visible = true;
  const reader = thread.justRead;
  // The same line comes again when a reply is queued or sent, for any client.
  thread.justRead = undefined;
  if (buffer === undefined) {
    if (reader === undefined) return;
    if (!clients.shut.has(reader)) remember(clients.shut, reader, atUs);
    reachLimit(origin, context, reader);
    return;
  }
  if (clients.shut.size === 0) return;
  const client = clients.messages.get(buffer);
  if (client === undefined) return;
  const since = take(clients.shut, client);
  if (since !== undefined) remember(clients.reopened, client, { atUs, shutUs: Math.max(0, atUs - since) });
}

/** Shut out so often with as many calls in hand: once may be a call of before the log begins, whose reply was all that was seen of it. */
const LEAST_REACHED = 3;

/** A client is shut out by the call that makes them as many as it may have. */
function reachLimit(origin: Origin, { life: { calls, clients }, emit }: Context, client: string): void {
  if (clients.permits !== undefined) return;
  let inHand = 0;
  for (const call of calls.values()) if (call.client === client) inHand++;
  const times = (clients.reached.get(inHand) ?? 0) + 1;
  clients.reached.set(inHand, times);
  if (times < LEAST_REACHED || inHand === 0) return;
  clients.permits = inHand;
  emit({ kind: "limit-stated", head: headOf(origin), pool: REQUESTS.lock, permits: inHand });
}

const RX = " rx=";
const NONE = "(nil)";

const LIMIT = /^Client hit max requests limit (\d{1,6})\b/;

// virNetServerClientDispatchRead:1267 : Client hit max requests limit 5. This may result in keep-alive timeouts. Consider tuning …      once per client
export function clientLimitHit(record: LibvirtRecord, { life, emit, note }: Context): void {
  const permits = Number(LIMIT.exec(messageOf(record))?.[1]);
  if (permits >= 1) {
    life.clients.permits = permits;
    emit({ kind: "limit-stated", head: headOf(record), pool: REQUESTS.lock, permits });
  }
  note({
    code: "libvirt-client-requests-limit",
    severity: "info",
    message: "A client of libvirt reached max_client_requests: its further calls wait unread.",
    hint: "Raise max_client_requests in libvirtd.conf (virtqemud.conf), well below max_workers.",
    line: record.line,
    text: messageOf(record),
  });
}

// virNetServerCheckLimits:… : Temporarily suspending services                                 2.2.0+
// virNetServerCheckLimits:… : Temporarily suspending services due to max_clients              1.1.2 … 2.1.0
export function servicesSuspended(record: LibvirtRecord, { note }: Context): void {
  note({
    code: "libvirt-clients-limit",
    severity: "warning",
    message: "libvirt stopped accepting connections: max_clients or max_anonymous_clients was reached.",
    hint: "Raise max_clients (and max_anonymous_clients) in libvirtd.conf.",
    line: record.line,
    text: messageOf(record),
  });
}

// virKeepAliveTimerInternal:… : No response from client 0x561f3ac0b2d0 after 6 keepalive messages in 35 seconds
export function keepaliveLost(record: LibvirtRecord, { note }: Context): void {
  note({
    code: "libvirt-keepalive-timeout",
    severity: "warning",
    message: "libvirt dropped a client that answered no keepalive message.",
    hint: "A client with too many calls open is not read from and looks dead: raise max_client_requests.",
    line: record.line,
    text: messageOf(record),
  });
}
