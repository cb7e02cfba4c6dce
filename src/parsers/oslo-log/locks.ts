import type { LockAcquired, LockForm, LockReleased, LockRequested, LockScope, RecordHead } from "../../model/event.ts";
import { secondsToUs } from "./decimal.ts";
import type { Message, Out, Rule } from "./message.ts";

/**
 * Lock lines that name the lock. Sources: nova/utils.py (Folsom), openstack/common/lockutils.py (Grizzly – Juno),
 * oslo_concurrency/lockutils.py (0.1 – now), neutron/common/coordination.py (Train –), cinder/coordination.py. One line:
 * `Lock "compute_resources" acquired by "nova.compute.resource_tracker.ResourceTracker.instance_claim" :: waited 2.481s`
 *
 * Lock names may hold quotes and blanks, so the words between name and function are looked for from the end.
 */
export function lockRules(): readonly Rule[] {
  return [
    { starts: 'Lock "', read: readTimed },
    { starts: 'Acquiring lock "', read: readAcquiring },
    { starts: 'Acquired lock "', read: readAcquired },
    { starts: 'Acquired semaphore "', read: readAcquired },
    { starts: 'Releasing lock "', read: readReleasing },
    { starts: 'Releasing semaphore "', read: readReleasing },
    { starts: 'Created new semaphore "', read: readSemaphoreFound },
    { starts: 'Using existing semaphore "', read: readSemaphoreFound },
    { starts: 'Got semaphore "', read: readGotForMethod },
  ];
}

export function requested(head: RecordHead, lock: string, form: LockForm, scope: LockScope, by?: string): LockRequested {
  return { kind: "lock-requested", head, resource: "lock", lock, scope, form, by, key: undefined, holder: undefined };
}

export function acquired(head: RecordHead, lock: string, form: LockForm, scope: LockScope, by?: string, waitUs?: number): LockAcquired {
  return { kind: "lock-acquired", head, resource: "lock", lock, scope, form, by, key: undefined, waitUs };
}

export function released(head: RecordHead, lock: string, form: LockForm, scope: LockScope, by?: string, holdUs?: number): LockReleased {
  return { kind: "lock-released", head, resource: "lock", lock, scope, form, by, key: undefined, holdUs };
}

/** Takes a tooz lock of cinder's `coordination` for what it is: one lock for all hosts. */
function scopeOf(logger: string): LockScope {
  return logger === "cinder.coordination" ? "cluster" : "process";
}

/** What stands before the function; the verb is quoted from oslo.concurrency 4.5.0 on, never in neutron's and cinder's own wrappers. */
const verbs = ['" "released" by "', '" released by "', '" "unacquired" by "'] as const;

function readTimed(message: Message, out: Out, from: number): boolean {
  const { text, head } = message;
  const time = text.lastIndexOf('" :: ');
  if (time < 0 || !text.endsWith("s") && !text.endsWith("N/A")) return unread(message, out);
  const scope = scopeOf(message.logger);
  if (text.startsWith("waited ", time + 5)) {
    const verb = text.lastIndexOf('" acquired by "', time);
    const waitUs = secondsToUs(text.slice(time + 12, -1));
    if (verb < from || waitUs === undefined) return unread(message, out);
    const by = text.slice(verb + 15, time);
    out.caller(by);
    out.emit(acquired(head, text.slice(from, verb), "decorator", scope, by, waitUs));
    return true;
  }
  if (!text.startsWith("held ", time + 5)) return unread(message, out);
  const [verb, at] = lastVerb(text, time);
  if (at < from) return unread(message, out);
  const lock = text.slice(from, at);
  const by = text.slice(at + verb.length, time);
  if (verb === verbs[2]) {
    out.emit({
      kind: "lock-abandoned", head, resource: "lock", lock, scope, form: "decorator", by, key: undefined, reason: "non-blocking",
      waitUs: undefined, holder: undefined,
    });
  } else {
    out.emit(released(head, lock, "decorator", scope, by, text.endsWith("N/A") ? undefined : secondsToUs(text.slice(time + 10, -1))));
    endOfDelete(head, lock, by, out);
  }
  tellRelease(message.logger, verb, out);
  return true;
}

