import { nameDomain } from "./identities.ts";
import { threadKey, type Context } from "./life.ts";
import { between } from "./message-text.ts";
import { headOf, messageOf, type LibvirtRecord, type Origin } from "./record.ts";
import { endDomainWork } from "./work.ts";

/**
 * A domain has three kinds of jobs, each held by one thread at a time: the normal one (`job`), the asynchronous one that spans a whole
 * start or migration (`async`), and the guest agent's (`agent`, 4.7+). A normal job of the thread that holds the asynchronous one is
 * `nested`. It is an acquisition like any other, since it waits for other threads' queries; its key says `nested`, so that its owner's own
 * asynchronous job is not taken for what it waits for.
 */
export type Slot = "job" | "async" | "agent" | "nested";

/** The state-change lock of one domain. */
export const DOMAIN_JOB = { resource: "job", scope: "domain", form: "job" } as const;

/** Normal jobs that an asynchronous job lets pass (QEMU_JOB_DEFAULT_MASK). */
const PASS: ReadonlySet<string> = new Set(["query", "destroy", "abort", "async nested"]);

// Starting job: …    Started async job: …    Stopping both jobs: …
const JOB_LINE = /^St(?:art|opp)(?:ing|ed) (?:async |agent |both )?jobs?: /;

interface Asked {
  readonly slot: Slot;
  readonly holder: string | undefined;
}

// ≥ 6.x  Starting job: API=remoteDispatchDomainDestroy job=destroy agentJob=none asyncJob=none (vm=0x7f name=web, current job=none agentJob=none async=none)
// 4.7    Starting job: job=destroy agentJob=none asyncJob=none (vm=0x7f name=web, current job=none agentJob=none async=none)
// 1.3.0  Starting job: destroy (vm=0x7f name=web, current job=none async=none)
// 1.1.4  Starting job: modify (async=none vm=0x7f name=web)
// 0.9.7  Starting job: modify (async=none)        logged once acquired: it alone names no domain
export function startingJob(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const { thread, emit } = context;
  if (!JOB_LINE.test(message)) return;
  const named = domainOf(message);
  if (named === undefined) {
    acquired(record, message, context, oldSlot(message));
    return;
  }
  nameDomain(record, context, named, undefined);
  const api = between(message, "API=", " job=");
  const by = (api === "<null>" ? undefined : api) ?? thread.api;
  thread.jobBy = by;
  for (const { slot, holder } of asked(message)) {
    emit({ kind: "lock-requested", head: headOf(record), ...DOMAIN_JOB, lock: named, by, key: jobKey(record, slot, named), holder });
  }
}

// Started job: destroy (async=none vm=0x7f21a4185e10 name=web)
// Started async job: start (vm=0x7ffa50009010 name=instance-00000023)
// Started agent job: query (vm=0x7f name=web job=none async=none)           4.7+
export function startedJob(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  if (!JOB_LINE.test(message)) return;
  acquired(record, message, context, message.startsWith("Started a") ? oldSlot(message.slice("Started ".length)) : slotOfJob(message));
}

// Stopping job: destroy (async=none vm=0x7f21a4185e10 name=web)
// Stopping async job: start (vm=0x7ffa50009010 name=instance-00000023)
// Stopping both jobs: query query (async=none vm=0x7f name=web)             4.7 … 5.x
export function stoppingJob(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const { thread, emit } = context;
  if (!JOB_LINE.test(message)) return;
  const lock = domainOf(message) ?? assumedDomain(record, context);
  const kind = message.slice("Stopping ".length);
  const slots: readonly Slot[] = kind.startsWith("both") ? [slotOfJob(message), "agent"] : [kind.startsWith("job") ? slotOfJob(message) : oldSlot(kind)];
  for (const slot of slots) {
    emit({ kind: "lock-released", head: headOf(record), ...DOMAIN_JOB, lock, by: thread.api ?? thread.jobBy, key: jobKey(record, slot, lock), holdUs: undefined });
  }
  if (!slots.includes("nested") && !slots.every((slot) => slot === "agent")) endDomainWork(record, context);
}

function acquired(record: LibvirtRecord, message: string, context: Context, slot: Slot): void {
  const { thread, emit } = context;
  const lock = domainOf(message) ?? assumedDomain(record, context);
  emit({ kind: "lock-acquired", head: headOf(record), ...DOMAIN_JOB, lock, by: thread.api ?? thread.jobBy, key: jobKey(record, slot, lock), waitUs: undefined });
}

/** Before 1.1.4 no job line names the domain: it is what the thread's call spoke of last, else a lock of the thread's own, which nobody can wait for. */
export function assumedDomain(origin: Origin, { thread }: Context): string {
  return thread.domain ?? `tid:${threadKey(origin)}`;
}

export function jobKey(origin: Pick<Origin, "tid" | "pid">, slot: Slot, domain: string): string {
  return `${threadKey(origin)}:${slot}:${domain}`;
}

/** What is asked for, and who has it where that is what stands in the way. */
function asked(message: string): readonly Asked[] {
  const bracket = message.lastIndexOf("(");
  const wanted = message.slice(0, bracket);
  const now = message.slice(bracket);
  const job = none(between(now, "current job=", " agentJob=") ?? between(now, "current job=", " async="));
  const agent = none(between(now, " agentJob=", " async="));
  // 1.1.4 … 1.2.x print the asynchronous job alone, and print it first.
  const async = none(between(now, " async=", ")") ?? between(now, "(async=", " vm="));
  const asynchronous = wanted.startsWith("Starting async job") || none(between(wanted, "asyncJob=", " ")) !== undefined;
  const normal = wanted.includes("job=") ? none(between(wanted, " job=", " agentJob=")) : asynchronous ? undefined : jobName(message);
  const agentJob = none(between(wanted, "agentJob=", " asyncJob="));
  const list: Asked[] = [];
  if (normal !== undefined) list.push({ slot: slotOf(normal), holder: job ?? (PASS.has(normal) ? undefined : async) });
  if (asynchronous) list.push({ slot: "async", holder: job ?? async });
  if (agentJob !== undefined) list.push({ slot: "agent", holder: agent });
  return list;
}

/** `destroy` in `Starting job: destroy (…`; a job's name may hold spaces. */
function jobName(message: string): string {
  const from = message.indexOf(": ") + 2;
  const end = message.indexOf(" (", from);
  return end < 0 ? message.slice(from) : message.slice(from, end);
}

function slotOfJob(message: string): Slot {
  return slotOf(jobName(message));
}

function slotOf(job: string): Slot {
  return job.startsWith("async nested") ? "nested" : "job";
}

function oldSlot(text: string): Slot {
  const at = text.startsWith("Starting ") ? "Starting ".length : 0;
  return text.startsWith("async", at) ? "async" : text.startsWith("agent", at) ? "agent" : slotOfJob(text);
}

/** The domain's name in `(vm=… name=…, current …)` or at the end in `(async=… vm=… name=…)`; names may hold spaces. */
export function domainOf(message: string): string | undefined {
  const at = message.indexOf(" name=", message.indexOf("vm="));
  if (at < 0 || !message.includes("vm=")) return undefined;
  const from = at + " name=".length;
  for (const end of [", current job=", " job=", ")"]) {
    const to = message.lastIndexOf(end);
    if (to > from) return message.slice(from, to);
  }
  return undefined;
}

function none(job: string | undefined): string | undefined {
  return job === undefined || job === "none" ? undefined : job;
}

