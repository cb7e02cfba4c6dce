import { group, max, median, min } from "d3-array";
import type { Release } from "../../../model/release.ts";
import { nameOfInstance, shortFunction } from "../../names.ts";
import type { MilestoneName } from "../../../model/event.ts";
import type { Acquisition, TimedOperation, Trace, TracedInstance, TracedMilestone } from "../../../model/trace.ts";
import { isClaim } from "../../claim.ts";
import { mayBe, releaseOf } from "../../releases.ts";
import { PASSING_US } from "../../passing.ts";
import { bootActor } from "../boot-actor.ts";
import type { Station, Visit } from "../station.ts";

/**
 * nova-compute's `max_concurrent_builds` (nova/compute/manager.py, build_and_run_instance). Under eventlet the semaphore is taken inside
 * the instance's own lock: a boot arrives when it has that lock, starts with `Starting instance...`, and leaves when it gives the lock back. With
 * native threads it waits in the executor's queue, before it asks for the lock: what is seen of it before is another service's word. Where
 * no line tells of the lock, a boot arrives with its first line in nova-compute and leaves when it is built or has failed. Before Kilo there are none.
 */
export function buildSlots(trace: Trace): readonly Station[] {
  const release = releaseOf("nova", trace.sources);
  if (!mayBe(release, "Kilo", undefined)) return [];
  const locked = ownLocks(trace);
  // One that never began and does not hold its lock any more had its process taken away from under it, some time before; of one that is ready the lines got lost.
  const started = locked.flatMap((one) =>
    one.startedUs === undefined && (one.acquisition.state !== "held" || seenReadyUs(one.instance, one.acquiredUs) !== undefined) ? [] : [insideLock(one)],
  );
  // Too short to be a wait for a slot: the waiting, if any, came before.
  const waitsInside = !mayBe(release, THREADED, undefined) || (median(started, ({ arrivalUs, startUs }) => (startUs ?? Number.POSITIVE_INFINITY) - arrivalUs) ?? 0) > PASSING_US;
  const told = new Set(locked.map(({ instance }) => instance));
  const builds = new Map(trace.operations.filter(({ operation }) => operation === "build").map((build) => [build.actor.instance, build]));
  const lockless = trace.instances.flatMap((instance, index) => (told.has(instance) ? [] : withoutLock(instance, index, builds.get(index))));
  return [
    ...stationsOf(started, "seen"),
    ...(waitsInside ? [] : stationsOf(locked.flatMap(beforeLock), "upstream")),
    ...stationsOf(lockless.filter(({ sure }) => sure).map(({ visit }) => visit), "seen"),
    ...stationsOf(lockless.map(({ visit }) => visit), "upstream"),
  ];
}

/** The first release whose nova-compute may run on native threads. */
const THREADED: Release = "2025.2";

function stationsOf(visits: readonly Visit[], arrivals: Station["arrivals"]): readonly Station[] {
  return [...group(visits, ({ actor }) => `${actor.host ?? ""}|${actor.pid ?? ""}`).values()].map((own) => ({
    resource: "permit",
    service: "nova-compute",
    host: own[0]?.actor.host,
    pid: own[0]?.actor.pid,
    name: "nova-compute build slots",
    option: "[DEFAULT] max_concurrent_builds",
    arrivals,
    passingUs: PASSING_US,
    visits: own,
  }));
}

/** One build under the instance's own lock. */
interface LockedBuild {
  readonly acquisition: Acquisition;
  readonly acquiredUs: number;
  readonly instance: TracedInstance;
  readonly startedUs: number | undefined;
  readonly started: TracedMilestone | undefined;
}

// _locked_do_build_and_run_instance (Juno on), do_build_and_run_instance (Icehouse), do_run_instance (Grizzly, Havana)
const BUILDS = /(?:^|\.)_?(?:locked_)?do_(?:build_and_)?run_instance$/;

function ownLocks(trace: Trace): readonly LockedBuild[] {
  const { acquisitions, instances } = trace;
  const claimsOf = claimsAskedFor(trace);
  return acquisitions.flatMap((acquisition) => {
    const { by, actor, lock, acquiredUs, releasedUs = Number.POSITIVE_INFINITY, state } = acquisition;
    // Most functions are told apart without looking closely.
    if (by === undefined || !by.includes("run_instance") || !BUILDS.test(shortFunction(by)) || acquiredUs === undefined || state === "waiting" || state === "abandoned") return [];
    const instance = actor.instance === undefined ? undefined : instances[actor.instance];
    if (instance?.id !== lock) return [];
    const inside = instance.milestones.filter(({ atUs, outside }) => !outside && atUs >= acquiredUs && atUs <= releasedUs);
    const started = inside.find(({ milestone }) => milestone === "build-started") ?? inside.find(({ milestone }) => SOON.has(milestone));
    const askedUs = started?.milestone === "build-started" ? undefined : min(claimsOf(acquisition), (atUs) => (atUs > acquiredUs && atUs <= releasedUs ? atUs : undefined));
    return [{ acquisition, acquiredUs, instance, started, startedUs: min([started?.atUs, askedUs], (us) => us) }];
  });
}

