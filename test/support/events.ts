import { link, type LinkOptions } from "../../src/linking/link.ts";
import type { Lineage, LinkSource } from "../../src/linking/link-source.ts";
import { retention } from "../../src/linking/retention.ts";
import { pairSource } from "../../src/linking/pair-source.ts";
import type { PairedSource } from "../../src/linking/raw.ts";
import type { Identity, LockAcquired, LockForm, LockReleased, LockRequested, LogEvent, Milestone, MilestoneName, RecordHead } from "../../src/model/event.ts";
import type { Operation } from "../../src/model/operation.ts";
import type { Trace } from "../../src/model/trace.ts";

/** A record head at so many milliseconds; line = its millisecond, so that places are easy to tell. */
export function head(atMs: number, own: Partial<RecordHead> = {}): RecordHead {
  return {
    atUs: atMs * 1000, clock: "utc", line: Math.max(1, Math.round(atMs)), service: undefined, host: undefined, pid: 1, tid: undefined,
    requestId: undefined, globalRequestId: undefined, instanceId: undefined, ...own,
  };
}

interface LockWords {
  readonly lock?: string;
  readonly form?: LockForm;
  readonly by?: string;
  readonly key?: string;
  readonly at?: Partial<RecordHead>;
}

function lockEvent(atMs: number, { lock = "L", form = "decorator", by = form === "decorator" ? "f" : undefined, key, at = {} }: LockWords): Omit<LockRequested, "kind" | "holder"> {
  const scope = form === "file" ? "host" : form === "job" ? "domain" : form === "traced" ? "address" : "process";
  return { head: head(atMs, at), resource: form === "job" ? "job" : "lock", lock, scope, form, by, key };
}

export function requested(atMs: number, words: LockWords & { holder?: string } = {}): LockRequested {
  return { kind: "lock-requested", ...lockEvent(atMs, words), holder: words.holder };
}

export function acquired(atMs: number, words: LockWords & { waitMs?: number } = {}): LockAcquired {
  return { kind: "lock-acquired", ...lockEvent(atMs, words), waitUs: words.waitMs === undefined ? undefined : words.waitMs * 1000 };
}

export function released(atMs: number, words: LockWords & { holdMs?: number } = {}): LockReleased {
  return { kind: "lock-released", ...lockEvent(atMs, words), holdUs: words.holdMs === undefined ? undefined : words.holdMs * 1000 };
}

export function paired(...events: readonly LogEvent[]): PairedSource {
  const pairing = pairSource(retention());
  for (const event of events) pairing.add(event, 0);
  pairing.end();
  return pairing.paired();
}

export function activity(atMs: number, at: Partial<RecordHead> = {}): LogEvent {
  return { kind: "activity", head: head(atMs, at) };
}

export function milestone(atMs: number, name: MilestoneName, at: Partial<RecordHead> = {}, own: { domain?: string; detail?: string } = {}): Milestone {
  return { kind: "milestone", head: head(atMs, at), milestone: name, domain: own.domain, detail: own.detail };
}

export function identity(atMs: number, own: Partial<Omit<Identity, "kind" | "head">>, at: Partial<RecordHead> = {}): Identity {
  return {
    kind: "identity", head: head(atMs, at), instanceId: undefined, instanceName: undefined, domain: undefined, portId: undefined, requestId: undefined, tid: undefined,
    qemuPid: undefined, node: undefined, ...own,
  };
}

export function began(atMs: number, operation: Operation, own: { key?: string; name?: string; domain?: string; at?: Partial<RecordHead> } = {}): LogEvent {
  return { kind: "operation-began", head: head(atMs, own.at), operation, name: own.name ?? operation, key: own.key ?? operation, domain: own.domain };
}

export function ended(atMs: number, key: string, own: { outcome?: string; at?: Partial<RecordHead> } = {}): LogEvent {
  return { kind: "operation-ended", head: head(atMs, own.at), key, outcome: own.outcome };
}

export function took(atMs: number, operation: Operation, durationMs: number, at: Partial<RecordHead> = {}): LogEvent {
  return { kind: "operation-completed", head: head(atMs, at), operation, name: operation, durationUs: durationMs * 1000, outcome: undefined };
}

export function eventAwaited(atMs: number, event: string, at: Partial<RecordHead> = {}): LogEvent {
  return { kind: "event-awaited", head: head(atMs, at), event };
}

export function eventReceived(atMs: number, event: string, at: Partial<RecordHead> = {}): LogEvent {
  return { kind: "event-received", head: head(atMs, at), event, expected: true };
}

export function eventWaitCompleted(atMs: number, seconds: number, at: Partial<RecordHead> = {}): LogEvent {
  return { kind: "event-wait-completed", head: head(atMs, at), events: ["network-vif-plugged"], atLeastUs: seconds * 1_000_000, outcome: "completed" };
}

export function limitStated(atMs: number, pool: string, permits: number, at: Partial<RecordHead> = {}): LogEvent {
  return { kind: "limit-stated", head: head(atMs, at), pool, permits };
}

export function banner(atMs: number, life: "start" | "stop" | undefined, at: Partial<RecordHead> = {}): LogEvent {
  return { kind: "banner", head: head(atMs, at), product: "nova", version: undefined, life };
}

/** A log of nova-compute that says nothing of its host, unless told otherwise. */
export function linkSource(path: string, own: Partial<LinkSource> = {}): LinkSource {
  return {
    path, format: "oslo-log", layout: undefined, resolutionUs: 1000, service: "nova-compute", statedHost: undefined, givenHost: undefined, hasDebug: true, minWaitUs: undefined,
    minHoldUs: undefined, versions: [], ...own,
  };
}

/** One log for `linked`: its path, its events in source order, what else is known of it. */
export interface Log {
  readonly path: string;
  readonly events: readonly LogEvent[];
  readonly own?: Partial<LinkSource>;
}

/** Pairs each log on its own and links them all; instances stand in order of id. */
export function linked(logs: readonly Log[], zone?: LinkOptions["zone"]): Trace {
  const sources = logs.map(({ path, own }) => linkSource(path, own));
  return link(sources, lineagesOf(logs), { zone });
}

export function lineagesOf(logs: readonly Log[]): readonly Lineage[] {
  return logs.map(({ events }, index) => {
    const pairing = pairSource(retention());
    for (const event of events) pairing.add(event, index);
    pairing.end();
    return { sources: [index], paired: pairing.paired() };
  });
}
