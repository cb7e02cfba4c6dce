import { ascending, descending, group, max, min, sum } from "d3-array";
import { deepest, totalUs, unite, type Interval } from "../../lib/intervals.ts";
import { summarise } from "../../lib/quantiles.ts";
import type { ResourceKind } from "../../model/event.ts";
import type { Hotspot, PhaseWaits, Quantiles } from "../../model/report.ts";
import type { Acquisition, EventWait, LockTotal, Place } from "../../model/trace.ts";
import type { Analysis, Quoteless } from "../analysis.ts";
import { blameHolders, heldStretch, type Blaming } from "../blame.ts";
import { nameOfInstance, nameOfTaker } from "../names.ts";
import type { SortKey, Study } from "../study.ts";

type HotspotDraft = Quoteless<Hotspot>;

/** Evidence lines quoted per hotspot: the longest waits. */
const EVIDENCE_LINES = 5;
/** Names listed per hotspot; the rest is in the timelines. */
const NAMES_LISTED = 10;

const NO_WAIT: Quantiles = { total: 0, mean: 0, p50: 0, p95: 0, max: 0, count: 0 };

/** Which resources the boots waited for, ranked by their waiting time (DESIGN: Rank and Identity). */
export const hotspots: Analysis = {
  id: "hotspots",
  answer: (study) => {
    const endUs = study.trace.endUs ?? 0;
    const blaming = blameHolders(study.trace.acquisitions, endUs);
    const phaseOf = phases(study);
    const locks = [...group(study.acquisitions, ({ resource, actor, resourceClass }) => `${resource}|${actor.service}|${resourceClass}`).values()].map((members) => lockHotspot(members, study, blaming, phaseOf, endUs));
    const events = [...group(study.eventWaits, ({ event }) => event).values()].map((waits) => eventHotspot(waits, study));
    const totals = [...group(filteredOut(study) ? [] : study.trace.summaries, ({ resource, actor, resourceClass }) => `${resource}|${actor.service}|${resourceClass}`).values()].map(summaryHotspot);
    const ranked = [...locks, ...events, ...totals].sort(byRank(study.sort));
    return { hotspots: ranked.map((hotspot, index) => ({ ...hotspot, id: `H${index + 1}` })) };
  },
};

const MEASURE: Readonly<Record<SortKey, (hotspot: HotspotDraft) => number>> = {
  wait: waitOfBoots,
  total: ({ waitUs }) => waitUs.total,
  max: ({ waitUs }) => waitUs.max,
  count: ({ contentions }) => contentions,
  delete: ({ waitByPhaseUs }) => waitByPhaseUs.delete,
};

/** The chosen measure first, then waiting of boots, of deletes, of anyone; ties by name, so that the order never depends on the input's. */
function byRank(sort: SortKey): (a: HotspotDraft, b: HotspotDraft) => number {
  const measure = MEASURE[sort];
  return (a, b) =>
    descending(measure(a), measure(b)) ||
    descending(waitOfBoots(a), waitOfBoots(b)) ||
    descending(a.waitByPhaseUs.delete, b.waitByPhaseUs.delete) ||
    descending(a.waitUs.total, b.waitUs.total) ||
    descending(a.contentions, b.contentions) ||
    descending(a.acquisitions ?? 0, b.acquisitions ?? 0) ||
    ascending(a.service, b.service) ||
    ascending(a.resource, b.resource) ||
    ascending(a.kind, b.kind);
}

function waitOfBoots({ waitByPhaseUs }: Pick<HotspotDraft, "waitByPhaseUs">): number {
  return waitByPhaseUs.create + waitByPhaseUs.ping + waitByPhaseUs.ssh;
}

type Phase = keyof PhaseWaits;

