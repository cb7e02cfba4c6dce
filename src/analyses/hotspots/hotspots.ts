import { ascending, descending, group } from "d3-array";
import type { SortKey } from "../../model/sort-key.ts";
import type { Analysis } from "../analysis.ts";
import { keyOfPassage, passageKeys, resourceKey } from "../resource-key.ts";
import type { Study } from "../study.ts";
import { waitOfBoots } from "../wait-of-boots.ts";
import type { HotspotDraft } from "./draft.ts";
import { eventHotspot } from "./event-hotspot.ts";
import { lockHotspot } from "./lock-hotspot.ts";
import { phases } from "./phase.ts";
import { summaryHotspot } from "./summary-hotspot.ts";

/** Which resources the boots waited for, ranked by their waiting time (DESIGN: Rank and Identity). */
export const hotspots: Analysis = {
  id: "hotspots",
  answer: (study) => {
    const endUs = study.trace.endUs ?? 0;
    const phaseOf = phases(study);
    const members = group(study.acquisitions, passageKeys());
    const folds = group(study.folds, ({ resource, service, resourceClass }) => resourceKey({ kind: resource, service, resource: resourceClass }));
    const locks = [...new Set([...members.keys(), ...folds.keys()])].map((key) => lockHotspot(members.get(key) ?? [], folds.get(key) ?? [], study, phaseOf, endUs));
    const events = [...group(study.eventWaits, ({ event }) => event).values()].map((waits) => eventHotspot(waits, study));
    const totals = [...group(filteredOut(study) ? [] : study.trace.summaries, keyOfPassage).values()].map(summaryHotspot);
    const ranked = [...locks, ...events, ...totals].map((hotspot) => ({ ...hotspot, prediction: predictionFor(hotspot, study) })).sort(byRank(study.sort));
    return {
      hotspots: ranked.map((hotspot, index) => ({
        ...hotspot,
        id: `H${index + 1}`,
        onPathUs: study.path === undefined ? null : (study.path.byResourceUs.get(resourceKey(hotspot)) ?? 0),
      })),
    };
  },
};

const MEASURE: Readonly<Record<SortKey, (hotspot: HotspotDraft) => number>> = {
  wait: waitOfBoots,
  total: ({ waitUs }) => waitUs.total,
  max: ({ waitUs }) => waitUs.max,
  count: ({ contentions }) => contentions,
  delete: ({ waitByPhaseUs }) => waitByPhaseUs.delete,
  saved: ({ prediction }) => prediction?.savedUs ?? Number.NEGATIVE_INFINITY,
};

/** The run without it; null where it is too far down to be replayed. */
function predictionFor(hotspot: HotspotDraft, study: Study): HotspotDraft["prediction"] {
  const { boots, deletes } = study.whatIf()?.removals.get(resourceKey(hotspot)) ?? {};
  return boots === undefined ? null : { ...boots, deletesUs: deletes?.makespanUs ?? null, deletesSavedUs: deletes?.savedUs ?? null };
}

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

/** A tracer's totals have no time and no instance: they pass no filter but the empty one. */
function filteredOut({ filter }: Study): boolean {
  return Object.values(filter).some((limit) => limit !== null);
}
