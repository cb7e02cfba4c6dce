import { beforeAll, describe, expect, it } from "vitest";
import { compareReports } from "../../src/comparison/compare-reports.ts";
import type { Report } from "../../src/model/report.ts";
import { exampleReport } from "../support/example-report.ts";
import { expectGolden } from "../support/golden.ts";
import { rendered } from "../support/rendered.ts";
import { sampleReport } from "../support/sample-report.ts";

const EXPECTED = "samples/expected/grizzly-boot-40";
const RUNS = ["as-installed", "reconfigured", "patched"] as const;
const options = { width: 80, colour: false, top: 10 };

describe("the study's runs of 40 parallel boots", () => {
  let reports: ReadonlyMap<string, Report> = new Map();
  beforeAll(async () => {
    reports = new Map(await Promise.all(RUNS.map(async (name) => [name, await sampleReport(`samples/grizzly-boot-40/${name}`)] as const)));
  }, 60_000);
  const report = (name: string): Report => reports.get(name) ?? exampleReport;

  for (const name of RUNS) {
    it.each([["terminal", "report.txt"], ["github", "github.md"], ["svg", "figure.svg"]])(`of which ${name} is reported in %s as the golden file says`, (id, file) => {
      expectGolden(`${EXPECTED}/${name}/${file}`, rendered(id, "rank", report(name), options));
    });
  }

  it("take as long until all are ready as their README says", () => {
    expect(RUNS.map((name) => Math.round((report(name).run.makespanUs ?? 0) / 1e6))).toEqual([211, 125, 57]);
  });

  it.each([["terminal", "diff.txt"], ["launchpad", "diff-launchpad.txt"]])("are compared in %s, the first with the last, as the golden file says", (id, file) => {
    const comparison = compareReports([{ path: "as-installed", report: report("as-installed") }], [{ path: "patched", report: report("patched") }], undefined);
    expectGolden(`${EXPECTED}/${file}`, rendered(id, "diff", { schemaVersion: 1, tool: { version: "0.0.0" }, ...comparison }, options));
  });
});