/** In which phase of its instance someone waited, by the end of the wait. */
function phases(study: Study): (acquisition: Acquisition) => Phase {
  const boots = new Map(study.runs.flatMap(({ boots }) => boots).map((boot) => [boot.index, boot]));
  return ({ actor, acquiredUs }) => {
    if (actor.role === "background" || actor.instance === undefined) return "background";
    if (actor.role === "delete") return "delete";
    const boot = boots.get(actor.instance);
    if (boot?.activeUs === undefined || acquiredUs === undefined || acquiredUs <= boot.activeUs) return "create";
    if (boot.pingUs !== undefined && acquiredUs <= boot.pingUs) return "ping";
    return boot.sshUs !== undefined && acquiredUs <= boot.sshUs ? "ssh" : "create";
  };
}

function lockHotspot(members: readonly Acquisition[], study: Study, blaming: Blaming, phaseOf: (acquisition: Acquisition) => Phase, endUs: number): HotspotDraft {
  const [first] = members;
  const waited = members.filter(({ waitUs }) => waitUs !== undefined);
  const contended = waited.filter(({ waitUs, resolutionUs }) => (waitUs ?? 0) >= resolutionUs);
  const byPhase: Record<Phase, number> = { create: 0, ping: 0, ssh: 0, delete: 0, background: 0 };
  const ofBoots: Interval[] = [];
  const instances = new Set<number>();
  for (const acquisition of waited) {
    const phase = phaseOf(acquisition);
    byPhase[phase] += acquisition.waitUs ?? 0;
    if (phase === "background" || (acquisition.waitUs ?? 0) < acquisition.resolutionUs) continue;
    if (acquisition.actor.instance !== undefined) instances.add(acquisition.actor.instance);
    if (phase !== "delete") ofBoots.push(...waitStretch(acquisition));
  }

  const caused = new Map<string, { waitCausedUs: number; count: number }>();
  let ownWaitUs = 0;
  let inheritedWaitUs = 0;
  let unattributedWaitUs = 0;
  for (const acquisition of contended) {
    const { ownUs, inheritedUs, unattributedUs } = blaming.split(acquisition);
    ownWaitUs += ownUs;
    inheritedWaitUs += inheritedUs;
    unattributedWaitUs += unattributedUs;
    if (ownUs + inheritedUs === 0 && acquisition.holder !== undefined) count(caused, acquisition.holder, acquisition.waitUs ?? 0, "waitCausedUs");
  }
  for (const { holder, us, waits } of blaming.causedBy(contended)) count(caused, nameOfTaker(holder), us, "waitCausedUs", waits);
  unattributedWaitUs += sum(waited, ({ waitUs }) => waitUs ?? 0) - sum(contended, ({ waitUs }) => waitUs ?? 0);

  const waiters = new Map<string, { waitUs: number; count: number }>();
  for (const acquisition of contended) count(waiters, nameOfTaker(acquisition), acquisition.waitUs ?? 0, "waitUs");

  const individual = group(members, ({ identity }) => identity);
  const holds = members.map(({ holdUs }) => holdUs).filter((us) => us !== undefined);
  const acquired = members.filter(({ form, waitUs, state }) => state !== "waiting" && state !== "abandoned" && (form !== "traced" || waitUs !== undefined));
  const thresholds = members.map(({ place }) => study.trace.sources[place.source]?.minWaitUs).filter((us) => us !== undefined);
  return {
    id: "",
    kind: first?.resource ?? "lock",
    service: first?.actor.service ?? "unknown",
    resource: first?.resourceClass ?? "",
    inferred: false,
    basis: null,
    permits: first?.resource === "lock" || first?.resource === "job" ? 1 : null,
    hosts: distinct(members.map(({ actor }) => actor.host)),
    processes: distinct(members.map(({ actor }) => (actor.pid === undefined ? undefined : `${actor.service}[${actor.pid}]`))),
    locks: individual.size,
    acquisitions: acquired.length,
    contentions: contended.length,
    instances: instances.size,
    maxQueueDepth: max(individual.values(), (lives) => deepest(lives.flatMap(waitStretch))) ?? 0,
    waitUs: summarise(waited.map(({ waitUs }) => waitUs ?? 0)) ?? NO_WAIT,
    holdUs: summarise(holds) ?? null,
    censoredBelowUs: max(thresholds) ?? null,
    waitByPhaseUs: byPhase,
    ownWaitUs,
    inheritedWaitUs,
    unattributedWaitUs,
    blockedUs: totalUs(unite(ofBoots)),
    utilisation: first?.resource === "permit" ? null : highestUtilisation([...individual.values()], endUs),
    onPathUs: null,
    prediction: null,
    holders: listed(caused, ({ waitCausedUs }) => waitCausedUs),
    waiters: listed(waiters, ({ waitUs }) => waitUs),
    open: { waiting: members.filter(({ state }) => state === "waiting").length, held: members.filter(({ state }) => state === "held").length },
    advice: [],
    evidence: evidenceOf(contended),
  };
}

