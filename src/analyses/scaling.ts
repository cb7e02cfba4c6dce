import { ascending, mean, median, sum } from "d3-array";
import { totalUs } from "../lib/intervals.ts";
import { roundShare } from "../lib/share.ts";
import type { Scaling } from "../model/run.ts";
import type { Boot } from "./boots.ts";
import { readyOf, type BootRun } from "./runs.ts";
import type { Study } from "./study.ts";
import { waitingUntilReady } from "./waiting-of-boot.ts";

/** Fewer ready boots show no pace. */
const LEAST_BOOTS = 3;

/** Boots going on at a time, on average: below, the pace is that of the requests. */
const LEAST_TOGETHER = 1.5;

/** Readiness that comes at most this much slower than the requests has no backlog behind it. */
const PACE_OF_REQUESTS = 1.1;

/**
 * How one run's boot time grows with the number of boots (DESIGN: Scaling). The serial fraction is Karp and Flatt's, e = (1/S − 1/N) / (1 − 1/N)
 * with S = N·T₁/T_N; T₁ is a boot with its waits removed (the median), so an estimate. Twice the boots take at least what the same pace gives, at
 * most what a pace that slows in proportion to N does.
 */
export function scalingOf(study: Study, run: BootRun, perInstanceUs: number | null, makespanUs: number | null): Scaling {
  const boots = study.boots.flatMap((boot) => {
    const readyUs = readyOf(boot, run.readyBy);
    return boot.requestUs === undefined || readyUs === undefined || readyUs <= boot.requestUs ? [] : [{ boot, startUs: boot.requestUs, endUs: readyUs }];
  });
  const n = boots.length;
  if (n < LEAST_BOOTS || perInstanceUs === null || makespanUs === null || makespanUs <= 0) return noScaling(`fewer than ${LEAST_BOOTS} boots became ready`);
  if (totalUs(boots) < LEAST_TOGETHER * makespanUs) return noScaling("the boots hardly overlapped: their pace is that of the requests");
  const betweenRequestsUs = slopeOverRank(boots.map(({ startUs }) => startUs)) ?? 0;
  if (betweenRequestsUs > 0 && perInstanceUs <= PACE_OF_REQUESTS * betweenRequestsUs)
    return noScaling(
      boots.some(({ boot }) => isAskedFor(boot))
        ? "boots became ready as fast as they were asked for: their pace is that of the requests"
        : "boots became ready as fast as their first lines came, and whether they had waited before that does not show: no log tells of the requests",
    );
  const singleBootUs = Math.round(median(boots, ({ boot, startUs, endUs }) => endUs - startUs - totalUs(waitingUntilReady(boot, run.readyBy, study.lines))) ?? 0);
  const twice = { lowUs: makespanUs + n * perInstanceUs, highUs: makespanUs + 3 * n * perInstanceUs };
  if (singleBootUs <= 0) return { ...noScaling("nothing is left of a boot without its waits"), perInstanceUs, twice };
  const speedup = (n * singleBootUs) / makespanUs;
  const serialFraction = (1 / speedup - 1 / n) / (1 - 1 / n);
  return { perInstanceUs, serialFraction: roundShare(serialFraction), speedup: roundShare(speedup), singleBootUs, twice, reason: null };
}

function isAskedFor({ instance }: Boot): boolean {
  return instance.milestones.some(({ milestone }) => milestone === "create-requested" || milestone === "create-accepted");
}

/** Least-squares slope of instants over their rank: time for each further one, µs; null with fewer than 3. */
export function slopeOverRank(instants: readonly number[]): number | null {
  if (instants.length < LEAST_BOOTS) return null;
  const sorted = [...instants].sort(ascending);
  const first = sorted[0] ?? 0;
  const middle = (sorted.length - 1) / 2;
  const level = mean(sorted, (us) => us - first) ?? 0;
  const above = sum(sorted, (us, rank) => (rank - middle) * (us - first - level));
  const below = sum(sorted, (_, rank) => (rank - middle) ** 2);
  return Math.round(above / below);
}

export function noScaling(reason: string): Scaling {
  return { perInstanceUs: null, serialFraction: null, speedup: null, singleBootUs: null, twice: null, reason };
}