function lastVerb(text: string, before: number): readonly [verb: string, at: number] {
  for (let by = text.lastIndexOf(BY, before); by >= 0; by = by === 0 ? -1 : text.lastIndexOf(BY, by - 1)) {
    for (const verb of verbs) {
      const at = by + BY.length - verb.length;
      if (at >= 0 && text.startsWith(verb, at)) return [verb, at];
    }
  }
  return ["", -1];
}

/** What all verbs end with. */
const BY = ' by "';

/** The lock on an instance given back by the delete is the last that nova-compute says of it. */
export function endOfDelete(head: RecordHead, lock: string, by: string, out: Out): void {
  if (!by.endsWith("do_terminate_instance")) return;
  out.emit({ kind: "milestone", head: { ...head, instanceId: head.instanceId ?? lock }, milestone: "delete-ended", domain: undefined, detail: undefined });
}

function tellRelease(logger: string, verb: string, out: Out): void {
  if (verb !== verbs[1]) out.release("oslo.concurrency >= 4.5 (Xena or later)");
  else if (logger.startsWith("oslo")) out.release("oslo.concurrency < 4.5 (Kilo to Wallaby)");
}

function readAcquiring(message: Message, out: Out, from: number): boolean {
  const { text, head } = message;
  const by = message.func === "lock" ? -1 : text.lastIndexOf('" by "');
  if (!text.endsWith('"') || text.length <= from) return unread(message, out);
  if (by >= from) out.emit(requested(head, text.slice(from, by), "decorator", scopeOf(message.logger), text.slice(by + 6, -1)));
  else out.emit(requested(head, text.slice(from, -1), "context", scopeOf(message.logger)));
  if (message.logger.startsWith("oslo")) out.release("oslo.concurrency >= 5.0 (Zed or later)");
  return true;
}

function readAcquired(message: Message, out: Out, from: number): boolean {
  const lock = quoted(message.text, from);
  if (lock === undefined) return unread(message, out);
  out.emit(acquired(message.head, lock, "context", scopeOf(message.logger)));
  return true;
}

function readReleasing(message: Message, out: Out, from: number): boolean {
  const lock = quoted(message.text, from);
  if (lock === undefined) return unread(message, out);
  out.emit(released(message.head, lock, "context", scopeOf(message.logger)));
  return true;
}

/** Juno and oslo.concurrency 0.1: logged before the wait, also when nobody holds it. */
function readSemaphoreFound(message: Message, out: Out, from: number): boolean {
  const lock = quoted(message.text, from);
  if (lock === undefined) return unread(message, out);
  out.emit(requested(message.head, lock, "context", "process"));
  return true;
}

/** `Got semaphore "compute_resources" for method "instance_claim"...`, logged inside the lock: by nova.utils in Folsom, by nova.openstack.common.lockutils in Grizzly. */
function readGotForMethod(message: Message, out: Out, from: number): boolean {
  const named = splitMethod(message.text, from);
  if (named === undefined) return false;
  out.emit(acquired(message.head, named.lock, "decorator", "process", named.method));
  out.release(message.logger.endsWith(".utils") ? "Folsom" : "Grizzly (neutron: to Havana)");
  return true;
}

/** The quoted name from `from` to the last quote of the text; undefined: the line is cut. */
export function quoted(text: string, from: number): string | undefined {
  const end = text.lastIndexOf('"');
  return end >= from ? text.slice(from, end) : undefined;
}

/** `<lock>" for method "<method>"...` */
export function splitMethod(text: string, from: number): { readonly lock: string; readonly method: string } | undefined {
  const split = text.lastIndexOf('" for method "');
  const end = text.lastIndexOf('"');
  return split >= from && end >= split + 14 ? { lock: text.slice(from, split), method: text.slice(split + 14, end) } : undefined;
}

export function unread(message: Message, out: Out): boolean {
  out.note({
    code: "lock-line-unread",
    severity: "warning",
    message: "A line about a lock could not be read",
    hint: "It may be cut; its wait or hold is missing from the sums",
    line: message.head.line,
    text: message.text.slice(0, 200),
  });
  return false;
}
