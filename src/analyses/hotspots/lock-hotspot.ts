import { descending, group, max, min, sum } from "d3-array";
import { spreadOf } from "../../lib/quantiles.ts";
import { deepest, totalUs, unite, type Interval } from "../../lib/intervals.ts";
import { summariseWith } from "./summarise-with.ts";
import type { BoundTime } from "../../model/measures.ts";
import type { Acquisition, FoldedAcquisitions, Place } from "../../model/trace.ts";
import { waitOf } from "../awaited.ts";
import type { OnHost } from "../hardware.ts";
import { heldStretch } from "../blame.ts";
import { nameOfTaker } from "../names.ts";
import type { Pool } from "../pool.ts";
import type { Study } from "../study.ts";
import { chains } from "./chains.ts";
import { heldFor } from "./held-for.ts";
import { longestWaits } from "./longest-waits.ts";
import { rootCauses } from "./root-causes.ts";
import { blank, distinct, EVIDENCE_LINES, NO_WAIT, type HotspotDraft } from "./draft.ts";
import { patternFinders } from "./patterns/index.ts";
import type { Phase } from "./phase.ts";
import { queueDepth } from "./queue-depth.ts";
import { add, holdersOf, waitersOf, type Tally } from "./tally.ts";

/** One class of locks, permits or jobs: all acquisitions of its individual locks together, those known one by one and those only counted. */
export function lockHotspot(members: readonly Acquisition[], folds: readonly FoldedAcquisitions[], study: Study, phaseOf: (acquisition: Acquisition) => Phase, endUs: number): HotspotDraft {
  const [first] = [...members.slice(0, 1).map(({ resource, actor, resourceClass }) => ({ resource, service: actor.service, resourceClass })), ...folds.slice(0, 1)];
  const waited = members.filter(({ waitUs }) => waitUs !== undefined);
  const contended = waited.filter(({ waitUs, resolutionUs }) => (waitUs ?? 0) >= resolutionUs);
  const byPhase: Record<Phase, number> = { create: 0, ping: 0, ssh: 0, delete: 0, background: 0 };
  const ofBoots: Interval[] = [];
  const waits: Interval[] = [];
  const measured: OnHost[] = [];
  const instances = new Set<number>();
  for (const acquisition of waited) {
    const phase = phaseOf(acquisition);
    const wait = waitOf(acquisition);
    byPhase[phase] += acquisition.waitUs ?? 0;
    if (wait !== undefined) waits.push(wait);
    if (wait !== undefined && phase !== "background" && phase !== "delete") measured.push({ startUs: wait.startUs, endUs: wait.endUs, host: acquisition.actor.host });
    if (phase === "background" || (acquisition.waitUs ?? 0) < acquisition.resolutionUs) continue;
    if (acquisition.actor.instance !== undefined) instances.add(acquisition.actor.instance);
    if (wait !== undefined && phase !== "delete") ofBoots.push(wait);
  }

  const caused: Tally = new Map();
  let ownWaitUs = 0;
  let heldUs = 0;
  let inheritedWaitUs = 0;
  let unattributedWaitUs = 0;
  for (const acquisition of contended) {
    const { ownUs, inheritedUs, unattributedUs } = study.blaming.split(acquisition);
    // A line that names the holder is evidence where no hold of it was seen.
    const named = ownUs + inheritedUs === 0 ? acquisition.holder : undefined;
    if (named !== undefined) add(caused, named, unattributedUs);
    heldUs += ownUs + inheritedUs;
    ownWaitUs += named === undefined ? ownUs : unattributedUs;
    inheritedWaitUs += inheritedUs;
    unattributedWaitUs += named === undefined ? unattributedUs : 0;
  }
  for (const { holder, us, waits } of study.blaming.causedBy(contended)) add(caused, nameOfTaker(holder), us, waits);
  const foldedWaitUs = sum(folds, ({ waits }) => waits.totalUs);
  byPhase.background += foldedWaitUs;
  unattributedWaitUs += sum(waited, ({ waitUs }) => waitUs ?? 0) - sum(contended, ({ waitUs }) => waitUs ?? 0) + foldedWaitUs;

  const waiters: Tally = new Map();
  for (const acquisition of contended) add(waiters, nameOfTaker(acquisition), acquisition.waitUs ?? 0);

  const individual = group(members, ({ identity }) => identity);
  const holds = members.map(({ holdUs }) => holdUs).filter((us) => us !== undefined);
  const acquired = members.filter(({ form, waitUs, state }) => state !== "waiting" && state !== "abandoned" && (form !== "traced" || waitUs !== undefined));
  const thresholds = members.map(({ place }) => study.trace.sources[place.source]?.minWaitUs).filter((us) => us !== undefined);
  const pools = distinctPools(individual.keys(), study);
  return {
    ...blank(first?.resource ?? "lock", first?.service ?? "unknown", first?.resourceClass ?? ""),
    inferred: pools.some(({ inferred }) => inferred),
    basis: pools[0]?.basis ?? null,
    option: pools[0]?.option ?? null,
    permits: first?.resource === "lock" || first?.resource === "job" ? 1 : max(pools, ({ permits }) => permits) ?? null,
    hosts: distinct([...members.map(({ actor }) => actor.host), ...folds.map(({ host }) => host)]),
    processes: pools[0]?.processes ?? processesOf([...members.map(({ actor }) => actor), ...folds]),
    locks: numberOfLocks(members, individual.size, folds),
    acquisitions: acquired.length + sum(folds, ({ acquisitions }) => acquisitions),
    contentions: contended.length,
    instances: instances.size,
    maxQueueDepth: max(individual.values(), (lives) => deepest(waitsOf(lives))) ?? 0,
    queueDepth: queueDepth(waits),
    waitUs: summariseWith(waited.map(({ waitUs }) => waitUs ?? 0), folds.map(({ waits }) => waits)) ?? NO_WAIT,
    contendedUs: spreadOf(contended.map(({ waitUs }) => waitUs ?? 0)),
    holdUs: summariseWith(holds, folds.map((fold) => fold.holds)) ?? null,
    censoredBelowUs: max(thresholds) ?? null,
    waitByPhaseUs: byPhase,
    ownWaitUs,
    inheritedWaitUs,
    unattributedWaitUs,
    inheritedFrom: rootCauses(contended, inheritedWaitUs, study.blaming),
    boundUs: boundOf(measured, byPhase.create + byPhase.ping + byPhase.ssh, study),
    heldFor: heldFor(contended, heldUs, study),
    blockedUs: totalUs(unite(ofBoots)),
    utilisation: first?.resource === "permit" || folds.length > 0 ? null : highestUtilisation([...individual.values()], endUs),
    holders: holdersOf(caused),
    waiters: waitersOf(waiters),
    chains: chains(contended, study),
    patterns: contended.length === 0 ? [] : patternFinders.map((find) => find([...individual.values()], study)).filter((pattern) => pattern !== undefined),
    open: { waiting: members.filter(({ state }) => state === "waiting").length, held: members.filter(({ state }) => state === "held").length },
    evidence: evidenceOf(contended),
  };
}

