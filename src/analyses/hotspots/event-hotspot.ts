import { descending } from "d3-array";
import { countOver } from "../../lib/integral.ts";
import { deepest, totalUs, unite } from "../../lib/intervals.ts";
import { spreadOf, summarise } from "../../lib/quantiles.ts";
import { stretchesOf } from "../../lib/stretches.ts";
import type { EventWait } from "../../model/trace.ts";
import { nameOfInstance } from "../names.ts";
import type { Study } from "../study.ts";
import { blank, distinct, EVIDENCE_LINES, NO_WAIT, type HotspotDraft } from "./draft.ts";
import { queueDepth } from "./queue-depth.ts";
import { add, waitersOf, type Tally } from "./tally.ts";

/** One kind of external event that boots were blocked on. */
export function eventHotspot(waits: readonly EventWait[], study: Study): HotspotDraft {
  const lengths = waits.map(({ startUs, endUs }) => endUs - startUs);
  const waitUs = summarise(lengths) ?? NO_WAIT;
  const contended = lengths.filter((us) => us >= 1000);
  const [first] = waits;
  const names: Tally = new Map();
  for (const { actor, startUs, endUs } of waits) {
    const instance = actor.instance === undefined ? undefined : study.trace.instances[actor.instance];
    add(names, instance === undefined ? actor.service : nameOfInstance(instance), endUs - startUs);
  }
  return {
    ...blank("event", first?.actor.service ?? "nova-compute", first?.event ?? "event"),
    hosts: distinct(waits.map(({ actor }) => (actor.instance === undefined ? undefined : study.trace.instances[actor.instance]?.host))),
    locks: waits.length,
    acquisitions: waits.length,
    contentions: contended.length,
    instances: new Set(waits.map(({ actor }) => actor.instance)).size,
    maxQueueDepth: deepest(waits),
    queueDepth: queueDepth(countOver(waits)),
    waitUs,
    contendedUs: spreadOf(contended),
    waitByPhaseUs: { create: waitUs.total, ping: 0, ssh: 0, delete: 0, background: 0 },
    unattributedWaitUs: waitUs.total,
    boundUs: study.bound(stretchesOf(waits), (index) => hostOf(waits[index], study)),
    blockedUs: totalUs(unite(waits)),
    waiters: waitersOf(names),
    open: { waiting: waits.filter(({ outcome }) => outcome === "open").length, held: 0 },
    evidence: [...waits].sort((a, b) => descending(a.endUs - a.startUs, b.endUs - b.startUs)).slice(0, EVIDENCE_LINES).map(({ place }) => place),
  };
}

/** Where it waited: as its line says, else on the host of its instance. */
function hostOf(wait: EventWait | undefined, { trace }: Study): string | undefined {
  const { host, instance } = wait?.actor ?? {};
  return host ?? (instance === undefined ? undefined : trace.instances[instance]?.host);
}
