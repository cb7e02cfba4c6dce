import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NO_FILTER } from "../../src/analyses/study.ts";
import type { AskedChange } from "../../src/analyses/what-if/answer.ts";
import type { WhatIfReport } from "../../src/model/what-if-report.ts";
import { explain, whatIf } from "../../src/pipeline.ts";
import { objections, validatorOf } from "../support/schemas.ts";

const captures = "../shared/captures";

const plain = { filter: NO_FILTER, zone: undefined, year: undefined, sort: "wait", run: undefined, jobs: 1 } as const;
const answers = new Map<string, Promise<WhatIfReport>>();
/** What was asked already is not asked again. */
function predicted(capture: string, ...asked: readonly AskedChange[]): Promise<WhatIfReport> {
  const key = JSON.stringify([capture, asked]);
  const answer = answers.get(key) ?? whatIf([`${captures}/${capture}`], plain, asked);
  answers.set(key, answer);
  return answer;
}
const limit = (of: string, value: number): AskedChange => ({ change: "limit", of, value });
const SAMPLE = "samples/zed-boot-10";
const seconds = (us: number | undefined): number => (us ?? 0) / 1e6;

describe("answers about the shipped sample", () => {
  it("to what-if fit what-if.schema.json", async () => {
    const answer = await whatIf([SAMPLE], plain, [{ change: "remove", of: "H1", value: null }, { change: "scale", of: "compute_resources", value: 0.5 }]);
    expect(objections(validatorOf("what-if"), answer)).toEqual([]);
    expect(answer.scenario).toHaveLength(2);
  }, 60_000);

  it("to why fit explanation.schema.json", async () => {
    expect(objections(validatorOf("explanation"), await explain([SAMPLE], plain, "H1"))).toEqual([]);
  }, 60_000);
});

// Held against runs in which it was really done. Without the captures there is nothing to hold it against.
describe.skipIf(!existsSync(captures))("predictions of one real run from another (needs ../shared/captures)", () => {
  it("one request of a client at a time makes the deletes take 50.2 s, give or take 12 %, and hardly touches the boots", async () => {
    const { deletes, prediction, baseline } = await predicted("zed-boot-20", limit("libvirtd client requests", 1));
    expect(seconds(deletes?.makespanUs)).toBeGreaterThan(50.2 * 0.88);
    expect(seconds(deletes?.makespanUs)).toBeLessThan(50.2 * 1.12);
    expect(seconds(prediction?.makespanUs)).toBeCloseTo(seconds(baseline.makespanUs ?? 0), -1);
  }, 60_000);

  it("five requests of a client at a time make deletes that took 50.2 s with one take some 19 s (really 15.6 s and 16.6 s)", async () => {
    const { deletes } = await predicted("zed-boot-20-requests1", limit("libvirtd client requests", 5));
    expect(seconds(deletes?.makespanUs)).toBeGreaterThan(14);
    expect(seconds(deletes?.makespanUs)).toBeLessThan(20);
    expect(seconds(deletes?.lowUs)).toBeLessThan(15);
  }, 60_000);

  it.each(["zed-boot-20", "zed-boot-20-repeat"])("one build at a time takes %s some 50 s: the processors were saturated while ten stretched one another to 16 s each", async (capture) => {
    const { prediction } = await predicted(capture, limit("nova-compute build slots", 1));
    expect(seconds(prediction?.makespanUs)).toBeGreaterThan(45);
    expect(seconds(prediction?.makespanUs)).toBeLessThan(60);
  }, 60_000);

  it("5 build slots are enough for ten builds at a time on two cores, though nobody waited for a slot when there were 10", async () => {
    const { prediction, baseline } = await predicted("zed-boot-10", limit("nova-compute build slots", 5));
    expect((prediction?.makespanUs ?? 0) / (baseline.makespanUs ?? 1)).toBeCloseTo(1, 1);
    expect((await predicted("zed-boot-10", limit("nova-compute build slots", 1))).prediction?.savedUs).toBeLessThan(-5_000_000);
  }, 60_000);

  // Those asked about above are replayed for that.
  it.each<[string, ...AskedChange[]]>([
    ["zed-boot-10", limit("nova-compute build slots", 5)],
    ["zed-boot-20", limit("nova-compute build slots", 1)],
    ["zed-boot-20-repeat", limit("nova-compute build slots", 1)],
    ["zed-boot-20-requests1", limit("libvirtd client requests", 5)],
    ["zed-boot-20-stap"],
    ["zed-boot-20-fault"],
  ])("replays %s to within 5 %", async (capture, ...asked) => {
    const { calibration } = await predicted(capture, ...asked);
    expect(Math.abs(calibration?.error ?? 1)).toBeLessThan(0.05);
  }, 60_000);
});
