import { descending, max, sum } from "d3-array";
import type { Quantiles } from "../../model/measures.ts";
import type { LockTotal } from "../../model/trace.ts";
import { blank, distinct, EVIDENCE_LINES, NO_WAIT, type HotspotDraft } from "./draft.ts";
import { add, waitersOf, type Tally } from "./tally.ts";

/** One class of locks of which a tracer gave only totals. */
export function summaryHotspot(totals: readonly LockTotal[]): HotspotDraft {
  const [first] = totals;
  const waits = totals.filter((total) => total.of === "wait");
  const holds = totals.filter((total) => total.of === "hold");
  const waitUs = quantilesOfTotals(waits) ?? NO_WAIT;
  const acquisitions = waits.map((total) => total.acquisitions).filter((number) => number !== undefined);
  const callers: Tally = new Map();
  for (const total of waits) if (total.by !== undefined) add(callers, total.by, total.totalUs);
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
    waiters: waitersOf(callers),
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
