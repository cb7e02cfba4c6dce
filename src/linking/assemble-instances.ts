import { group } from "d3-array";
import { taken } from "../lib/taken.ts";
import type { MilestoneName } from "../model/event.ts";
import type { Place, TimedOperation, TracedInstance, TracedMilestone } from "../model/trace.ts";
import { eventsOf, eventWaitsOf, type EventRecords } from "./event-waits.ts";
import type { Joins } from "./join-instances.ts";
import type { Lineage } from "./link-source.ts";
import { ownLinesOf, type Requests } from "./own-lines.ts";
import { packedLines } from "./packed-lines.ts";
import { inOrder, type Placing } from "./placing.ts";
import type { PairedSource, Trail, Writer } from "./raw.ts";

/** After any of these a boot waits for no event any more. */
const WAITS_NO_MORE: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["spawned", "built", "active", "error", "terminating"]);

/** What only the host that builds an instance says of it. */
const BUILDS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["build-started", "claimed", "spawn-started", "spawned", "built"]);

/** Puts together, for each instance, what all sources tell of it. */
export function assembleInstances(
  lineages: readonly Lineage[],
  joins: Joins,
  milestones: readonly (readonly TracedMilestone[])[],
  operations: readonly TimedOperation[],
  placing: Placing,
  logEndUs: number | undefined,
): readonly TracedInstance[] {
  const requests = requestsByInstance(joins);
  const completed = byInstance(lineages, joins, placing, (paired) => paired.eventWaitsCompleted);
  const awaited = byInstance(lineages, joins, placing, (paired) => paired.eventsAwaited);
  const received = byInstance(lineages, joins, placing, (paired) => paired.eventsReceived);
  const threads = threadsByInstance(operations);
  const trailsOf = (id: string): readonly Trail[] => lineages.flatMap(({ paired }) => paired.trails.get(id) ?? []);
  const lines = ownLinesOf(trailsOf, joins, placing);

  // A request may have waited for many events; which lines of one for several instances are this one's, they do not tell.
  const instants = new Map<string, readonly number[]>();
  const instantsOf = (requestId: string): readonly number[] => {
    if ((joins.requests.get(requestId)?.instances.size ?? 1) > 1) return [];
    const known =
      instants.get(requestId) ??
      trailsOf(requestId)
        .filter((trail) => placing.serviceOf(trail, trail.source) === "nova-compute")
        .flatMap(({ source, clock, atUs }) => atUs.map((rawUs) => placing.at(source, clock, rawUs)).filter((us) => us !== undefined))
        .sort((a, b) => a - b);
    instants.set(requestId, known);
    return known;
  };

  return joins.ids.map((id, index) => {
    const own = requests(id);
    const marks = milestones[index] ?? [];
    const computing = marks.filter(({ outside, service }) => !outside && service === "nova-compute");
    // A boot that failed on one host may have been built on the next.
    const worked = computing.findLast(({ milestone }) => BUILDS.has(milestone)) ?? computing[0];
    const records: EventRecords = {
      completed: (completed.get(id) ?? []).map(({ atLeastUs, events, outcome, writer, atUs, place }) => ({ atUs, atLeastUs, events, outcome, requestId: writer.requestId, place })),
      awaited: awaited.get(id) ?? [],
      received: received.get(id) ?? [],
      guestStartsUs: marks.filter(({ milestone }) => milestone === "guest-started" || milestone === "guest-paused").map(({ atUs }) => atUs),
      openUntilUs: marks.some(({ milestone }) => WAITS_NO_MORE.has(milestone)) ? undefined : logEndUs,
      linesOf: instantsOf,
      actor: { service: "nova-compute", host: worked?.host, pid: undefined, tid: undefined, requestId: own.boot[0], globalRequestId: undefined, instance: index, role: "boot" },
    };
    return {
      id,
      name: joins.nameOf.get(id),
      domain: joins.domainOf.get(id),
      host: worked?.host ?? joins.nodeOf.get(id) ?? threads.get(index)?.host,
      bootRequestIds: own.boot,
      deleteRequestIds: own.delete,
      libvirtdThreads: threads.get(index)?.tids ?? [],
      milestones: marks,
      eventWaits: eventWaitsOf(records),
      events: eventsOf(records),
      arrivalUs: lines.arrivalUs(id, own),
      ownLines: packedLines(lines.all(id, own)),
    };
  });
}

function requestsByInstance(joins: Joins): (id: string) => Requests {
  const boot = new Map<string, string[]>();
  const deletes = new Map<string, string[]>();
  for (const requestId of [...joins.requests.keys()].sort()) {
    const binding = joins.requests.get(requestId);
    if (binding === undefined || !binding.own || (binding.role !== "boot" && binding.role !== "delete")) continue;
    const lists = binding.role === "boot" ? boot : deletes;
    for (const id of binding.instances) {
      const own = lists.get(id);
      if (own === undefined) lists.set(id, [requestId]);
      else own.push(requestId);
    }
  }
  return (id) => ({ boot: boot.get(id) ?? NONE, delete: deletes.get(id) ?? NONE });
}

const NONE: readonly string[] = [];

interface Written {
  readonly writer: Writer;
  readonly atUs: number;
  readonly place: Place;
}

/** By the record's own tag, else by its request where that serves a single instance; in order of time, which is UTC. */
function byInstance<E extends Written>(
  lineages: readonly Lineage[],
  joins: Joins,
  { at }: Placing,
  of: (paired: PairedSource) => E[],
): ReadonlyMap<string | undefined, readonly E[]> {
  const timed: E[] = [];
  for (const { paired } of lineages) {
    for (const event of taken(of(paired))) {
      const atUs = at(event.place.source, event.writer.clock, event.atUs);
      if (atUs !== undefined) timed.push({ ...event, atUs });
    }
  }
  return group(timed.sort(inOrder), ({ writer: { instanceId, requestId } }) => {
    if (instanceId !== undefined) return instanceId;
    const instances = requestId === undefined ? undefined : joins.requests.get(requestId)?.instances;
    return instances?.size === 1 ? instances.values().next().value : undefined;
  });
}

// e.g. remoteDispatchDomainCreateWithFlags, remoteDispatchDomainDestroyFlags
const CREATES_OR_DESTROYS = /Domain(?:Create|Destroy|Restore|Migrate)/;

/** The libvirt threads that created or destroyed each instance's domain, in order of first use. */
function threadsByInstance(operations: readonly TimedOperation[]): ReadonlyMap<number, { readonly tids: readonly number[]; readonly host: string | undefined }> {
  const threads = new Map<number, { tids: number[]; host: string | undefined }>();
  for (const { operation, name, actor } of operations) {
    const { instance, tid, host } = actor;
    if (instance === undefined || tid === undefined) continue;
    if (operation !== "domain-start" && operation !== "domain-stop" && !(operation === "libvirt-api" && CREATES_OR_DESTROYS.test(name))) continue;
    const known = threads.get(instance);
    if (known === undefined) threads.set(instance, { tids: [tid], host });
    else if (!known.tids.includes(tid)) known.tids.push(tid);
  }
  return threads;
}
