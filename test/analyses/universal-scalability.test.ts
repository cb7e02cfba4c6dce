import { describe, expect, it } from "vitest";
import { fitUniversalScalability } from "../../src/analyses/universal-scalability.ts";
import type { ScalingRun } from "../../src/model/scaling.ts";

function runsOf(numbers: readonly number[], { lambda, sigma, kappa }: { readonly lambda: number; readonly sigma: number; readonly kappa: number }): readonly ScalingRun[] {
  return numbers.map((n) => ({ n, makespanUs: (1e6 * (1 + sigma * (n - 1) + kappa * n * (n - 1))) / lambda }));
}

describe("the Universal Scalability Law", () => {
  it.each([
    { lambda: 0.2, sigma: 0.08, kappa: 0.002, peakN: 21 },
    { lambda: 1.5, sigma: 0.3, kappa: 0.0001, peakN: 84 },
    { lambda: 0.05, sigma: 0.05, kappa: 0, peakN: null },
  ])("finds λ $lambda, σ $sigma and κ $kappa in runs made by them", ({ peakN, ...law }) => {
    const fit = fitUniversalScalability(runsOf([5, 10, 20, 40], law));
    expect(fit).toMatchObject({ peakN, r2: expect.closeTo(1, 6) as number, sigma: expect.closeTo(law.sigma, 6) as number, kappa: expect.closeTo(law.kappa, 8) as number, lambda: expect.closeTo(law.lambda, 6) as number });
  });

  it("says how far each run is off it", () => {
    const runs = runsOf([5, 10, 20, 40, 80], { lambda: 0.2, sigma: 0.08, kappa: 0.002 }).map((run) => (run.n === 20 ? { ...run, makespanUs: run.makespanUs * 1.3 } : run));
    const fit = fitUniversalScalability(runs);
    expect(typeof fit === "string" ? [] : fit.residuals.map((share) => share > 0.1)).toEqual([false, false, true, false, false]);
  });

  it("is refused for fewer than four different numbers of boots, however many runs", () => {
    expect(fitUniversalScalability(runsOf([5, 10, 20, 20, 10], { lambda: 1, sigma: 0.1, kappa: 0 }))).toBe("runs of at least 4 different numbers of boots are needed, these are of 3");
  });

  it("is refused for runs of nearly as many boots as one another, which tell nothing of how the time bends", () => {
    expect(fitUniversalScalability(runsOf([19, 20, 21, 22], { lambda: 1, sigma: 0.1, kappa: 0 }))).toBe("the largest run needs at least 2 times the boots of the smallest, these have 19 to 22");
  });

  it("is refused where a run strays far from what the others make of it", () => {
    const runs = [[5, 40], [10, 20], [20, 60], [40, 30]].map(([n = 0, seconds = 0]) => ({ n, makespanUs: seconds * 1e6 }));
    expect(fitUniversalScalability(runs)).toBe("the makespans do not follow the law: the run of 20 boots is more than 50 % off it");
  });

  it("is refused where a run took no time, which gives no throughput", () => {
    expect(fitUniversalScalability([{ n: 80, makespanUs: 0 }, ...runsOf([5, 10, 20, 40], { lambda: 1, sigma: 0.1, kappa: 0 })])).toBe("a run took no time");
  });

  it("has no crosstalk where throughput would fall by it between runs that show no fall", () => {
    const measured = [[5, 7.4], [10, 10], [20, 14.6], [40, 24.6], [80, 48.6]].map(([n = 0, seconds = 0]) => ({ n, makespanUs: seconds * 1e6 }));
    expect(fitUniversalScalability(measured)).toMatchObject({ kappa: 0, peakN: null });
    const falling = measured.map((run) => (run.n === 80 ? { ...run, makespanUs: 60e6 } : run));
    expect(fitUniversalScalability(falling)).toMatchObject({ peakN: expect.any(Number) as number });
  });

  it("is refused where boots came ready at the pace of the requests, in most of the runs", () => {
    const runs = runsOf([5, 10, 20, 40], { lambda: 1, sigma: 0.5, kappa: 0 });
    const paced = (most: number) => runs.map((run) => ({ ...run, perInstanceUs: run.n > most ? 1_000_000 : null }));
    expect(fitUniversalScalability(paced(20))).toBe("in 3 of 4 runs boots became ready at the pace of the requests: how long that took tells of no growth");
    expect(fitUniversalScalability(paced(10))).toMatchObject({ sigma: expect.closeTo(0.5, 6) as number });
  });

  it("never has a negative contention or crosstalk", () => {
    // Better than linear: what one boot does serves the next.
    const fit = fitUniversalScalability([5, 10, 20, 40].map((n) => ({ n, makespanUs: 1e6 * n ** 0.4 })));
    expect(fit).toMatchObject({ kappa: 0 });
  });
});
