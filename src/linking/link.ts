import { ascending, group, max, min, sum } from "d3-array";
import type { WallToUtc } from "../lib/time-zone.ts";
import type { Gauge, LockSummary } from "../model/event.ts";
import type { Acquisition, Actor, FoldedAcquisitions, GaugePoint, LockTotal, TimedOperation, Trace, TracedSource } from "../model/trace.ts";
import { assembleInstances } from "./assemble-instances.ts";
import { bindActors, type Bound } from "./bind-actors.ts";
import type { Fold } from "./fold.ts";
import { joinInstances } from "./join-instances.ts";
import { inOrderOfSource, type Lineage, type LinkSource } from "./link-source.ts";
import { identityOfLock } from "./lock-identity.ts";
import { nameHosts } from "./name-hosts.ts";
import { nextTaggedIn } from "./next-tagged.ts";
import { placeClocks, type PlacedClocks } from "./place-clocks.ts";
import { lifeOf, placeMilestones, processLives } from "./place-milestones.ts";
import { comparePlaces, placing, type Placing } from "./placing.ts";
import type { Placed, RawAcquisition, RawOperation } from "./raw.ts";
import { resourceClassOf } from "./resource-class.ts";
import { threadStretches } from "./thread-stretches.ts";
import { dropCopies, nameTracedLocks } from "./traced-locks.ts";

export interface LinkOptions {
  /** `--timezone`: where local clocks stand. */
  readonly zone: { readonly name: string; readonly toUtc: WallToUtc } | undefined;
}

/** What placing one item on the common clock takes. */
interface Context extends Placing {
  readonly sources: readonly LinkSource[];
  readonly bind: (bound: Bound) => Actor;
}

/**
 * Joins what was paired source by source into one trace: hosts named, clocks placed, every wait, operation and milestone bound to the
 * instance it was for. Independent of the order of lineages.
 */
export function link(sources: readonly LinkSource[], unordered: readonly Lineage[], { zone }: LinkOptions): Trace {
  const lineages = inOrderOfSource(unordered);
  const hosts = nameHosts(sources);
  const clocks = placeClocks(lineages, sources, hosts, zone);
  const joins = joinInstances(lineages, hosts);
  const places = placing(sources, hosts, clocks);
  const milestones = placeMilestones(lineages, sources, joins, places);
  const processes = processLives(lineages, joins, places);
  const lives = milestones.map((list, index) => lifeOf(list, processes.get(index)));
  const context: Context = { ...places, sources, bind: bindActors(joins, lives, threadStretches(lineages, joins, places), nextTaggedIn(lineages)) };

  const acquisitions = lineages.flatMap((lineage) => lineage.paired.acquisitions.map((raw) => placeAcquisition(raw, lineage, context)));
  const operations = lineages.flatMap(({ paired }) => paired.operations.map((raw) => placeOperation(raw, context))).filter((operation) => operation !== undefined);
  const gauges = lineages.flatMap(({ paired }) => paired.gauges.map((gauge) => placeGauge(gauge, context))).filter((gauge) => gauge !== undefined);
  acquisitions.sort((a, b) => (a.acquiredUs ?? a.releasedUs ?? 0) - (b.acquiredUs ?? b.releasedUs ?? 0) || comparePlaces(a.place, b.place));
  operations.sort((a, b) => a.startUs - b.startUs || comparePlaces(a.place, b.place));
  gauges.sort((a, b) => a.atUs - b.atUs || ascending(a.host ?? "", b.host ?? "") || ascending(a.gauge, b.gauge) || ascending(a.subject ?? "", b.subject ?? "") || ascending(a.pid ?? 0, b.pid ?? 0));

  const { once, copies } = dropCopies(acquisitions);
  const traced = traceSources(sources, lineages, hosts, clocks);
  const endUs = max(traced, ({ toUs }) => toUs);
  return {
    sources: traced,
    clocks: clocks.clocks,
    instances: assembleInstances(lineages, joins, milestones, operations, hosts, places, endUs),
    acquisitions: nameTracedLocks(once),
    copies,
    folds: lineages.flatMap(({ paired }) => paired.folds.map((fold) => placeFold(fold, context))),
    dropped: { records: sum(lineages, ({ paired }) => paired.dropped.records), lines: sum(lineages, ({ paired }) => paired.dropped.lines) },
    summaries: lineages.flatMap(({ paired }) => paired.summaries.map((summary) => placeSummary(summary, context))),
    operations,
    gauges,
    endUs,
  };
}