function waitStretch({ acquiredUs, waitUs }: Acquisition): readonly Interval[] {
  return acquiredUs === undefined || waitUs === undefined || waitUs <= 0 ? [] : [{ startUs: acquiredUs - waitUs, endUs: acquiredUs }];
}

function count<Key extends string>(into: Map<string, Record<Key, number> & { count: number }>, name: string, us: number, key: Key, times = 1): void {
  const entry = into.get(name);
  if (entry === undefined) into.set(name, { [key]: us, count: times } as Record<Key, number> & { count: number });
  else {
    (entry as Record<Key, number>)[key] += us;
    entry.count += times;
  }
}

function listed<Entry extends { readonly count: number }>(entries: ReadonlyMap<string, Entry>, us: (entry: Entry) => number): readonly (Entry & { readonly name: string })[] {
  return [...entries]
    .map(([name, entry]) => ({ name, ...wholeNumbers(entry) }))
    .sort((a, b) => descending(us(a), us(b)) || ascending(a.name, b.name))
    .slice(0, NAMES_LISTED);
}

function wholeNumbers<Entry extends object>(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, Math.round(value as number)])) as Entry;
}

/** Σ hold ÷ [first request, last release] of each lock; the highest. Null where no hold is known. */
function highestUtilisation(locks: readonly (readonly Acquisition[])[], endUs: number): number | null {
  let highest: number | null = null;
  for (const lives of locks) {
    const holds = lives.map((life) => heldStretch(life, endUs)).filter((held) => held !== undefined);
    const startUs = min([...holds, ...lives.flatMap(waitStretch)], (stretch) => stretch.startUs);
    const stopUs = max(holds, (held) => held.endUs);
    if (startUs === undefined || stopUs === undefined || stopUs <= startUs) continue;
    const share = totalUs(unite(holds)) / (stopUs - startUs);
    if (highest === null || share > highest) highest = share;
  }
  return highest === null ? null : Math.round(highest * 1e4) / 1e4;
}

