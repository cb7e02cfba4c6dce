/** `FUZZ_RUNS=100` runs every fuzz a hundred times as often; without it the suite stays quick. */
const TIMES = Math.max(1, Number(process.env["FUZZ_RUNS"] ?? "1") || 1);

/** `FUZZ_SEED=…` looks elsewhere; fixed unless told, so that a failure today is one tomorrow. */
const SEED = Number(process.env["FUZZ_SEED"] ?? "20") || 20;

/** How often and from where a property is tried: `quick` times, or as the environment says. */
export function runs(quick: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: quick * TIMES, seed: SEED };
}

/** Time for one fuzz, ms. */
export const SOAK_MS = 60_000 * TIMES;
