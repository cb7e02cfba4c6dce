import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { Hotspot } from "../../src/model/hotspot.ts";
import type { Report } from "../../src/model/report.ts";
import { scratchFolder } from "../input/support/scratch-folder.ts";
import { analyseSample } from "../support/analyse.ts";
import { runScenario } from "../support/simulator/model/benchmark.ts";
import type { World } from "../support/simulator/model/world.ts";
import { scenarios } from "../support/simulator/scenarios/index.ts";
import { makespanOf } from "../support/simulator/truth/makespan.ts";
import { tellWaits } from "../support/simulator/truth/waits.ts";
import { writeLogs } from "../support/simulator/writers/index.ts";

const scratch = scratchFolder();

/** What logs of a clean run may draw attention to: a first sample of atop, the limit that the scenario is about, a trace's own threshold. */
const EXPECTED_NOTES = ["atop-since-boot", "libvirt-client-requests-limit", "trace-threshold-inferred"];

/** Below this much waiting the ms of the logs are no measure, µs. */
const MEASURABLE_US = 500_000;

describe.each(["stock", "slots-5", "tracker-unfair", "iptables-polled", "security-lock-grizzly", "event-ocata", "compute-log-only", "calm"])("the logs of %s", (name) => {
  let world: World;
  let report: Report;

  beforeAll(async () => {
    const scenario = scenarios.find((each) => each.name === name);
    if (scenario === undefined) throw new Error(`no scenario ${name}`);
    world = runScenario(scenario);
    for (const [file, text] of writeLogs(world)) scratch.write(`${name}/${file}`, text);
    report = await analyseSample([join(scratch.path, name)]);
  });

  it("are all recognised, and nothing in them is odd", () => {
    expect(report.inputs.filter(({ format }) => format === null)).toEqual([]);
    expect(report.diagnostics.map(({ code }) => code).filter((code) => !EXPECTED_NOTES.includes(code))).toEqual([]);
  });

  it("tell of one run, of every boot and every delete", () => {
    expect(report.otherRuns).toEqual([]);
    expect(report.run).toMatchObject({ requested: world.boots.length, ready: world.boots.length, deleted: world.boots.length });
    expect(report.instances.map(({ id }) => id).sort()).toEqual(world.boots.map(({ uuid }) => uuid).sort());
  });

  it("tell how long the run took", () => {
    expect(Math.abs((report.run.makespanUs ?? 0) / makespanOf(world).seenUs - 1)).toBeLessThan(0.01);
  });

  it("tell within 1 % how long was waited for each resource whose waits are logged", () => {
    for (const { waits: { resource, service, waitUs, observable, contentions } } of tellWaits(world)) {
      const us = waitUs.boots + waitUs.deletes + waitUs.background;
      if (observable !== "logged" || us < MEASURABLE_US) continue;
      const hotspot = report.hotspots.find((each) => each.resource === resource && each.service === service);
      expect(Math.abs((hotspot?.waitUs.total ?? 0) / us - 1), resource).toBeLessThan(0.01);
      expect(Math.abs(bootsUs(hotspot) - waitUs.boots), resource).toBeLessThanOrEqual(Math.max(us * 0.01, contentions * 1000));
    }
  });
});

function bootsUs(hotspot: Hotspot | undefined): number {
  if (hotspot === undefined) return 0;
  const { create, ping, ssh } = hotspot.waitByPhaseUs;
  return create + ping + ssh;
}

describe("samples/grizzly-boot-40", () => {
  it.each(["as-installed", "reconfigured", "patched"])("is what the simulator writes: %s", (name) => {
    const scenario = scenarios.find((each) => each.name === `grizzly-${name}`);
    if (scenario === undefined) throw new Error(`no scenario ${name}`);
    const folder = join("samples/grizzly-boot-40", name);
    const written = writeLogs(runScenario(scenario));
    const kept = new Map(readdirSync(folder).map((file) => [file.replace(/\.gz$/, ""), file]));
    expect([...kept.keys()].sort()).toEqual([...written.keys()].sort());
    for (const [file, text] of written) {
      const bytes = readFileSync(join(folder, kept.get(file) ?? file));
      expect((file === "phases.csv" ? bytes : gunzipSync(bytes)).toString() === text, file).toBe(true);
    }
  });
});