function processesOf(takers: readonly { readonly service: string; readonly pid: number | undefined }[]): readonly string[] {
  const pids = new Map<string, Set<number>>();
  for (const { service, pid } of takers) {
    if (pid === undefined) continue;
    const own = pids.get(service);
    if (own === undefined) pids.set(service, new Set([pid]));
    else own.add(pid);
  }
  return distinct([...pids].flatMap(([service, own]) => [...own].map((pid) => `${service}[${pid}]`)));
}

/** What of the waiting cannot be placed in time is of unknown cause. */
function boundOf(measured: readonly OnHost[], waitUs: number, { bound }: Study): BoundTime {
  const placed = bound(measured);
  return { ...placed, unknown: placed.unknown + waitUs - totalUs(measured) };
}

/** Those of the individual resources, the one with most permits first. */
function distinctPools(identities: Iterable<string>, { pools }: Study): readonly Pool[] {
  return [...identities].map((identity) => pools.get(identity)).filter((pool) => pool !== undefined).sort((a, b) => descending(a.permits ?? 0, b.permits ?? 0));
}

/** Locks are told apart by host and process; so are folds, which know the names within each. */
function numberOfLocks(members: readonly Acquisition[], individual: number, folds: readonly FoldedAcquisitions[]): number {
  if (folds.length === 0) return individual;
  const known = new Set(members.map(({ actor, lock }) => `${actor.host ?? ""}|${actor.pid ?? ""}|${lock}`));
  const counted = new Set(folds.flatMap(({ host, pid, locks }) => [...locks].map((lock) => `${host ?? ""}|${pid ?? ""}|${lock}`)));
  return individual + [...counted].filter((lock) => !known.has(lock)).length;
}

function waitsOf(lives: readonly Acquisition[]): readonly Interval[] {
  return lives.map(waitOf).filter((stretch) => stretch !== undefined);
}

/** Σ hold ÷ [first request, last release] of each lock; the highest. Null where no hold is known. */
function highestUtilisation(locks: readonly (readonly Acquisition[])[], endUs: number): number | null {
  let highest: number | null = null;
  for (const lives of locks) {
    const holds = lives.map((life) => heldStretch(life, endUs)).filter((held) => held !== undefined);
    const startUs = min([...holds, ...waitsOf(lives)], (stretch) => stretch.startUs);
    const stopUs = max(holds, (held) => held.endUs);
    if (startUs === undefined || stopUs === undefined || stopUs <= startUs) continue;
    const share = totalUs(unite(holds)) / (stopUs - startUs);
    if (highest === null || share > highest) highest = share;
  }
  return highest === null ? null : Math.round(highest * 1e4) / 1e4;
}

function evidenceOf(contended: readonly Acquisition[]): readonly Place[] {
  return longestWaits(contended, EVIDENCE_LINES).map(({ place }) => place);
}
