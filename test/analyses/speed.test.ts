import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";

/** Waits about which the analyses are asked, and as many times as many. */
const FEW = 4_000;
const TIMES = 8;

/** In proportion would be 8; the rest is for caches that no longer hold it all and for sorting. One walk back for each boot took 17. */
const MOST_GROWTH = 12;

/** What takes less, ms, says little of growth: functions are not optimised yet. */
const LEAST_MS = 100;

/** Processor time by analysis, ms, each measured in a process of its own, of the trace that the benchmark makes. */
function cpuMsOf(waits: number): Readonly<Record<string, number>> {
  return (JSON.parse(execFileSync(process.execPath, ["bench/analyse-waits.mjs", String(waits)], { encoding: "utf8" })) as { readonly cpuMs: Record<string, number> }).cpuMs;
}

describe("the analyses", () => {
  it("take time in proportion to the contended waits", () => {
    const [few, many] = [cpuMsOf(FEW), cpuMsOf(TIMES * FEW)];
    const growth = Object.entries(many).map(([part, ms]) => [part, ms / Math.max(few[part] ?? 0, LEAST_MS)] as const);
    expect(growth.map(([part]) => part)).toContain("timelines");
    expect(growth.filter(([, times]) => times >= MOST_GROWTH)).toEqual([]);
  });
});
