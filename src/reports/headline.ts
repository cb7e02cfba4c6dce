import { formatDuration } from "../lib/duration.ts";
import { countOf, formatCount, formatShare } from "../lib/quantity.ts";
import type { Report } from "../model/report.ts";
import { READY_MEANS } from "./happened.ts";
import { doFirst, nothingForCertain } from "./fix-list.ts";
import { nameOfResource } from "./name-of-resource.ts";
import { logged, say, type Sentence } from "./sentence.ts";
import { waitingOfBoots } from "./waiting-of-boots.ts";

/** The report in one sentence: how many boots took how long, how much of it they waited, and what to do about it. */
export function headline(report: Report): Sentence {
  const { run, hotspots } = report;
  if (run.requested === 0) {
    const first = hotspots.find(({ waitUs }) => waitUs.total > 0);
    return first === undefined
      ? say`No boot and no wait in these logs.`
      : say`No boot in these logs; most was waited for ${logged(nameOfResource(first))}, ${formatDuration(first.waitUs.total)} in all.`;
  }
  if (run.makespanUs === null) return say`${countOf(run.requested, "boot")}, none of them ready.`;
  const of = run.ready < run.requested ? say` of ${formatCount(run.requested)}` : [];
  const took = say`${countOf(run.ready, "boot")}${of} ready (${READY_MEANS[run.readyBy]}) within ${formatDuration(run.makespanUs)}`;
  const { share = 0, worst } = waitingOfBoots(report) ?? {};
  if (worst === undefined) return say`${took}.`;
  const waiting = say`${took}: ${formatShare(share)} of their time went into waiting`;
  if (run.limitedBy === null) return say`${waiting}.`;
  const best = doFirst(report);
  const nothing = best?.isCertain === true ? [] : nothingForCertain(run);
  if (nothing.length > 0 || best === undefined) return say`${waiting}, but ${nothing}.`;
  return say`${waiting}; without ${best.waits} the last ${best.isCertain ? "would" : "might"} be ${best.effect}.`;
}
