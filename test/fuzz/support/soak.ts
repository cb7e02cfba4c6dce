/** `FUZZ_RUNS=100` runs every fuzz a hundred times as often; without it the suite stays quick. */
const TIMES = Math.max(1, Number(process.env["FUZZ_RUNS"] ?? "1") || 1);

/** How often a property is tried: `quick` times, or as often as the environment says. */
export function runs(quick: number): { readonly numRuns: number } {
  return { numRuns: quick * TIMES };
}

/** Time for one fuzz, ms. */
export const SOAK_MS = 60_000 * TIMES;
