import { max, mean, min, quantileSorted } from "d3-array";
import { seededRandom } from "../lib/random.ts";
import type { Change, Judgement } from "../model/comparison.ts";

/** What counts as a change of one figure. */
export interface Bar {
  /** Share of the mean of both sides within which a change is noise; undefined: the spread of repeated runs, or `DEFAULT_NOISE`. */
  readonly noise: number | undefined;
  /** Changes smaller than this never count, µs. */
  readonly leastUs: number;
  /** With so much on one side and next to nothing on the other it is new or gone, µs; undefined: it never is. */
  readonly presentUs?: number | undefined;
}

/** Three real runs of one configuration took 39.0, 45.4 and 49.0 s: up to 23 % of the mean of two apart. */
export const DEFAULT_NOISE = 0.25;

/** Repeats that are closer by chance do not make a smaller change telling. */
const LEAST_NOISE = 0.05;

/** From so many runs a side on, resampling tells how sure a difference is. */
export const RUNS_TO_RESAMPLE = 3;

/** Share of the larger side below which nothing is left. */
const NEXT_TO_NOTHING = 0.05;

const RESAMPLES = 2_000;
const INTERVAL = 0.95;

/** Runs beyond this number are not asked for: the difference is too small to matter. */
const MOST_RUNS = 50;

/** One figure of each run of both sides, µs; runs in which it is not seen are absent. Lower is better. */
export function judgeChange(before: readonly number[], after: readonly number[], { noise, leastUs, presentUs }: Bar): Change {
  const [beforeUs, afterUs] = [mean(before), mean(after)];
  if (beforeUs === undefined || afterUs === undefined) return { ...rounded(beforeUs, afterUs), share: null, interval: null, noise: null, judgement: "unknown", runsToTell: null };
  const share = beforeUs > 0 ? afterUs / beforeUs - 1 : null;
  const resampled = before.length >= RUNS_TO_RESAMPLE && after.length >= RUNS_TO_RESAMPLE && beforeUs > 0 ? resample(before, after) : null;
  const within = noise ?? spreadOf(before, after) ?? DEFAULT_NOISE;
  const difference = differenceOf(beforeUs, afterUs);
  const isTold = resampled === null ? difference > within : resampled.low > 0 || resampled.high < 0;
  const judgement = judge(beforeUs, afterUs, isTold, leastUs, presentUs);
  const mayBeChance = judgement === "within noise" && Math.abs(afterUs - beforeUs) > leastUs;
  return {
    ...rounded(beforeUs, afterUs),
    share,
    interval: resampled,
    noise: resampled === null ? within : null,
    judgement,
    runsToTell: mayBeChance ? runsToTell(difference, within) : null,
  };
}

/** As a share of their mean, so that it is the same in either direction. */
function differenceOf(beforeUs: number, afterUs: number): number {
  return beforeUs + afterUs === 0 ? 0 : (2 * Math.abs(afterUs - beforeUs)) / (beforeUs + afterUs);
}

function rounded(beforeUs: number | undefined, afterUs: number | undefined): Pick<Change, "beforeUs" | "afterUs"> {
  return { beforeUs: beforeUs === undefined ? null : Math.round(beforeUs), afterUs: afterUs === undefined ? null : Math.round(afterUs) };
}

function judge(beforeUs: number, afterUs: number, isTold: boolean, leastUs: number, presentUs: number | undefined): Judgement {
  if (presentUs !== undefined) {
    if (beforeUs >= presentUs && afterUs <= NEXT_TO_NOTHING * beforeUs) return "gone";
    if (afterUs >= presentUs && beforeUs <= NEXT_TO_NOTHING * afterUs) return "new";
  }
  if (!isTold || Math.abs(afterUs - beforeUs) < leastUs) return "within noise";
  return afterUs < beforeUs ? "better" : "worse";
}

/** How far repeats of one side lie apart, as a share of their mean: the worse side counts. Undefined without repeats. */
function spreadOf(before: readonly number[], after: readonly number[]): number | undefined {
  const spreads = [before, after].filter((side) => side.length > 1).map((side) => ((max(side) ?? 0) - (min(side) ?? 0)) / Math.max(1, mean(side) ?? 0));
  return spreads.length === 0 ? undefined : Math.max(LEAST_NOISE, ...spreads);
}

/** Percentile bootstrap over runs of after ÷ before − 1 (Efron 1979). The run is the unit: boots of one run queue behind one another. */
function resample(before: readonly number[], after: readonly number[]): { readonly low: number; readonly high: number } {
  const random = seededRandom(1);
  const draw = (side: readonly number[]): number => mean(side, () => side[Math.floor(random() * side.length)] ?? 0) ?? 0;
  const shares = [...Float64Array.from({ length: RESAMPLES }, () => draw(after) / Math.max(1, draw(before)) - 1).sort()];
  const at = (share: number): number => quantileSorted(shares, share) ?? 0;
  return { low: at((1 - INTERVAL) / 2), high: at((1 + INTERVAL) / 2) };
}

/** With noise as two standard deviations of a run, the difference of two means of n is known to ± noise · √(2 ÷ n). */
function runsToTell(difference: number, noise: number): number | null {
  const runs = Math.max(RUNS_TO_RESAMPLE, Math.ceil(2 * (noise / difference) ** 2));
  return runs > MOST_RUNS ? null : runs;
}
