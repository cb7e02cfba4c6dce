import { ascending, descending, max, sum } from "d3-array";
import type { Steps } from "../../lib/integral.ts";
import { spreadOf } from "../../lib/quantiles.ts";
import { roundShare } from "../../lib/share.ts";
import { countStretches, highestCount, lengthInAllUs, together, unitedUs } from "../../lib/stretches.ts";
import { summariseWith } from "./summarise-with.ts";
import type { BoundTime } from "../../model/measures.ts";
import type { Acquisition, FoldedAcquisitions, Place } from "../../model/trace.ts";
import { livesByLock } from "../blame.ts";
import { takerNames } from "../names.ts";
import type { Pool } from "../pool.ts";
import type { Study } from "../study.ts";
import { chains } from "./chains.ts";
import { heldFor } from "./held-for.ts";
import { passagesOf, type LockPassages } from "./lock-passages.ts";
import { longestWaits } from "./longest-waits.ts";
import { rootCauses } from "./root-causes.ts";
import { blank, distinct, EVIDENCE_LINES, NO_WAIT, type HotspotDraft } from "./draft.ts";
import { patternFinders } from "./patterns/index.ts";
import type { Phase } from "./phase.ts";
import { queueDepth } from "./queue-depth.ts";
import { isContended, survey, type Survey } from "./survey.ts";
import { add, holdersOf, waitersOf, type Tally } from "./tally.ts";

/** One class of locks, permits or jobs: all acquisitions of its individual locks together, those known one by one and those only counted. */
export function lockHotspot(
  members: readonly Acquisition[],
  folds: readonly FoldedAcquisitions[],
  study: Study,
  phaseOf: (acquisition: Acquisition) => Phase,
  endUs: number,
): HotspotDraft {
  const [first] = [...members.slice(0, 1).map(({ resource, actor, resourceClass }) => ({ resource, service: actor.service, resourceClass })), ...folds.slice(0, 1)];
  const nameOf = takerNames();
  const told = survey(members, phaseOf, nameOf);
  const { byPhase, contended } = told;
  const locks = [...livesByLock(members)].map(([identity, lives]) => passagesOf(identity, lives, study.blaming, endUs));

  const caused: Tally = new Map();
  let ownWaitUs = 0;
  let heldUs = 0;
  let inheritedWaitUs = 0;
  let unattributedWaitUs = 0;
  for (const { lives } of locks) {
    for (const acquisition of lives) {
      if (!isContended(acquisition)) continue;
      const { ownUs, inheritedUs, unattributedUs } = study.blaming.split(acquisition);
      // A line that names the holder is evidence where no hold of it was seen.
      const named = ownUs + inheritedUs === 0 ? acquisition.holder : undefined;
      if (named !== undefined) add(caused, named, unattributedUs);
      heldUs += ownUs + inheritedUs;
      ownWaitUs += named === undefined ? ownUs : unattributedUs;
      inheritedWaitUs += inheritedUs;
      unattributedWaitUs += named === undefined ? unattributedUs : 0;
    }
  }
  for (const { caused: { holds, us, waits } } of locks) {
    holds.forEach(({ acquisition }, index) => {
      const lengthened = waits[index] ?? 0;
      if (lengthened > 0) add(caused, nameOf(acquisition), us[index] ?? 0, lengthened);
    });
  }
  const foldedWaitUs = sum(folds, ({ waits }) => waits.totalUs);
  byPhase.background += foldedWaitUs;
  unattributedWaitUs += sum(told.waitsUs) - sum(told.contendedUs) + foldedWaitUs;

  const pools = distinctPools(locks, study);
  return {
    ...blank(first?.resource ?? "lock", first?.service ?? "unknown", first?.resourceClass ?? ""),
    inferred: pools.some(({ inferred }) => inferred),
    basis: basisOf(pools),
    option: pools[0]?.option ?? null,
    permits: first?.resource === "lock" || first?.resource === "job" ? 1 : pools[0]?.permits ?? null,
    hosts: distinct([...told.hosts, ...folds.map(({ host }) => host)]),
    processes: pools[0]?.processes ?? processesOf([...told.processes, ...folds]),
    locks: numberOfLocks(members, locks.length, folds),
    acquisitions: told.acquired + sum(folds, ({ acquisitions }) => acquisitions),
    contentions: contended.length,
    instances: told.instances.size,
    maxQueueDepth: max(locks, ({ waiting }) => highestCount(waiting)) ?? 0,
    queueDepth: queueDepth(waitingForAny(locks)),
    waitUs: summariseWith(told.waitsUs, folds.map(({ waits }) => waits)) ?? NO_WAIT,
    contendedUs: spreadOf(told.contendedUs),
    holdUs: summariseWith(told.holdsUs, folds.map((fold) => fold.holds)) ?? null,
    censoredBelowUs: max(told.sources, (source) => study.trace.sources[source]?.minWaitUs) ?? null,
    waitByPhaseUs: byPhase,
    ownWaitUs,
    inheritedWaitUs,
    unattributedWaitUs,
    inheritedFrom: rootCauses(locks, inheritedWaitUs, study.blaming),
    boundUs: boundOf(told, byPhase.create + byPhase.ping + byPhase.ssh, study),
    heldFor: heldFor(locks.map((lock) => lock.caused), heldUs, study),
    blockedUs: unitedUs(told.contendedOfBoots),
    utilisation: first?.resource === "permit" || folds.length > 0 ? null : highestUtilisation(locks),
    holders: holdersOf(caused),
    waiters: waitersOf(told.waiters),
    chains: chains(contended, study),
    patterns: contended.length === 0 ? [] : patternFinders.map((find) => find(locks, study)).filter((pattern) => pattern !== undefined),
    open: told.open,
    evidence: evidenceOf(contended),
  };
}