function evidenceOf(contended: readonly Acquisition[]): readonly Place[] {
  return [...contended]
    .sort((a, b) => descending(a.waitUs ?? 0, b.waitUs ?? 0) || ascending(a.place.source, b.place.source) || ascending(a.place.line, b.place.line))
    .slice(0, EVIDENCE_LINES)
    .map(({ place }) => place);
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

function eventHotspot(waits: readonly EventWait[], study: Study): HotspotDraft {
  const lengths = waits.map(({ startUs, endUs }) => endUs - startUs);
  const waitUs = summarise(lengths) ?? NO_WAIT;
  const [first] = waits;
  const names = new Map<string, { waitUs: number; count: number }>();
  for (const { actor, startUs, endUs } of waits) {
    const instance = actor.instance === undefined ? undefined : study.trace.instances[actor.instance];
    count(names, instance === undefined ? actor.service : nameOfInstance(instance), endUs - startUs, "waitUs");
  }
  return {
    ...blank("event", first?.actor.service ?? "nova-compute", first?.event ?? "event"),
    hosts: distinct(waits.map(({ actor }) => (actor.instance === undefined ? undefined : study.trace.instances[actor.instance]?.host))),
    locks: waits.length,
    acquisitions: waits.length,
    contentions: lengths.filter((us) => us >= 1000).length,
    instances: new Set(waits.map(({ actor }) => actor.instance)).size,
    maxQueueDepth: deepest(waits),
    waitUs,
    waitByPhaseUs: { create: waitUs.total, ping: 0, ssh: 0, delete: 0, background: 0 },
    unattributedWaitUs: waitUs.total,
    blockedUs: totalUs(unite(waits)),
    waiters: listed(names, (entry) => entry.waitUs),
    open: { waiting: waits.filter(({ outcome }) => outcome === "open").length, held: 0 },
    evidence: [...waits].sort((a, b) => descending(a.endUs - a.startUs, b.endUs - b.startUs)).slice(0, EVIDENCE_LINES).map(({ place }) => place),
  };
}

/** A tracer's totals have no time and no instance: they pass no filter but the empty one. */
function filteredOut({ filter }: Study): boolean {
  return Object.values(filter).some((limit) => limit !== null);
}

function summaryHotspot(totals: readonly LockTotal[]): HotspotDraft {
  const [first] = totals;
  const waits = totals.filter((total) => total.of === "wait");
  const holds = totals.filter((total) => total.of === "hold");
  const waitUs = quantilesOfTotals(waits) ?? NO_WAIT;
  const acquisitions = waits.map((total) => total.acquisitions).filter((number) => number !== undefined);
  const callers = new Map<string, { waitUs: number; count: number }>();
  for (const total of waits) if (total.by !== undefined) count(callers, total.by, total.totalUs, "waitUs");
  return {
    ...blank(first?.resource ?? "lock", first?.actor.service ?? "unknown", first?.resourceClass ?? ""),
    basis: "totals of a tracer that kept no single waits: no quantiles, phases or holders",
    hosts: distinct(totals.map(({ actor }) => actor.host)),
    processes: distinct(totals.map(({ actor }) => (actor.pid === undefined ? undefined : `${actor.service}[${actor.pid}]`))),
    locks: new Set(totals.map(({ lock }) => lock)).size,
    acquisitions: acquisitions.length === 0 ? null : sum(acquisitions),
    contentions: sum(waits, ({ contentions }) => contentions),
    waitUs,
    holdUs: quantilesOfTotals(holds) ?? null,
    waitByPhaseUs: { create: 0, ping: 0, ssh: 0, delete: 0, background: waitUs.total },
    unattributedWaitUs: waitUs.total,
    waiters: listed(callers, (entry) => entry.waitUs),
    evidence: [...totals].sort((a, b) => descending(a.totalUs, b.totalUs)).slice(0, EVIDENCE_LINES).map(({ place }) => place),
  };
}

/** Of totals only sum, mean and maximum are known; the median and 95th percentile are given as the mean, which `basis` says. */
function quantilesOfTotals(totals: readonly LockTotal[]): Quantiles | undefined {
  const number = sum(totals, ({ contentions }) => contentions);
  if (totals.length === 0 || number === 0) return undefined;
  const total = Math.round(sum(totals, ({ totalUs }) => totalUs));
  const mean = Math.round(total / number);
  return { total, mean, p50: mean, p95: mean, max: Math.round(max(totals, ({ maxUs }) => maxUs ?? mean) ?? mean), count: number };
}

function blank(kind: ResourceKind, service: string, resource: string): HotspotDraft {
  return {
    id: "", kind, service, resource, inferred: false, basis: null, permits: null, hosts: [], processes: [], locks: 0, acquisitions: null, contentions: 0, instances: 0, maxQueueDepth: 0,
    waitUs: NO_WAIT, holdUs: null, censoredBelowUs: null, waitByPhaseUs: { create: 0, ping: 0, ssh: 0, delete: 0, background: 0 }, ownWaitUs: 0, inheritedWaitUs: 0, unattributedWaitUs: 0,
    blockedUs: 0, utilisation: null, onPathUs: null, prediction: null, holders: [], waiters: [], open: { waiting: 0, held: 0 }, advice: [], evidence: [],
  };
}