function placeAcquisition(raw: RawAcquisition, lineage: Lineage, { sources, at, serviceOf, hostOf, bind }: Context): Acquisition {
  const { head, place, scope, lock, resource } = raw;
  const service = serviceOf(head, place.source);
  const host = hostOf(head, place.source);
  const time = (us: number | undefined): number | undefined => (us === undefined ? undefined : at(place.source, head.clock, us));
  const acquiredUs = time(raw.acquiredUs);
  const releasedUs = time(raw.releasedUs);
  const work = raw.work ?? (scope === "domain" ? { domain: lock, instanceId: undefined } : undefined);
  return {
    resource,
    lock,
    identity: identityOfLock(raw, { service, host, lineage: sources[lineage.sources.at(-1) ?? place.source]?.path ?? "" }),
    resourceClass: resourceClassOf(resource, scope, lock),
    form: raw.form,
    by: raw.by,
    actor: bind({ head, work, atUs: acquiredUs ?? releasedUs ?? 0, service, host, about: lock, place }),
    holder: raw.holder,
    acquiredUs,
    waitUs: raw.waitUs,
    releasedUs,
    holdUs: raw.holdUs,
    state: raw.state,
    resolutionUs: sources[place.source]?.resolutionUs ?? 1000,
    place,
    since: raw.since,
  };
}

function placeOperation(raw: RawOperation, { at, serviceOf, hostOf, bind }: Context): TimedOperation | undefined {
  const { head, place } = raw;
  const startUs = at(place.source, head.clock, raw.startUs);
  const endUs = at(place.source, head.clock, raw.endUs);
  if (startUs === undefined || endUs === undefined) return undefined;
  const work = raw.work ?? (raw.domain === undefined ? undefined : { domain: raw.domain, instanceId: undefined });
  const actor = bind({ head, work, atUs: startUs, service: serviceOf(head, place.source), host: hostOf(head, place.source), about: undefined, place });
  return { operation: raw.operation, name: raw.name, actor, domain: raw.domain ?? raw.work?.domain, startUs, endUs, outcome: raw.outcome, open: raw.open, place };
}

function placeGauge({ event, place }: Placed<Gauge>, { at, hostOf }: Context): GaugePoint | undefined {
  const atUs = at(place.source, event.head.clock, event.head.atUs);
  if (atUs === undefined) return undefined;
  const { gauge, subject, pid, intervalUs, share, cores } = event;
  return { gauge, host: hostOf(event.head, place.source), subject, pid, atUs, intervalUs, share, cores };
}

function placeSummary({ event, place }: Placed<LockSummary>, { serviceOf, hostOf }: Context): LockTotal {
  const { head, resource, lock, scope, by } = event;
  return {
    resource,
    lock,
    resourceClass: resourceClassOf(resource, scope, by ?? lock),
    by,
    actor: { service: serviceOf(head, place.source), host: hostOf(head, place.source), pid: head.pid, tid: head.tid, requestId: undefined, globalRequestId: undefined, instance: undefined, role: "background" },
    of: event.of,
    acquisitions: event.acquisitions,
    contentions: event.contentions,
    totalUs: event.totalUs,
    maxUs: event.maxUs,
    place,
  };
}

function placeFold(fold: Fold, { at, serviceOf, hostOf }: Context): FoldedAcquisitions {
  const { resource, resourceClass, pid, clock, fromUs, toUs, acquisitions, waits, holds, locks, place } = fold;
  return {
    resource,
    resourceClass,
    service: serviceOf(fold, place.source),
    host: hostOf(fold, place.source),
    pid,
    fromUs: at(place.source, clock, fromUs),
    toUs: at(place.source, clock, toUs),
    acquisitions,
    waits,
    holds,
    locks,
    place,
  };
}

function traceSources(sources: readonly LinkSource[], lineages: readonly Lineage[], hosts: readonly (string | undefined)[], { toUtc }: PlacedClocks): readonly TracedSource[] {
  const extents = group(lineages.flatMap(({ paired }) => paired.extents), ({ source }) => source);
  return sources.map((source, index) => {
    const own = extents.get(index) ?? [];
    return {
      path: source.path,
      format: source.format,
      layout: source.layout,
      service: source.service ?? source.format,
      host: hosts[index],
      givenHost: source.givenHost,
      hasDebug: source.hasDebug,
      minWaitUs: source.minWaitUs,
      minHoldUs: source.minHoldUs,
      versions: source.versions,
      resolutionUs: source.resolutionUs,
      fromUs: min(own, ({ clock, fromUs }) => toUtc(index, clock, fromUs)),
      toUs: max(own, ({ clock, toUs }) => toUtc(index, clock, toUs)),
    };
  });
}
