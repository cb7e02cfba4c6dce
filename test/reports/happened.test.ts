import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import type { Hotspot } from "../../src/model/hotspot.ts";
import type { Report, UnexplainedGap } from "../../src/model/report.ts";
import type { Fault } from "../../src/model/run.ts";
import { adviceFor } from "../../src/reports/advice.ts";
import { fixList } from "../../src/reports/fix-list.ts";
import { happened } from "../../src/reports/happened.ts";
import { describeHotspot } from "../../src/reports/hotspot-detail.ts";
import { nothingRanked } from "../../src/reports/nothing-ranked.ts";
import { textOf } from "../../src/reports/sentence.ts";
import { unseen } from "../../src/reports/unseen.ts";
import { exampleReport } from "../support/example-report.ts";

const told = (report: Report): Record<string, string> => Object.fromEntries(happened(report).map(({ label, text }) => [label, textOf(text)]));
const withRun = (run: Partial<Report["run"]>): Report => ({ ...exampleReport, run: { ...exampleReport.run, ...run } });

describe("what happened", () => {
  it("tells right after the boots which failed and why, three kinds with three names each", () => {
    const fault = (reason: string | null, ...instances: readonly string[]): Fault => ({ reason, boots: instances.length, instances });
    const report = withRun({ requested: 20, ready: 11, error: 9, faults: [fault("HypervisorUnavailable: broken", "b1", "b2", "b3", "b4"), fault("libvirtError: closed", "b5", "b6"), fault(null, "b7"), fault("A", "b8"), fault("B", "b9")] });
    expect(told(report)["errors"]).toBe("9: 4 × HypervisorUnavailable: broken (b1, b2, b3 and 1 more); 2 × libvirtError: closed (b5, b6); 1 × for a reason that no log gives (b7); 2 of other kinds");
    const labels = happened(report).map(({ label }) => label);
    expect(labels.indexOf("errors")).toBe(labels.indexOf("boots") + 1);
  });

  it("tells what was started anew during the run, the first three with their lines, and on which of several hosts", () => {
    const restart = (service: string, second: number) => ({ service, host: "cmp-01", atUs: second * 1e6, evidence: [{ file: `${service}.log`, line: second, text: "" }] });
    expect(told(withRun({ hosts: ["cmp-01"], restarts: [restart("libvirtd", 5)] }))["restarts"]).toBe("started anew during the run: libvirtd at 1970-01-01 00:00:05.000Z (libvirtd.log:5)");
    expect(told(withRun({ hosts: ["cmp-01", "cmp-02"], restarts: [5, 6, 7, 8].map((second) => restart("nova-compute", second)) }))["restarts"]).toMatch(/: nova-compute on cmp-01 at .*:05\.000Z \(nova-compute\.log:5\), .*:6\), .*:7\), 1 more$/);
    expect(told(withRun({ restarts: [] }))["restarts"]).toBeUndefined();
  });

  it("tells of no errors where there were none", () => {
    expect(told(withRun({ error: 0, faults: [] }))["errors"]).toBeUndefined();
  });

  it("tells of which boots the growth is where not all became ready", () => {
    const scaling = { ...exampleReport.run.scaling, perInstanceUs: 1e6, twice: { lowUs: 10e6, highUs: 20e6 }, reason: null };
    const growth = (ready: number): string | undefined => told(withRun({ requested: 20, ready, perInstanceUs: 1e6, scaling }))["growth"];
    expect(growth(12)).toBe("each further instance adds 1.00 s while boots queue (of the 12 that became ready); twice as many would take 10.0 s to 20.0 s");
    expect(growth(20)).not.toContain("that became ready");
  });

  it("begins with logs that could not be read whole", () => {
    const damaged = (code: string, count: number, ...files: readonly string[]): Diagnostic => ({ code, severity: "warning", message: "m", count, examples: files.map((file) => ({ file, line: null, text: null })), hint: null });
    const [known = ""] = exampleReport.inputs.map(({ path }) => path);
    const of = (...diagnostics: readonly Diagnostic[]): string | undefined => {
      const [first] = happened({ ...exampleReport, filter: { sinceUs: null, untilUs: null, instance: null, request: null, host: null }, diagnostics });
      return first?.label === "logs" ? textOf(first.text) : undefined;
    };
    expect(of(damaged("damaged-compression", 1, known))).toBe(`1 of ${exampleReport.inputs.length} files could not be read whole, and all figures are of what was read: ${known}`);
    expect(of(damaged("unreadable-file", 1, "elsewhere.log"))).toBe("1 file could not be read whole, and all figures are of what was read: elsewhere.log");
    expect(of(damaged("damaged-member", 5, "b.gz", "a.gz"))).toMatch(/^5 files .*: a\.gz, b\.gz and 3 more$/);
    expect(of(damaged("nul-bytes", 1, known))).toBeUndefined();
  });

  it("says to look into faults first, before what was waited for", () => {
    const advice = [{ remedy: "failed-boots", first: true, title: "Find out why boots failed before the queues", text: "2 failed.", cost: null, appliesTo: null, references: [], evidence: [] }];
    const report = { ...withRun({ error: 2, limitedBy: "software" }), advice };
    expect(told(report)["do first"]).toMatch(/^find out why 2 boots failed; /);
    expect(told(withRun({ error: 2, limitedBy: "software" }))["do first"]).not.toContain("failed");
    expect(fixList(report).map(textOf)[0]).toBe("Find out why boots failed before the queues.");
    const [first] = adviceFor(report.hotspots, report);
    expect(textOf(first?.title ?? [])).toBe("The run: Find out why boots failed before the queues");
  });
});

