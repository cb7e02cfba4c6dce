import { sum } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import type { Place, TimedOperation } from "../model/trace.ts";
import type { Findings, HotspotDraft, Suggestion } from "./remedy.ts";

/** Less waiting than this, of all together, is not worth a change, µs. */
export const WORTH_A_CHANGE_US = 1_000_000;

/** Lines quoted for one suggestion. */
const EVIDENCE = 3;

/** One suggestion for each hotspot of these that cost something. */
export function forEach(hotspots: readonly HotspotDraft[], suggest: (hotspot: HotspotDraft) => Omit<Suggestion, "hotspot" | "evidence">): readonly Suggestion[] {
  return hotspots
    .filter((hotspot) => costOf(hotspot) >= WORTH_A_CHANGE_US)
    .map((hotspot) => ({ hotspot: hotspot.id, evidence: quotedOnce(hotspot.evidence).slice(0, EVIDENCE), ...suggest(hotspot) }));
}

/** One line may be what shows several waits. */
function quotedOnce(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [`${place.source}:${place.line}`, place])).values()];
}

/** A suggestion for the run, or for a hotspot that nobody waited for as yet, with the longest of the operations it is drawn from as evidence. */
export function forRun(operations: readonly TimedOperation[], suggestion: Omit<Suggestion, "hotspot" | "evidence">, hotspot?: HotspotDraft): readonly Suggestion[] {
  const longest = [...operations].sort((a, b) => b.endUs - b.startUs - (a.endUs - a.startUs) || a.startUs - b.startUs);
  return [{ hotspot: hotspot?.id ?? null, evidence: quotedOnce(longest.map(({ place }) => place)).slice(0, EVIDENCE), ...suggestion }];
}

/** What it cost boots and deletes. Other services mostly work for a boot without saying for which: there all waiting counts. */
function costOf({ service, instances, waitUs, waitByPhaseUs: { background } }: HotspotDraft): number {
  return instances > 0 && OF_THE_HOST.includes(service) ? waitUs.total - background : waitUs.total;
}

/** Services whose waits are told apart by instance: what is left are periodic tasks, which delay nobody. */
const OF_THE_HOST: readonly string[] = ["nova-compute", "libvirtd", "virtqemud"];

export function waited({ waitUs, waitByPhaseUs: { create, ping, ssh } }: HotspotDraft): string {
  const bootUs = create + ping + ssh;
  return bootUs === 0 || bootUs === waitUs.total ? formatDuration(waitUs.total) : `${formatDuration(waitUs.total)} (${formatDuration(bootUs)} in boots)`;
}

export function lengthOf({ startUs, endUs }: TimedOperation): number {
  return endUs - startUs;
}

export function totalLengthUs(operations: readonly TimedOperation[]): number {
  return sum(operations, lengthOf);
}

/** Operations within the run's own time, background ones included. */
export function duringRun({ study, run }: Findings): readonly TimedOperation[] {
  return study.trace.operations.filter(({ startUs, endUs }) => endUs >= run.fromUs && startUs <= run.toUs);
}

/** From this mean on more work at once only makes each piece slower. */
const CPU_BUSY_SHARE = 0.9;

/** What to bear in mind before more is let run at once; empty where the CPU had time. */
export function cpuCaution({ run: { hardware } }: Findings): string {
  return hardware === null || hardware.cpuMean < CPU_BUSY_SHARE
    ? ""
    : `The CPU was ${Math.round(hardware.cpuMean * 100)} % busy already: on this host, more at once will mostly make each slower. Where there is room for more: `;
}
