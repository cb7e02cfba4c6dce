import { ascending, group, max, min, sum } from "d3-array";
import { taken } from "../lib/taken.ts";
import type { WallToUtc } from "../lib/time-zone.ts";
import type { Gauge, LockSummary } from "../model/event.ts";
import type { Acquisition, Actor, FoldedAcquisitions, GaugePoint, LockTotal, Restart, Silence, TimedOperation, Trace, TracedSource } from "../model/trace.ts";
import { assembleInstances } from "./assemble-instances.ts";
import { boundClocks, type BoundClocks } from "./bound-clocks.ts";
import { bindActors, type Bound } from "./bind-actors.ts";
import { endedWaits } from "./ended-waits.ts";
import { joinInstances, type Joins } from "./join-instances.ts";
import { inOrderOfSource, isOutside, type Lineage, type LinkSource } from "./link-source.ts";
import { identityOfLock, isByOneProcess } from "./lock-identity.ts";
import { nameAllocations } from "./name-allocations.ts";
import { nameCallers } from "./name-callers.ts";
import { nameHosts } from "./name-hosts.ts";
import { matchSiblings } from "./match-siblings.ts";
import { nextTaggedIn, type NextTagged } from "./next-tagged.ts";
import { placeClocks, type PlacedClocks } from "./place-clocks.ts";
import { placeMilestones } from "./place-milestones.ts";
import { comparePlaces, placing, type Placing } from "./placing.ts";
import { lifeOf, processLives } from "./process-lives.ts";
import type { Fold, PairedSource, Placed, RawAcquisition, RawOperation, RawRestart, RawSilence } from "./raw.ts";
import { resourceClassOf } from "./resource-class.ts";
import { threadStretches } from "./thread-stretches.ts";
import { toldOnce } from "./told-twice.ts";
import { dropCopies, nameTracedLocks } from "./traced-locks.ts";
import { boundHolds } from "./unreleased-holds.ts";

export interface LinkOptions {
  /** `--timezone`: where local clocks stand. */
  readonly zone: { readonly name: string; readonly toUtc: WallToUtc } | undefined;
}

/** What placing one item on the common clock takes. */
interface Context extends Placing {
  readonly sources: readonly LinkSource[];
  readonly bind: (bound: Bound) => Actor;
  readonly nextTagged: NextTagged;
  /** For whom acquisitions were whose request serves several instances. */
  readonly siblings: ReadonlyMap<RawAcquisition, string>;
  /** What requests ask for. */
  readonly joins: Pick<Joins, "ofPort" | "namedIn">;
  /** Lineages written by one process though not all lines say so. */
  readonly alone: ReadonlySet<Lineage>;
  /** Names of the locks of each that have a file. */
  readonly external: ReadonlyMap<Lineage, ReadonlySet<string>>;
  /** One text for equal names that were put together here. */
  readonly share: (name: string) => string;
}

/**
 * Joins what was paired source by source into one trace: hosts named, clocks placed, every wait, operation and milestone bound to the
 * instance it was for, and taken out of its lineage. Independent of the order of lineages.
 */