describe("what to do where little was waited for", () => {
  const [lock] = exampleReport.hotspots;
  if (lock === undefined) throw new Error("the example has hotspots");
  const waitedUs = (total: number, holdUs: Hotspot["holdUs"] = null): Report => ({
    ...withRun({ fixOrder: [], bootUs: { total: 200e6, mean: 20e6, p50: 20e6, p95: 20e6, max: 20e6, count: 10 } }), advice: [], hotspots: [{ ...lock, advice: [], holders: [], holdUs, waitUs: { ...lock.waitUs, total } }],
  });

  it("is no search for a remedy below a second, or a hundredth of the boots' time", () => {
    expect([900_000, 1_500_000, 2_500_000].map((us) => adviceFor(waitedUs(us).hotspots, waitedUs(us)).length)).toEqual([0, 0, 1]);
  });

  it("says that nothing was waited for long enough", () => {
    expect(nothingRanked({ ...waitedUs(331_000), blindSpots: [] }).advice).toBe("Nothing here was waited for long enough to be worth acting on: 331 ms in all at most.");
    expect(nothingRanked({ ...waitedUs(0), blindSpots: [] }).advice).toBe("No hotspot calls for a change.");
  });

  it("does not say that nobody held what was held", () => {
    const holders = (report: Report): string[] => report.hotspots.flatMap((hotspot) => describeHotspot(hotspot, true).facts.filter(({ label }) => label === "holders").map(({ text }) => textOf(text)));
    expect(holders(waitedUs(2e6))).toEqual(["none that the logs name"]);
    expect(holders(waitedUs(2e6, lock.waitUs))).toEqual(["none held it while others waited, as far as the logs tell"]);
  });
});

describe("what cannot be seen", () => {
  it("tells once what would show several stretches that no line explains", () => {
    const gap = (from: string, fix: string | null): UnexplainedGap => ({ from, to: "b", boots: 1, totalUs: 1e6, maxUs: 1e6, fix, evidence: [] });
    const report = { ...withRun({ unexplainedUs: 3e6 }), blindSpots: [], unexplained: [gap("a", "Do x."), gap("c", "Do y."), gap("d", "Do x.")] };
    const fixes = unseen(report).filter(({ text }) => textOf(text).includes("and “b”")).map(({ fix }) => (fix === undefined ? undefined : textOf(fix)));
    expect(fixes).toEqual(["For 2 of these stretches: Do x.", "Do y.", undefined]);
  });
});
