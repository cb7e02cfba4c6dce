import { DOMAIN_JOB, assumedDomain, jobKey, type Slot } from "./domain-jobs.ts";
import type { Context, Refusal } from "./life.ts";
import { between } from "./message-text.ts";
import { headOf, messageOf, type LibvirtRecord } from "./record.ts";

/** QEMU_JOB_WAIT_TIME: nobody waits longer for a job. */
const JOB_WAIT_US = 30_000_000;

/**
 * A job that was not had is logged twice: a warning that names domain and owner, then the error that the client gets, which says why.
 * The first waits here for the second.
 */
// 0.9.12  Cannot start job (query, none) for domain web; current job is (modify, none) owned by (2207, 0)
// 1.2.14  Cannot start job (query, none) for domain web; current job is (modify, none) owned by (2207 remoteDispatchDomainSuspend, 0 <null>) for (31s, 0s)
// 4.3.0   … owned by (2207 remoteDispatchDomainSuspend, 0 <null> (flags=0x0)) for (31s, 0s)
// ≥ 8.x   Cannot start job (query, none, none) in API remoteDispatchDomainGetXMLDesc for domain mail; current job is (async nested, none, snapshot) owned by
// (4117 remoteDispatchDomainSnapshotCreateXML, 0 <null>, 4117 remoteDispatchDomainSnapshotCreateXML (flags=0x0)) for (30s, 0s, 30s)
export function cannotStartJob(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const { thread } = context;
  const nowAt = message.lastIndexOf("; current job is (");
  const domainAt = message.indexOf(" for domain ");
  if (nowAt < 0 || domainAt < 0 || domainAt > nowAt) return;
  const api = between(message.slice(0, domainAt + 1), ") in API ", " ");
  const wanted = (between(message, "job (", ")") ?? "").split(", ");
  thread.refused = {
    head: headOf(record),
    domain: message.slice(domainAt + " for domain ".length, nowAt),
    by: (api === "<null>" ? undefined : api) ?? thread.api,
    slot: wantedSlot(wanted),
    holder: owner(message.slice(nowAt), wanted),
  };
}

// Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainSnapshotCreateXML)
// Timed out during operation: cannot acquire state change lock                                      ≤ 1.2.13
// operation failed: cannot acquire state change lock (held by monitor=…) due to max_queued limit    0.10.0+
export function lockNotAcquired(record: LibvirtRecord, context: Context): void {
  const message = messageOf(record);
  const { thread, note } = context;
  const full = message.includes("due to max_queued limit");
  const reason = full ? "queue-limit" : "timeout";
  const waitUs = full ? undefined : JOB_WAIT_US;
  const refused = thread.refused;
  thread.refused = undefined;
  if (refused !== undefined) {
    abandon(refused, context, reason, waitUs);
    return;
  }
  const domain = assumedDomain(record, context);
  if (record.tid === undefined && thread.domain === undefined) {
    note({
      code: "libvirt-job-not-acquired",
      severity: "warning",
      message: "libvirt gave up waiting for a domain job, but the log does not say of which domain.",
      hint: "Log warnings of the qemu driver as well.",
      line: record.line,
      text: message,
    });
    return;
  }
  const held = /\(held by (?:monitor=|agent=)?([^\s)]+)/.exec(message)?.[1];
  const holder = held === undefined ? undefined : { name: held, tid: undefined, heldUs: undefined };
  abandon({ head: headOf(record), domain, by: thread.api, slot: "job", holder }, context, reason, waitUs);
}

/** The thread went on (or the log ended) without the second line: why it gave up is not known for sure, so no wait is claimed. */
export function flushRefusal(context: Context): void {
  const { refused } = context.thread;
  if (refused === undefined) return;
  context.thread.refused = undefined;
  abandon(refused, context, "timeout", undefined);
}

function abandon({ head, domain, by, slot, holder }: Refusal, { emit }: Context, reason: "timeout" | "queue-limit", waitUs: number | undefined): void {
  emit({ kind: "lock-abandoned", head, ...DOMAIN_JOB, lock: domain, by, key: jobKey(head, slot, domain), reason, waitUs, holder });
}

/** Positions are (job, async) up to 4.6 and (job, agent, async) from 4.7. */
function wantedSlot(wanted: readonly string[]): Slot {
  const [job, second, third] = wanted;
  if (job !== undefined && job !== "none") return job === "async nested" ? "nested" : "job";
  if (third !== undefined && third !== "none") return "async";
  return second !== undefined && second !== "none" && wanted.length === 3 ? "agent" : "async";
}

/** Of the owners listed the one in the way: of the agent job where that was wanted, else of the normal job, else of the asynchronous one. */
function owner(text: string, wanted: readonly string[]): Refusal["holder"] {
  const jobs = (between(text, "; current job is (", ")") ?? "").split(", ");
  const owners = (between(text, ") owned by (", ") for (") ?? trailing(text, ") owned by (")).split(", ");
  const held = trailing(text, ") for (").split(", ");
  const agentOnly = wanted.length === 3 && wanted[0] === "none" && wanted[1] !== "none";
  const order = agentOnly ? [1] : [0, jobs.length - 1];
  const index = order.find((position) => jobs[position] !== undefined && jobs[position] !== "none");
  if (index === undefined) return undefined;
  const [id = "", api] = (owners[index] ?? "").split(" ");
  const seconds = held[index];
  const tid = Number(id);
  return {
    name: api === undefined || api === "<null>" || api.startsWith("(") ? (jobs[index] ?? "") : api,
    tid: id !== "" && Number.isSafeInteger(tid) && tid > 0 ? tid : undefined,
    heldUs: seconds !== undefined && /^\d{1,9}s$/.test(seconds) ? Number(seconds.slice(0, -1)) * 1_000_000 : undefined,
  };
}

/** The text after the marker up to the last bracket. */
function trailing(text: string, marker: string): string {
  const at = text.indexOf(marker);
  const end = text.lastIndexOf(")");
  return at < 0 || end < at + marker.length ? "" : text.slice(at + marker.length, end);
}
