import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countPhases, phaseStretches } from "../../src/charts/phase-counts.ts";
import { sampleReport } from "../support/sample-report.ts";

const interval = fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 500 })).map(([startUs, lengthUs]) => ({ startUs, endUs: startUs + lengthUs }));
const none = { create: [], ping: [], ssh: [], delete: [] };

describe("instances in each phase over time", () => {
  it("are as many as have begun and not ended it", () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 30 }), (create) => {
        const { atUs, counts } = countPhases({ ...none, create }, 0, 2_000);
        atUs.forEach((us, index) => expect(counts.create[index]).toBe(create.filter(({ startUs, endUs }) => startUs <= us && us < endUs).length));
      }),
    );
  });

  it("are told at 800 instants at most", () => {
    const create = Array.from({ length: 1_000 }, (_, index) => ({ startUs: index, endUs: 5_000 + 3 * index }));
    const { atUs } = countPhases({ ...none, create }, 0, 8_000);
    expect([atUs.length, atUs[0], atUs.at(-1)]).toEqual([800, 0, 8_000]);
  });
});

describe("the three runs of the study's kind", () => {
  const phases = ["as-installed", "reconfigured", "patched"].map(async (sample) => {
    const { instances, run } = await sampleReport(`samples/grizzly-boot-40/${sample}`);
    const stretches = phaseStretches(instances);
    const lengths = (phase: "create" | "ping"): number[] => stretches[phase].map(({ startUs, endUs }) => (endUs - startUs) / 1e6);
    const mean = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0) / Math.max(1, list.length);
    return { create: { max: Math.max(...lengths("create")), mean: mean(lengths("create")), min: Math.min(...lengths("create")) }, ping: mean(lengths("ping")), hardware: run.hardware };
  });

  it("read like its figures: creation takes half once reconfigured and a fifth of the maximum once patched", async () => {
    const [installed, reconfigured, patched] = await Promise.all(phases);
    expect(installed?.create.min).toBeLessThan(30);
    expect(installed?.create.max).toBeGreaterThan(180);
    const [half, whole] = [reconfigured?.create.max ?? 0, installed?.create.max ?? 0];
    expect(half).toBeGreaterThan(0.4 * whole);
    expect(half).toBeLessThan(0.6 * whole);
    expect(patched?.create.max).toBeLessThan(45);
  });

  it("show the rest of the study's conclusions: pinging takes longer once patched, and CPU and disk are busier", async () => {
    const [installed, , patched] = await Promise.all(phases);
    expect(patched?.ping).toBeGreaterThan(installed?.ping ?? 0);
    expect(patched?.hardware?.cpuMean).toBeGreaterThan(installed?.hardware?.cpuMean ?? 1);
    expect(patched?.hardware?.diskMean).toBeGreaterThan(installed?.hardware?.diskMean ?? 1);
  });
});