export function link(sources: readonly LinkSource[], unordered: readonly Lineage[], { zone }: LinkOptions): Trace {
  const all = inOrderOfSource(unordered);
  const hosts = nameHosts(sources);
  const placed = placeClocks(all, sources, hosts, zone);
  const bounds = boundClocks(all.filter(({ sources: [first = -1] }) => !isOutside(sources[first])), hosts, placed);
  const clocks = shifted(placed, hosts, bounds);
  const places = placing(sources, hosts, clocks);
  const { lineages, retold } = toldOnce(all, sources, places);
  const joins = joinInstances(lineages, hosts);
  const milestones = placeMilestones(lineages, sources, joins, places);
  const processes = processLives(lineages, joins, places);
  const lives = milestones.map((list, index) => lifeOf(list, processes.get(index)));
  const context: Context = {
    ...places,
    sources,
    bind: bindActors(joins, lives, threadStretches(lineages, joins, places)),
    nextTagged: nextTaggedIn(lineages),
    siblings: matchSiblings(lineages, joins),
    joins,
    alone: new Set(lineages.filter(({ paired }) => isByOneProcess(paired.acquisitions))),
    external: new Map(lineages.map((lineage) => [lineage, locksWithFile(lineage)])),
    share: sharedTexts(),
  };

  const passages = placeAll(lineages, ({ acquisitions }) => acquisitions, (raw, lineage) => placeAcquisition(raw, lineage, context));
  const ended = endedWaits(passages, milestones);
  const acquisitions = ended.size === 0 ? passages : passages.filter((passage) => !ended.has(passage));
  const operations = placeAll(lineages, ({ operations }) => operations, (raw) => placeOperation(raw, context));
  const gauges = placeAll(lineages, ({ gauges }) => gauges, (raw) => placeGauge(raw, context));
  acquisitions.sort((a, b) => (a.acquiredUs ?? a.releasedUs ?? 0) - (b.acquiredUs ?? b.releasedUs ?? 0) || comparePlaces(a.place, b.place));
  operations.sort((a, b) => a.startUs - b.startUs || comparePlaces(a.place, b.place));
  gauges.sort(
    (a, b) =>
      a.atUs - b.atUs || ascending(a.host ?? "", b.host ?? "") || ascending(a.gauge, b.gauge) || ascending(a.subject ?? "", b.subject ?? "") || ascending(a.pid ?? 0, b.pid ?? 0),
  );

  const { once, copies } = dropCopies(acquisitions);
  const traced = traceSources(sources, all, hosts, clocks);
  const endUs = max(traced, ({ toUs }) => toUs);
  const instances = assembleInstances(lineages, joins, milestones, operations, places, endUs);
  return {
    sources: traced,
    clocks: clocks.clocks,
    clockOffsets: bounds.offsets,
    instances,
    acquisitions: boundHolds(nameTracedLocks(once), sources),
    copies,
    retold,
    folds: lineages.flatMap(({ paired }) => paired.folds.map((fold) => placeFold(fold, context))),
    dropped: { records: sum(lineages, ({ paired }) => paired.dropped.records), lines: sum(lineages, ({ paired }) => paired.dropped.lines) },
    lost: countLost(lineages, ended),
    summaries: lineages.flatMap(({ paired }) => paired.summaries.map((summary) => placeSummary(summary, context))),
    operations: nameAllocations(nameCallers(operations), instances),
    gauges,
    silences: lineages.flatMap(({ paired }) => paired.silences.map((silence) => placeSilence(silence, context))).filter((silence) => silence !== undefined),
    restarts: lineages
      .flatMap(({ paired }) => paired.restarts.map((restart) => placeRestart(restart, context)))
      .filter((restart) => restart !== undefined)
      .sort((a, b) => a.atUs - b.atUs || comparePlaces(a.place, b.place)),
    limits: lineages.flatMap(({ paired }) => paired.limits.map(({ pool, permits, place }) => ({ pool, permits, place }))),
    endUs,
  };
}

/** Waits of whose end no line tells though they did end, by the first source of each log. */
function countLost(lineages: readonly Lineage[], ended: ReadonlySet<Acquisition>): Trace["lost"] {
  return lineages.flatMap(({ sources, paired }) => {
    const waits = paired.lost + [...ended].filter(({ place }) => sources.includes(place.source)).length;
    return waits === 0 ? [] : [{ source: sources[0] ?? -1, waits }];
  });
}

function shifted({ toUtc, clocks }: PlacedClocks, hosts: readonly (string | undefined)[], { shiftOf }: BoundClocks): PlacedClocks {
  const shifts = hosts.map(shiftOf);
  return {
    clocks,
    toUtc: (source, clock, atUs) => {
      const us = toUtc(source, clock, atUs);
      return us === undefined ? undefined : us + (shifts[source] ?? 0);
    },
  };
}