/** How many waited for any of them, at any time. */
function waitingForAny(locks: readonly LockPassages[]): Steps {
  const [only] = locks;
  return only !== undefined && locks.length === 1 ? only.waiting : countStretches(together(locks.map(({ waits }) => waits)));
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
function boundOf({ waitsOfBoots, hostsOfBoots }: Survey, waitUs: number, { bound }: Study): BoundTime {
  const placed = bound(waitsOfBoots, (index) => hostsOfBoots[index]);
  return { ...placed, unknown: placed.unknown + waitUs - lengthInAllUs(waitsOfBoots) };
}

/** Those of the individual resources, the one with most waiting first. */
function distinctPools(locks: readonly LockPassages[], { pools }: Study): readonly Pool[] {
  const waited = locks.flatMap(({ identity, contended }) => {
    const pool = pools.get(identity);
    return pool === undefined ? [] : [{ pool, waitUs: lengthInAllUs(contended) }];
  });
  return waited.sort((a, b) => descending(a.waitUs, b.waitUs) || descending(a.pool.permits ?? 0, b.pool.permits ?? 0)).map(({ pool }) => pool);
}

/** Of the one with most waiting, and how many permits others have, as hosts may be configured each in its own way. */
function basisOf(pools: readonly Pool[]): string | null {
  const [first, ...others] = pools;
  if (first === undefined) return null;
  const elsewhere = [...new Set(others.map(({ permits }) => permits).filter((permits) => permits !== undefined && permits !== first.permits))].sort(ascending);
  return elsewhere.length === 0 ? first.basis : `${first.basis}; ${elsewhere.join(" or ")} elsewhere`;
}

/** Locks are told apart by host and process; so are folds, which know the names within each. */
function numberOfLocks(members: readonly Acquisition[], individual: number, folds: readonly FoldedAcquisitions[]): number {
  if (folds.length === 0) return individual;
  const known = new Set(members.map(({ actor, lock }) => `${actor.host ?? ""}|${actor.pid ?? ""}|${lock}`));
  const counted = new Set(folds.flatMap(({ host, pid, locks }) => [...locks].map((lock) => `${host ?? ""}|${pid ?? ""}|${lock}`)));
  return individual + [...counted].filter((lock) => !known.has(lock)).length;
}

/** Null where no hold is known. */
function highestUtilisation(locks: readonly LockPassages[]): number | null {
  const highest = max(locks, ({ utilisation }) => utilisation);
  return highest === undefined ? null : roundShare(highest);
}

function evidenceOf(contended: readonly Acquisition[]): readonly Place[] {
  return longestWaits(contended, EVIDENCE_LINES).map(({ place }) => place);
}
