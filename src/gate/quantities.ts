import type { Change, Comparison } from "../model/comparison.ts";
import { hidesWaits } from "../model/hides-waits.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import type { Unit } from "./condition.ts";

/** A figure that a condition may be about. */
export interface Quantity<T> {
  readonly name: string;
  readonly unit: Unit;
  /** In a few words, for `--help`. */
  readonly title: string;
  /** What it is in this answer, in all its cases; a figure that is missing is null. */
  readonly read: (answer: T, of: string | undefined) => readonly Figure[];
}

export interface Figure {
  /** Which of several; undefined: there is one. */
  readonly name: string | undefined;
  readonly value: number | string | null;
}

const one = (value: number | string | null | undefined): readonly Figure[] => [{ name: undefined, value: value ?? null }];

const ofHotspots = (value: (hotspot: Hotspot) => number | null) => (report: Report, of: string | undefined): readonly Figure[] =>
  showsNoWait(report)
    ? one(null)
    : report.hotspots.filter((hotspot) => of === undefined || isCalled(hotspot, of)).map((hotspot) => ({ name: `${hotspot.id} ${hotspot.resource}`, value: value(hotspot) }));

/** Logs without the lines that tell of waits say nothing of any. */
function showsNoWait(report: Report): boolean {
  return hidesWaits(report) && report.hotspots.every(({ waitUs }) => waitUs.total === 0);
}

/** By its id, its resource, or `SERVICE RESOURCE`. */
function isCalled({ id, service, resource }: Hotspot, name: string): boolean {
  return id === name || resource === name || `${service} ${resource}` === name;
}

/** Of `rank` and `timeline`. */
export const reportQuantities: readonly Quantity<Report>[] = [
  { name: "makespan", unit: "duration", title: "first request to last instance ready", read: ({ run }) => one(run.makespanUs) },
  { name: "boot.mean", unit: "duration", title: "how long a boot took", read: ({ run }) => one(run.bootUs?.mean) },
  { name: "boot.p95", unit: "duration", title: "95 % of boots within", read: ({ run }) => one(run.bootUs?.p95) },
  { name: "boot.max", unit: "duration", title: "the longest boot", read: ({ run }) => one(run.bootUs?.max) },
  { name: "delete.mean", unit: "duration", title: "how long a delete took", read: ({ run }) => one(run.deleteUs?.mean) },
  { name: "delete.max", unit: "duration", title: "the longest delete", read: ({ run }) => one(run.deleteUs?.max) },
  { name: "boots.ready", unit: "count", title: "boots that became ready", read: ({ run }) => one(run.ready) },
  { name: "boots.error", unit: "count", title: "boots in error", read: ({ run }) => one(run.error) },
  { name: "boots.unfinished", unit: "count", title: "boots not ready when the logs stop", read: ({ run }) => one(run.unfinished) },
  { name: "waiting", unit: "share", title: "share of the boots' time spent waiting", read: (report) => one(waitingShare(report)) },
  { name: "unexplained", unit: "share", title: "share of the boots' time that no line covers", read: (report) => one(unexplainedShare(report)) },
  {
    name: "hotspot.wait",
    unit: "duration",
    title: "what boots waited for any hotspot; of one: hotspot[H1].wait",
    read: ofHotspots(({ waitByPhaseUs: { create, ping, ssh } }) => create + ping + ssh),
  },
  { name: "hotspot.total", unit: "duration", title: "what anyone waited for it", read: ofHotspots(({ waitUs }) => waitUs.total) },
  { name: "hotspot.max", unit: "duration", title: "its longest wait", read: ofHotspots(({ waitUs }) => waitUs.max) },
  { name: "hotspot.saves", unit: "duration", title: "how much earlier all would be ready without it", read: ofHotspots(({ prediction }) => prediction?.savedUs ?? 0) },
];

function bootTimeUs({ instances }: Report): number {
  return instances.reduce((sum, { requestUs, readyUs }) => sum + (requestUs === null || readyUs === null ? 0 : readyUs - requestUs), 0);
}

function waitingShare(report: Report): number | null {
  const bootUs = bootTimeUs(report);
  const waitUs = report.instances.reduce((sum, each) => sum + (each.requestUs === null || each.readyUs === null ? 0 : each.waitUs), 0);
  return bootUs === 0 || (waitUs === 0 && showsNoWait(report)) ? null : waitUs / bootUs;
}

function unexplainedShare(report: Report): number | null {
  const bootUs = bootTimeUs(report);
  return bootUs === 0 ? null : report.run.unexplainedUs / bootUs;
}

const share = (change: Change | undefined): readonly Figure[] => one(change?.share);

/** Of `diff`. */
export const comparisonQuantities: readonly Quantity<Comparison>[] = [
  { name: "diff.makespan", unit: "share", title: "change of the makespan, a boot where numbers differ", read: ({ makespan }) => share(makespan) },
  { name: "diff.boot", unit: "share", title: "change of how long a boot took", read: ({ boot }) => share(boot) },
  ...(["create", "ping", "ssh", "delete"] as const).flatMap((phase): readonly Quantity<Comparison>[] => [
    { name: `diff.${phase}`, unit: "share", title: `change of the mean of the phase ${phase}`, read: ({ phases }) => share(phases[phase]?.mean) },
    { name: `diff.${phase}.verdict`, unit: "word", title: "better, worse, mixed or no change", read: ({ phases }) => one(phases[phase]?.verdict) },
  ]),
  { name: "diff.verdict", unit: "word", title: "of the boots: better, worse, mixed or no change", read: ({ verdict }) => one(verdict) },
  {
    name: "diff.hotspot.wait",
    unit: "duration",
    title: "how much longer a boot waits for any resource",
    read: ({ resources }, of) =>
      resources
        .filter(({ resource, service }) => of === undefined || resource === of || `${service} ${resource}` === of)
        .map(({ resource, boots }) => ({ name: resource, value: boots.beforeUs === null || boots.afterUs === null ? null : boots.afterUs - boots.beforeUs })),
  },
];