/** When the request of a build asked for the lock of the resource tracker: it claims once it has begun, and where its own line is missing, that may be the first that is seen of it. */
function claimsAskedFor({ acquisitions }: Trace): (build: Acquisition) => readonly number[] {
  let byRequest: ReadonlyMap<string | undefined, readonly Acquisition[]> | undefined;
  return ({ actor: { requestId, instance } }) => {
    byRequest ??= group(acquisitions.filter((one) => isClaim(one) && one.actor.role === "boot"), ({ actor }) => actor.requestId);
    const own = requestId === undefined ? [] : byRequest.get(requestId) ?? [];
    return own.flatMap(({ actor, acquiredUs, waitUs = 0 }) => (actor.instance !== instance || acquiredUs === undefined ? [] : [acquiredUs - waitUs]));
  };
}

/** What a build does first, one of which tells when it began where its own line is missing. */
const SOON: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["claim-started", "claimed", "network-started", "spawn-started"]);

function insideLock({ acquisition, acquiredUs, instance, started, startedUs }: LockedBuild): Visit {
  const { actor, place } = acquisition;
  return {
    actor,
    arrivalUs: lastLineUs(instance, acquiredUs, started) ?? acquiredUs,
    startUs: startedUs,
    endUs: startedUs === undefined ? undefined : endOf(acquisition, instance, startedUs),
    place: started?.place ?? place,
    name: nameOfInstance(instance),
  };
}

/** The last that the build wrote under its lock before it began: whatever it did until then, it was not waiting for its slot. */
function lastLineUs({ ownLines }: TracedInstance, acquiredUs: number, started: TracedMilestone | undefined): number | undefined {
  if (started?.milestone !== "build-started") return undefined;
  return ownLines().findLast(({ atUs, role, service }) => role === "boot" && service === "nova-compute" && atUs > acquiredUs && atUs < started.atUs)?.atUs;
}

function beforeLock({ acquisition, acquiredUs, instance }: LockedBuild): readonly Visit[] {
  const startUs = acquiredUs - (acquisition.waitUs ?? 0);
  const arrivalUs = handedOnUs(instance, startUs);
  return arrivalUs === undefined
    ? []
    : [{ actor: acquisition.actor, arrivalUs, startUs, endUs: endOf(acquisition, instance, startUs), place: acquisition.place, name: nameOfInstance(instance) }];
}

/**
 * Where the lock's release was not logged, or the process was restarted, the last that nova-compute said of the build; if that got lost too, when it was first
 * seen to be ready.
 */
function endOf({ state, releasedUs }: Acquisition, instance: TracedInstance, startUs: number): number | undefined {
  return releasedUs ?? lastOf(instance, startUs, state === "held" ? OVER : ENDS) ?? (state === "held" ? seenReadyUs(instance, startUs) : undefined);
}

function seenReadyUs({ milestones }: TracedInstance, startUs: number): number | undefined {
  return milestones.find(({ milestone, outside, atUs }) => outside && READY.has(milestone) && atUs > startUs)?.atUs;
}

const READY: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["active", "ping", "ssh"]);

const OVER: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["built", "error"]);
const ENDS: ReadonlySet<MilestoneName> = new Set<MilestoneName>([...OVER, "spawned"]);

function lastOf({ milestones }: TracedInstance, startUs: number, ends = ENDS): number | undefined {
  return max(milestones, ({ milestone, atUs, service, outside }) => (ends.has(milestone) && !outside && service === "nova-compute" && atUs >= startUs ? atUs : undefined));
}

/** When another service had last done with the request before it came to nova-compute; the request's own beginning is too early to count. */
function handedOnUs({ milestones }: TracedInstance, startUs: number): number | undefined {
  return max(milestones, ({ milestone, atUs, outside }) => (!outside && (milestone === "scheduled" || milestone === "create-accepted") && atUs <= startUs ? atUs : undefined));
}

interface LocklessBuild {
  readonly visit: Visit;
  /** It arrived with a line of nova-compute. */
  readonly sure: boolean;
}

/** The build as its milestones tell it; without `Starting instance...` (logs of info level) it started as long before its end as nova says it took. */
function withoutLock(instance: TracedInstance, index: number, build: TimedOperation | undefined): readonly LocklessBuild[] {
  const marks = instance.milestones.filter(({ outside, service }) => !outside && service === "nova-compute");
  const started = marks.find(({ milestone }) => milestone === "build-started") ?? build;
  if (started === undefined) return [];
  const startUs = "atUs" in started ? started.atUs : started.startUs;
  const first = instance.ownLines().find(({ role, service }) => role === "boot" && service === "nova-compute");
  const sure = first !== undefined && first.atUs < startUs;
  const arrivalUs = sure ? first.atUs : handedOnUs(instance, startUs);
  if (arrivalUs === undefined) return [];
  return [
    {
      visit: {
        actor: bootActor("nova-compute", instance.host, instance, index),
        arrivalUs,
        startUs,
        endUs: lastOf(instance, startUs),
        place: started.place,
        name: nameOfInstance(instance),
      },
      sure,
    },
  ];
}