/** Takes what each lineage holds out of it as it is placed: there may be no room for both. */
function placeAll<Raw, Result>(lineages: readonly Lineage[], of: (paired: PairedSource) => Raw[], place: (raw: Raw, lineage: Lineage) => Result | undefined): Result[] {
  const placed: Result[] = [];
  for (const lineage of lineages) {
    for (const raw of taken(of(lineage.paired))) {
      const one = place(raw, lineage);
      if (one !== undefined) placed.push(one);
    }
  }
  return placed;
}

function placeAcquisition(raw: RawAcquisition, lineage: Lineage, { sources, at, serviceOf, hostOf, bind, siblings, alone, external, share }: Context): Acquisition {
  const { writer, place, scope, lock, resource } = raw;
  const service = serviceOf(writer, place.source);
  const host = hostOf(writer, place.source);
  const time = (us: number | undefined): number | undefined => (us === undefined ? undefined : at(place.source, writer.clock, us));
  const acquiredUs = time(raw.acquiredUs);
  const releasedUs = time(raw.releasedUs);
  const work = raw.work ?? (scope === "domain" ? { domain: lock, instanceId: undefined } : undefined);
  return {
    resource,
    lock,
    identity: share(
      identityOfLock(raw, {
        service,
        host,
        lineage: sources[lineage.sources.at(-1) ?? place.source]?.path ?? "",
        alone: alone.has(lineage),
        external: external.get(lineage)?.has(lock) ?? false,
      }),
    ),
    resourceClass: share(resourceClassOf(resource, scope, lock)),
    form: raw.form,
    by: raw.by,
    actor: bind({ writer, work, atUs: acquiredUs ?? releasedUs ?? 0, service, host, about: lock, which: () => siblings.get(raw) }),
    holder: raw.holder,
    acquiredUs,
    waitUs: raw.waitUs,
    fileWaitUs: raw.fileWaitUs,
    releasedUs,
    holdUs: raw.holdUs,
    goneUs: time(raw.goneUs),
    state: raw.state,
    resolutionUs: sources[place.source]?.resolutionUs ?? 1000,
    place,
    since: raw.since,
    gotUnseen: raw.gotUnseen,
  };
}

function locksWithFile({ paired }: Lineage): ReadonlySet<string> {
  return new Set(paired.acquisitions.filter(({ external }) => external).map(({ lock }) => lock));
}

function sharedTexts(): (name: string) => string {
  const texts = new Map<string, string>();
  return (name) => {
    const known = texts.get(name);
    if (known === undefined) texts.set(name, name);
    return known ?? name;
  };
}

function placeOperation(raw: RawOperation, { at, serviceOf, hostOf, bind, nextTagged, joins }: Context): TimedOperation | undefined {
  const { writer, place } = raw;
  const startUs = at(place.source, writer.clock, raw.startUs);
  const endUs = at(place.source, writer.clock, raw.endUs);
  if (startUs === undefined || endUs === undefined) return undefined;
  const work = raw.work ?? (raw.domain === undefined ? undefined : { domain: raw.domain, instanceId: undefined });
  const actor = bind({
    writer,
    work,
    atUs: startUs,
    service: serviceOf(writer, place.source),
    host: hostOf(writer, place.source),
    about: undefined,
    asked: instanceAsked(raw, joins),
    which: (instances) => nextTagged(instances, place),
  });
  return {
    operation: raw.operation,
    name: raw.name,
    actor,
    domain: raw.domain ?? raw.work?.domain,
    messageId: raw.messageId,
    inWholeSeconds: raw.inWholeSeconds,
    startUs,
    endUs,
    outcome: raw.outcome,
    open: raw.open,
    place,
  };
}

/** What the network service's agent does for a port, and what nova asks the service for by the id of an instance or of its port, is done for that one, where no request id says for which. */
function instanceAsked({ operation, name, writer: { requestId = "" } }: RawOperation, { ofPort, namedIn }: Context["joins"]): string | undefined {
  if (operation === "agent-step") return ofPort.get(SET_UP.exec(name)?.[1] ?? "");
  if (operation !== "http-served") return undefined;
  return DEVICE.exec(name)?.[1] ?? ofPort.get(PORT.exec(name)?.[1] ?? "") ?? (NEW_PORT.test(name) ? namedIn.get(requestId) : undefined);
}

