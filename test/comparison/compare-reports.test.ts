import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { compareReports } from "../../src/comparison/compare-reports.ts";
import type { Comparison } from "../../src/model/comparison.ts";
import type { Report } from "../../src/model/report.ts";
import { scratchFolder } from "../input/support/scratch-folder.ts";
import { analyseSample } from "../support/analyse.ts";
import { sampleReport } from "../support/sample-report.ts";
import { exampleReport } from "../support/example-report.ts";
import { runScenario } from "../support/simulator/model/benchmark.ts";
import { scenarios } from "../support/simulator/scenarios/index.ts";
import { writeLogs } from "../support/simulator/writers/index.ts";

type Compared = Omit<Comparison, "schemaVersion" | "tool">;
const compared = (before: Report, after: Report): Compared => compareReports([{ path: "a", report: before }], [{ path: "b", report: after }], undefined);
const changed = ({ resources }: Compared): Record<string, string> => Object.fromEntries(resources.filter(({ judgement }) => judgement !== "within noise").map(({ resource, judgement }) => [resource, judgement]));
const verdicts = ({ verdict, phases }: Compared): readonly (string | undefined)[] => [verdict, phases.create?.verdict, phases.ping?.verdict, phases.ssh?.verdict, phases.delete?.verdict];

describe("two runs", () => {
  it("that are the same show no change", () => {
    const same = compared(exampleReport, exampleReport);
    expect(same.verdict).toBe("no change");
    expect([changed(same), same.moved.boots, same.moved.deletes]).toEqual([{}, { from: [], to: [] }, { from: [], to: [] }]);
  });

  it("of which the second lost boots are no better for being over sooner", () => {
    const { run } = exampleReport;
    const fewer = { ...exampleReport, run: { ...run, ready: run.ready - 1, error: run.error + 1 } };
    const { verdict, notes } = compared(exampleReport, fewer);
    expect(verdict).toBe("worse");
    expect(notes.join(" ")).toContain("Not ready:");
  });

  it("of which the logs of one hide waits are said not to show the same", () => {
    const blind = (...codes: readonly string[]): Report => ({ ...exampleReport, blindSpots: codes.map((code) => ({ code, title: `Nothing of ${code}`, detail: "", fix: null })) });
    expect(compared(blind("no-debug", "no-hardware"), blind("no-libvirt-log")).notes.join(" ")).toContain("(before: Nothing of no-debug; after: Nothing of no-libvirt-log)");
    expect(compared(blind("no-debug"), blind("no-debug", "no-hardware")).notes.join(" ")).not.toContain("hide");
  });

  it("of which one is of quantum and one of neutron have the same services", () => {
    const called = (service: string): Report => ({ ...exampleReport, hotspots: exampleReport.hotspots.slice(0, 1).map((one) => ({ ...one, service, resource: `${service} workers` })) });
    expect(compared(called("quantum-server"), called("neutron-server")).resources.map(({ resource, judgement }) => [resource, judgement])).toEqual([["neutron-server workers", "within noise"]]);
  });
});

describe("the study's runs", () => {
  let runs: readonly Report[] = [];
  beforeAll(async () => {
    runs = await Promise.all(["as-installed", "reconfigured", "patched"].map((name) => sampleReport(`samples/grizzly-boot-40/${name}`)));
  }, 60_000);
  const [AS_INSTALLED, RECONFIGURED, PATCHED] = [0, 1, 2] as const;
  const pair = (before: number, after: number): Compared => compared(runs[before] ?? exampleReport, runs[after] ?? exampleReport);

  it("from as installed to patched take some 74 % less, relieved of the API, libvirt's limits and its driver lock", () => {
    const change = pair(AS_INSTALLED, PATCHED);
    expect(change.makespan.share).toBeGreaterThan(-0.77);
    expect(change.makespan.share).toBeLessThan(-0.7);
    expect(verdicts(change)).toEqual(["better", "better", "worse", "worse", "better"]);
    expect(changed(change)).toMatchObject({ "nova-api workers": "gone", "libvirtd client requests": "gone", qemuDriverLock: "gone", iptables: "gone", compute_resources: "worse" });
    expect(change.moved.boots.from[0]?.name).toBe("nova-api workers");
  });

  it("say the opposite the other way round", () => {
    expect(pair(PATCHED, AS_INSTALLED).verdict).toBe("worse");
    expect(changed(pair(PATCHED, RECONFIGURED))["compute_resources"]).toBe("worse");
  });
});

describe("simulated runs that differ by their random draws only", () => {
  const scratch = scratchFolder();
  it.each(["slots-5", "neutron-1", "iptables", "tracker-fair"])("show no change: %s", async (name) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (scenario === undefined) throw new Error(`no scenario ${name}`);
    const reports = await Promise.all([11, 12].map((seed) => {
      const folder = `${name}-${seed}`;
      for (const [file, text] of writeLogs(runScenario({ ...scenario, seed }))) scratch.write(join(folder, file), text);
      return analyseSample([join(scratch.path, folder)]);
    }));
    const [one = exampleReport, other = exampleReport] = reports;
    const change = compared(one, other);
    expect([verdicts(change).filter((verdict) => verdict !== undefined && verdict !== "no change"), changed(change)]).toEqual([[], {}]);
  }, 60_000);
});

const captures = "../shared/captures";
describe.skipIf(!existsSync(captures))("real runs (needs ../shared/captures)", () => {
  const capture = (name: string): Promise<Report> => sampleReport(`${captures}/${name}`);

  it("of one configuration show no change: 45 and 39 s", async () => {
    const change = compared(await capture("zed-boot-20"), await capture("zed-boot-20-repeat"));
    expect([verdicts(change), changed(change)]).toEqual([["no change", "no change", undefined, undefined, "no change"], {}]);
  }, 60_000);

  it("with one request of a client at a time differ in their deletes, for that limit", async () => {
    const change = compared(await capture("zed-boot-20"), await capture("zed-boot-20-requests1"));
    expect(verdicts(change)).toEqual(["no change", "no change", undefined, undefined, "worse"]);
    expect(changed(change)).toEqual({ "libvirtd client requests": "worse" });
    expect([change.phases.delete?.longest.beforeUs, change.phases.delete?.longest.afterUs].map((us) => ((us ?? 0) / 1e6).toFixed(1))).toEqual(["15.6", "50.2"]);
  }, 60_000);
});
