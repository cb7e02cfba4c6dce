import { formatDuration } from "../lib/duration.ts";
import { formatShare } from "../lib/quantity.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import { MOST_FIXES, type Fix, type LimitedBy, type Run } from "../model/run.ts";
import { earlier, isCertain, noticeableUs, readyWithout, shortName } from "./removal.ts";
import { join, logged, say, type Sentence } from "./sentence.ts";

export const FIX_LIST = "What to do, in order";

/** A fix and the hotspot that it is of. */
interface FixOf {
  readonly fix: Fix;
  readonly hotspot: Hotspot;
}

/** The hotspots to be fixed, in order. */
export function fixesOf({ run: { fixOrder }, hotspots }: Pick<Report, "run" | "hotspots">): readonly FixOf[] {
  const byId = new Map(hotspots.map((hotspot) => [hotspot.id, hotspot]));
  return fixOrder.flatMap((fix) => {
    const hotspot = byId.get(fix.hotspot);
    return hotspot === undefined ? [] : [{ fix, hotspot }];
  });
}

/** What comes before all queues, then the fixes one after another, to be numbered: what to change, and what that brings with all fixes before it done. */
export function fixList(report: Report): readonly Sentence[] {
  const before = report.advice.filter(({ first }) => first).map(({ title }) => say`${title}.`);
  const fixes = fixesOf(report).map(({ fix, hotspot }, index) => {
    const titles = [...new Set(hotspot.advice.map(({ title }) => title))].join("; ");
    const remedy = titles === "" ? "no remedy is known" : titles;
    return say`${shortName(hotspot)}: ${remedy}. ${index === 0 ? "Without it" : "Without it too"} the last instance is ${index === 0 && hotspot.prediction !== null ? readyWithout(hotspot.prediction) : afterFix(fix)}.`;
  });
  return [...before, ...fixes];
}

function afterFix({ makespanUs, savedUs }: Fix): string {
  return `ready after ${formatDuration(makespanUs)}, ${savedUs > 0 ? earlier(savedUs) : "no earlier yet, but what follows needs it"}`;
}

/** What is the limit once all fixes are made, or where there is none; undefined where nothing was replayed. */
export function afterFixes({ run: { fixOrder, limitedBy }, hotspots }: Report): Sentence | undefined {
  const last = fixOrder.at(-1);
  if (limitedBy === null || hotspots.length === 0) return undefined;
  if (last === undefined) return say`Removing no single wait would make the last instance ready 1 % earlier: ${LIMIT[limitedBy]}.`;
  const next = hotspots.find(({ id }) => id === last.next);
  if (next === undefined) return say`After that ${LIMIT[last.limitedBy]}.`;
  // The list ends there, whatever comes next.
  if (fixOrder.length === MOST_FIXES) return say`After that ${shortName(next)} is waited for most.`;
  return say`After that ${shortName(next)} is waited for most, but removing it saves less than 1 %: ${LIMIT[last.limitedBy]}.`;
}

/** What is the limit, as a clause. */
export const LIMIT: Readonly<Record<LimitedBy, string>> = {
  software: "the waits that are left stand in each other's way",
  cpu: "the CPU is busy, and is the limit",
  "core of nova-compute": "nova-compute uses one core to the full, the most that one process can, and that is the limit",
  disk: "a disk is busy, and is the limit",
  arrivals: "the pace at which requests come is the limit",
  "nothing left": "what is left is each boot's own work",
  unknown: "what is left is each boot's own work, as far as these logs show",
};

/** What to remove first, by the replay. */
export interface DoFirst {
  /** Saves time even where the replay is off by all that it may be. */
  readonly isCertain: boolean;
  /** Which waits to remove: several where only the last of them saves, and the others stand before it. */
  readonly waits: Sentence;
  /** How the last instance then is: `ready after 2 min 46 s, …`. */
  readonly effect: Sentence;
}

/** Undefined where no removal is worth it, or nothing was replayed. */
export function doFirst(report: Pick<Report, "run" | "hotspots">): DoFirst | undefined {
  const fixes = fixesOf(report);
  const [first] = fixes;
  if (first === undefined) return undefined;
  const { prediction } = first.hotspot;
  if (prediction !== null && noticeableUs(prediction) > 0) return { isCertain: isCertain(prediction), waits: shortName(first.hotspot), effect: readyWithout(prediction) };
  const together = fixes.slice(0, fixes.findIndex(({ fix }) => fix.savedUs > 0) + 1);
  const makespanUs = together.at(-1)?.fix.makespanUs ?? 0;
  const savedUs = together.reduce((sum, { fix }) => sum + fix.savedUs, 0);
  return { isCertain: false, waits: join(together.map(({ hotspot }) => shortName(hotspot)), " and "), effect: say`ready after ${formatDuration(makespanUs)}, ${earlier(savedUs)}` };
}

/** That no removal is sure to help, and why; empty where one may help much, for all that is known. */
export function nothingForCertain({ limitedBy, hardware, fixOrder }: Run): Sentence {
  const limit = (why: Sentence): Sentence => say`nothing waited for saves time for certain: ${why}`;
  switch (limitedBy) {
    case "cpu": return limit(say`the CPU was in use ${formatShare(hardware?.cpuMean)} of the time`);
    case "disk": return limit(hardware?.disk == null ? say`a disk was busy` : say`disk ${logged(hardware.disk)} was in use ${formatShare(hardware.diskMean)} of the time`);
    case "core of nova-compute": return limit(say`nova-compute used one core to the full, the most that one process can`);
    case "arrivals": return limit(say`the pace at which requests came is the limit`);
    default: return fixOrder.length === 0 ? say`nothing waited for saves time alone` : [];
  }
}