// port 0e1f2a3b-1111-4222-8333-444455556666
const SET_UP = /^port ([0-9a-f-]{36})$/;

// GET /v2.0/ports?device_id=0e1f2a3b-1111-4222-8333-444455556666, of older clients /v2.0/ports.json; of several instances it asks for a list of servers.
const DEVICE = /^GET \S*\/ports(?:\.json)?\?(?:(?!device_id=)[^\s&]*&)*device_id=([0-9a-f-]{36})(?:&(?!device_id=)[^\s&]*)*$/;

// DELETE /v2.0/ports/0e1f2a3b-1111-4222-8333-444455556666, in Grizzly with .json behind it
const PORT = /^[A-Z]+ \S*\/ports\/([0-9a-f-]{36})(?:\.json)?$/;

// POST /v2.0/ports
const NEW_PORT = /^POST \S*\/ports(?:\.json)?$/;

function placeGauge(raw: Placed<Gauge>, { at, hostOf }: Context): GaugePoint | undefined {
  const { gauge, subject, pid, intervalUs, share, cores, writer, place } = raw;
  const atUs = at(place.source, writer.clock, raw.atUs);
  if (atUs === undefined) return undefined;
  return { gauge, host: hostOf(writer, place.source), subject, pid, atUs, intervalUs, share, cores };
}

function placeSilence({ fromUs, head, place }: RawSilence, { at, serviceOf, hostOf }: Context): Silence | undefined {
  const startUs = at(place.source, head.clock, fromUs);
  const endUs = at(place.source, head.clock, head.atUs);
  return startUs === undefined || endUs === undefined
    ? undefined
    : { service: serviceOf(head, place.source), host: hostOf(head, place.source), pid: head.pid, startUs, endUs, place };
}

function placeRestart({ head, place }: RawRestart, { at, serviceOf, hostOf }: Context): Restart | undefined {
  const atUs = at(place.source, head.clock, head.atUs);
  return atUs === undefined ? undefined : { service: serviceOf(head, place.source), host: hostOf(head, place.source), atUs, place };
}

function placeSummary({ resource, lock, scope, by, of, acquisitions, contentions, totalUs, maxUs, writer, place }: Placed<LockSummary>, { serviceOf, hostOf }: Context): LockTotal {
  const { pid, tid } = writer;
  return {
    resource,
    lock,
    resourceClass: resourceClassOf(resource, scope, by ?? lock),
    by,
    actor: {
      service: serviceOf(writer, place.source),
      host: hostOf(writer, place.source),
      pid,
      tid,
      requestId: undefined,
      globalRequestId: undefined,
      instance: undefined,
      role: "background",
    },
    of,
    acquisitions,
    contentions,
    totalUs,
    maxUs,
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
  const rotated = new Map(lineages.flatMap(({ sources: files }) => (files.length > 1 ? files.map((file) => [file, files] as const) : [])));
  return sources.map((source, index) => {
    const own = extents.get(index) ?? [];
    const files = rotated.get(index);
    // Below what length a trace leaves rows out its last file knows best: by then all rows were seen.
    const { minWaitUs = source.minWaitUs, minHoldUs = source.minHoldUs } = sources[files?.at(-1) ?? index] ?? source;
    return {
      path: source.path,
      format: source.format,
      layout: source.layout,
      lineage: files?.[0],
      service: source.service ?? source.format,
      services: source.services,
      silent: source.silent,
      host: hosts[index],
      givenHost: source.givenHost,
      hasDebug: source.hasDebug,
      minWaitUs,
      minHoldUs,
      versions: source.versions,
      resolutionUs: source.resolutionUs,
      fromUs: min(own, ({ clock, fromUs }) => toUtc(index, clock, fromUs)),
      toUs: max(own, ({ clock, toUs }) => toUtc(index, clock, toUs)),
    };
  });
}
