import { NO_FILTER, studyTrace, type Study } from "../../src/analyses/study.ts";
import type { SortKey } from "../../src/model/sort-key.ts";
import type { MilestoneName } from "../../src/model/event.ts";
import type { Filter } from "../../src/model/report.ts";
import type { Acquisition, Actor, EventWait, TimedOperation, Trace, TracedInstance, TracedMilestone, TracedSource } from "../../src/model/trace.ts";

/** Traces as linking would give them, built by hand in milliseconds. What a test does not say is the plainest there is. */
export function actor(own: Partial<Actor> = {}): Actor {
  return { service: "nova-compute", host: "cmp1", pid: 1, tid: undefined, requestId: undefined, globalRequestId: undefined, instance: undefined, role: "background", ...own };
}

/** The boot of the instance with this index, as request `req-<index>`. */
export function bootOf(instance: number, own: Partial<Actor> = {}): Actor {
  return actor({ instance, role: "boot", requestId: `req-${instance}`, ...own });
}

/** One life of a lock: wanted, got and given back at these milliseconds. Its line number is the millisecond it was got. */
export function life(wantedMs: number | undefined, gotMs: number, givenBackMs: number | undefined, own: Partial<Acquisition> = {}): Acquisition {
  const lock = own.lock ?? "L";
  return {
    resource: "lock", lock, identity: own.identity ?? lock, resourceClass: own.resourceClass ?? lock, form: "decorator", by: "f", actor: actor(), holder: undefined,
    acquiredUs: gotMs * 1000, waitUs: wantedMs === undefined ? undefined : (gotMs - wantedMs) * 1000,
    releasedUs: givenBackMs === undefined ? undefined : givenBackMs * 1000, holdUs: givenBackMs === undefined ? undefined : (givenBackMs - gotMs) * 1000,
    state: givenBackMs === undefined ? "held" : "released", resolutionUs: 1000, place: { source: 0, line: Math.max(1, gotMs) }, ...own,
  };
}

export function operation(startMs: number, endMs: number, own: Partial<TimedOperation> = {}): TimedOperation {
  return {
    operation: "command", name: "true", actor: actor(), domain: undefined, startUs: startMs * 1000, endUs: endMs * 1000, outcome: undefined, open: false,
    place: { source: 0, line: Math.max(1, startMs) }, ...own,
  };
}

export function mark(atMs: number, milestone: MilestoneName, own: Partial<TracedMilestone> = {}): TracedMilestone {
  return { milestone, atUs: atMs * 1000, detail: undefined, service: "nova-compute", host: "cmp1", outside: false, place: { source: 0, line: Math.max(1, atMs) }, ...own };
}

/** Seen from outside, as a benchmark's table of phases says it. */
export function seen(atMs: number, milestone: MilestoneName, own: Partial<TracedMilestone> = {}): TracedMilestone {
  return mark(atMs, milestone, { outside: true, service: "phases", ...own });
}

export function eventWait(startMs: number, endMs: number, instance: number, own: Partial<EventWait> = {}): EventWait {
  return { event: "network-vif-plugged", startUs: startMs * 1000, endUs: endMs * 1000, outcome: "completed", actor: bootOf(instance), place: { source: 0, line: Math.max(1, endMs) }, ...own };
}

export function instance(id: string, milestones: readonly TracedMilestone[], own: Partial<TracedInstance> = {}): TracedInstance {
  return {
    id, name: undefined, domain: undefined, host: "cmp1", bootRequestIds: [], deleteRequestIds: [], libvirtdThreads: [], eventWaits: [], events: [], arrivalUs: undefined, ownLines: () => [], ...own,
    milestones: [...milestones].sort((a, b) => a.atUs - b.atUs),
  };
}

export function source(own: Partial<TracedSource> = {}): TracedSource {
  return {
    path: "nova-compute.log", format: "oslo-log", layout: undefined, service: "nova-compute", host: "cmp1", givenHost: undefined, hasDebug: true, minWaitUs: undefined, minHoldUs: undefined, versions: [],
    resolutionUs: 1000, fromUs: 0, toUs: undefined, ...own,
  };
}

/** Acquisitions are put in order of time, as linking leaves them. The log ends with the last instant given, unless told otherwise. */
export function trace(own: Partial<Trace> & { readonly endMs?: number } = {}): Trace {
  const { endMs, ...given } = own;
  const acquisitions = [...(own.acquisitions ?? [])].sort((a, b) => (a.acquiredUs ?? a.releasedUs ?? 0) - (b.acquiredUs ?? b.releasedUs ?? 0));
  const lastUs = Math.max(0, ...acquisitions.flatMap(({ acquiredUs, releasedUs }) => [acquiredUs ?? 0, releasedUs ?? 0]), ...(own.instances ?? []).flatMap(({ milestones }) => milestones.map(({ atUs }) => atUs)));
  return { sources: [source()], clocks: [], clockOffsets: [], instances: [], copies: 0, retold: [], folds: [], dropped: { records: 0, lines: 0 }, lost: [], summaries: [], operations: [], gauges: [], silences: [], restarts: [], limits: [], endUs: endMs === undefined ? lastUs : endMs * 1000, ...given, acquisitions };
}

export function study(of: Trace, own: { readonly filter?: Partial<Filter>; readonly run?: number; readonly sort?: SortKey } = {}): Study {
  return studyTrace(of, { ...NO_FILTER, ...own.filter }, own.run, own.sort ?? "wait");
}
