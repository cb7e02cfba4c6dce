import { extent, max, maxIndex, mean, sum } from "d3-array";
import { fitNonNegative } from "../lib/least-squares.ts";
import type { ListedRun, ScalingRun, UniversalScalability } from "../model/scaling.ts";

/** Different numbers of boots that a fit of three parameters needs. */
const LEAST_NUMBERS = 4;

/** The largest run has at least this many times the boots of the smallest: how the time bends with their number shows in nothing narrower. */
const LEAST_RANGE = 2;

/** A run this far from the law, as a share of what it gives: the others do not tell it, nor would they another. */
const MOST_RESIDUAL = 0.5;

/** A run, and what each further boot added where that is known; null: nothing, they came ready at the pace of the requests. */
type FittedRun = ScalingRun & Partial<Pick<ListedRun, "perInstanceUs">>;

/**
 * The fit, or why there is none. The makespan is (1 + σ(N − 1) + κN(N − 1)) / λ: linear in 1/λ, σ/λ and κ/λ, which least squares gives. Where that has
 * throughput fall within what was measured, and it did not, κ is noise: the law is Amdahl's, κ = 0.
 */
export function fitUniversalScalability(runs: readonly FittedRun[]): UniversalScalability | string {
  const numbers = new Set(runs.map(({ n }) => n)).size;
  if (numbers < LEAST_NUMBERS) return `runs of at least ${LEAST_NUMBERS} different numbers of boots are needed, these are of ${numbers}`;
  const [fewest = 0, most = 0] = extent(runs, ({ n }) => n);
  if (most < LEAST_RANGE * fewest) return `the largest run needs at least ${LEAST_RANGE} times the boots of the smallest, these have ${fewest} to ${most}`;
  if (runs.some(({ makespanUs }) => makespanUs <= 0)) return "a run took no time";
  const paced = runs.filter(({ perInstanceUs }) => perInstanceUs === null).length;
  if (paced > runs.length / 2) return `in ${paced} of ${runs.length} runs boots became ready at the pace of the requests: how long that took tells of no growth`;
  const law = lawOf(runs, true);
  return typeof law === "string" || law.peakN === null || law.peakN >= most || falls(runs, most) ? law : lawOf(runs, false);
}

function lawOf(runs: readonly ScalingRun[], crosses: boolean): UniversalScalability | string {
  const terms = runs.map(({ n }) => (crosses ? [1, n - 1, n * (n - 1)] : [1, n - 1]));
  const seconds = runs.map(({ makespanUs }) => makespanUs / 1e6);
  const [alone = 0, contention = 0, crosstalk = 0] = fitNonNegative(terms, seconds) ?? [];
  if (alone <= 0) return "the makespans do not follow the law: without others a boot would take no time";
  const fitted = terms.map(([one = 0, others = 0, pairs = 0]) => alone * one + contention * others + crosstalk * pairs);
  const residuals = fitted.map((second, index) => (seconds[index] ?? 0) / second - 1);
  const farthest = maxIndex(residuals, Math.abs);
  if (Math.abs(residuals[farthest] ?? 0) > MOST_RESIDUAL)
    return `the makespans do not follow the law: the run of ${runs[farthest]?.n ?? 0} boots is more than ${100 * MOST_RESIDUAL} % off it`;
  const [sigma, kappa] = [contention / alone, crosstalk / alone];
  const throughputs = runs.map(throughputOf);
  const level = mean(throughputs) ?? 0;
  const missed = sum(runs, ({ n }, index) => (n / (fitted[index] ?? 1) - (throughputs[index] ?? 0)) ** 2);
  const spread = sum(throughputs, (each) => (each - level) ** 2);
  return {
    sigma, kappa, lambda: 1 / alone,
    r2: spread === 0 ? 1 : 1 - missed / spread,
    residuals,
    peakN: kappa > 0 && sigma < 1 ? Math.max(1, Math.round(Math.sqrt((1 - sigma) / kappa))) : null,
  };
}

/** Whether the runs of most boots had less throughput than one of fewer. */
function falls(runs: readonly ScalingRun[], most: number): boolean {
  const highest = max(runs.filter(({ n }) => n < most), throughputOf) ?? 0;
  return runs.every((run) => run.n < most || throughputOf(run) < highest);
}

/** Boots a second. */
function throughputOf({ n, makespanUs }: ScalingRun): number {
  return (1e6 * n) / makespanUs;
}
