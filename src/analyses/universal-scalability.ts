import { extent, maxIndex, mean, sum } from "d3-array";
import { fitNonNegative } from "../lib/least-squares.ts";
import type { ScalingRun, UniversalScalability } from "../model/scaling.ts";

/** Different numbers of boots that a fit of three parameters needs. */
const LEAST_NUMBERS = 4;

/** The largest run has at least this many times the boots of the smallest: how the time bends with their number shows in nothing narrower. */
const LEAST_RANGE = 2;

/** A run this far from the law, as a share of what it gives: the others do not tell it, nor would they another. */
const MOST_RESIDUAL = 0.5;

/** The fit, or why there is none. The makespan is (1 + σ(N − 1) + κN(N − 1)) / λ: linear in 1/λ, σ/λ and κ/λ, which least squares gives. */
export function fitUniversalScalability(runs: readonly ScalingRun[]): UniversalScalability | string {
  const numbers = new Set(runs.map(({ n }) => n)).size;
  if (numbers < LEAST_NUMBERS) return `runs of at least ${LEAST_NUMBERS} different numbers of boots are needed, these are of ${numbers}`;
  const [fewest = 0, most = 0] = extent(runs, ({ n }) => n);
  if (most < LEAST_RANGE * fewest) return `the largest run needs at least ${LEAST_RANGE} times the boots of the smallest, these have ${fewest} to ${most}`;
  if (runs.some(({ makespanUs }) => makespanUs <= 0)) return "a run took no time";
  const terms = runs.map(({ n }) => [1, n - 1, n * (n - 1)]);
  const seconds = runs.map(({ makespanUs }) => makespanUs / 1e6);
  const [alone = 0, contention = 0, crosstalk = 0] = fitNonNegative(terms, seconds) ?? [];
  if (alone <= 0) return "the makespans do not follow the law: without others a boot would take no time";
  const fitted = terms.map(([one = 0, others = 0, pairs = 0]) => alone * one + contention * others + crosstalk * pairs);
  const residuals = fitted.map((second, index) => (seconds[index] ?? 0) / second - 1);
  const farthest = maxIndex(residuals, Math.abs);
  if (Math.abs(residuals[farthest] ?? 0) > MOST_RESIDUAL)
    return `the makespans do not follow the law: the run of ${runs[farthest]?.n ?? 0} boots is more than ${100 * MOST_RESIDUAL} % off it`;
  const [sigma, kappa] = [contention / alone, crosstalk / alone];
  const throughputs = runs.map(({ n }, index) => n / (seconds[index] ?? 1));
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
