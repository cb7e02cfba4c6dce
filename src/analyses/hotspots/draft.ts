import type { ResourceKind } from "../../model/event.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { BoundTime, Quantiles } from "../../model/measures.ts";
import type { Quoteless } from "../quoteless.ts";

/** A hotspot before its evidence lines are quoted. */
export type HotspotDraft = Quoteless<Hotspot>;

/** Evidence lines quoted per hotspot: the longest waits. */
export const EVIDENCE_LINES = 5;

export const NO_WAIT: Quantiles = { total: 0, mean: 0, p50: 0, p95: 0, max: 0, count: 0 };

const NOT_BOUND: BoundTime = { software: 0, cpu: 0, disk: 0, unknown: 0 };

/** A hotspot of which nothing is known yet. */
export function blank(kind: ResourceKind, service: string, resource: string): HotspotDraft {
  return {
    id: "",
    kind,
    service,
    resource,
    inferred: false,
    basis: null,
    option: null,
    permits: null,
    hosts: [],
    processes: [],
    locks: 0,
    acquisitions: null,
    contentions: 0,
    instances: 0,
    maxQueueDepth: 0,
    queueDepth: [],
    waitUs: NO_WAIT,
    contendedUs: null,
    holdUs: null,
    censoredBelowUs: null,
    waitByPhaseUs: { create: 0, ping: 0, ssh: 0, delete: 0, background: 0 },
    ownWaitUs: 0,
    inheritedWaitUs: 0,
    unattributedWaitUs: 0,
    inheritedFrom: [],
    heldFor: [],
    boundUs: NOT_BOUND,
    blockedUs: 0,
    utilisation: null,
    onPathUs: null,
    prediction: null,
    holders: [],
    waiters: [],
    chains: [],
    patterns: [],
    open: { waiting: 0, held: 0 },
    advice: [],
    evidence: [],
  };
}

/** The names that are known, each once, in order. */
export function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}
