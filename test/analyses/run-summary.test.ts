import { describe, expect, it } from "vitest";
import { runSummary } from "../../src/analyses/run-summary.ts";
import type { Run, RunSummary } from "../../src/model/run.ts";
import type { GaugePoint, Trace, TracedMilestone } from "../../src/model/trace.ts";
import { bootOf, instance, life, mark, study, trace } from "../support/traces.ts";

function summary(of: Trace, chosen?: number): { readonly run: Run; readonly otherRuns: readonly RunSummary[] } {
  const { run, otherRuns } = runSummary.answer(study(of, chosen === undefined ? {} : { run: chosen }));
  if (run === undefined || otherRuns === undefined) throw new Error("the analysis did not answer");
  return { run: { ...run, criticalPath: [], restarts: [] }, otherRuns };
}

/** Boots requested and built at these seconds; without a second number: not built. */
const boots = (...list: readonly (readonly [number, number?])[]): Trace =>
  trace({ instances: list.map(([fromS, toS], index) => instance(`i${index}`, [mark(fromS * 1000, "create-requested"), ...(toS === undefined ? [] : [mark(toS * 1000, "built")])])) });
const one = (...milestones: readonly TracedMilestone[]): Trace => trace({ instances: [instance("i", milestones)] });

describe("what happened", () => {
  it("runs from the first request to the last ready", () => {
    expect(summary(boots([0, 10], [1, 25], [2, 20])).run).toMatchObject({ requested: 3, ready: 3, makespanUs: 25e6, firstReadyUs: 10e6, lastReadyUs: 25e6 });
  });

  it("tells what was started anew between its first request and its end", () => {
    const restart = (atMs: number): Trace["restarts"][number] => ({ service: "libvirtd", host: undefined, atUs: atMs * 1000, place: { source: 0, line: atMs } });
    const { run } = runSummary.answer(study({ ...one(mark(1_000, "create-requested"), mark(9_000, "built")), restarts: [restart(500), restart(5_000), restart(20_000)] }));
    expect(run?.restarts).toEqual([{ service: "libvirtd", host: null, atUs: 5_000_000, evidence: [{ source: 0, line: 5_000 }] }]);
  });

  it("sums up how long boots took", () => {
    expect(summary(boots([0, 10], [1, 25], [2, 20])).run.bootUs).toEqual({ total: 52e6, mean: 17_333_333, p50: 18e6, p95: 23_400_000, max: 24e6, count: 3 });
  });

  it("has no makespan where none became ready", () => {
    expect(summary(boots([0])).run).toMatchObject({ ready: 0, unfinished: 1, makespanUs: null, bootUs: null, lastReadyUs: null });
  });

  it("counts a boot deleted before it was ready as unfinished", () => {
    expect(summary(one(mark(0, "create-requested"), mark(5, "delete-requested"), mark(6, "gone"))).run).toMatchObject({ requested: 1, unfinished: 1, deleted: 1 });
  });

  it("counts an error apart", () => {
    expect(summary(one(mark(0, "create-requested"), mark(5, "error"))).run).toMatchObject({ requested: 1, error: 1, unfinished: 0 });
  });

  it("tells how long deletes took", () => {
    expect(summary(one(mark(0, "create-requested"), mark(5, "built"), mark(100, "delete-requested"), mark(130, "gone"))).run.deleteUs).toMatchObject({ total: 30_000, count: 1 });
  });

  it("tells the time per further instance: the slope of the completions", () => {
    expect(summary(boots([0, 10], [0, 12], [0, 14], [0, 16])).run.perInstanceUs).toBe(2e6);
  });

  it("tells none for fewer than three", () => {
    expect(summary(boots([0, 10], [0, 12])).run.perInstanceUs).toBeNull();
  });

  it("lists other runs with their waiting", () => {
    const two = trace({
      instances: [instance("a", [mark(0, "create-requested"), mark(5_000, "built")]), instance("b", [mark(100_000, "create-requested"), mark(105_000, "built")])],
      acquisitions: [life(0, 30, 40, { actor: bootOf(0) }), life(100_000, 104_000, 104_100, { actor: bootOf(1) })],
    });
    expect(summary(two).otherRuns).toMatchObject([{ requested: 1, ready: 1, makespanUs: 5e6, waitUs: 30_000 }]);
  });

  it("says so where there was no boot", () => {
    expect(summary(trace({ endMs: 50 })).run).toMatchObject({ requested: 0, makespanUs: null, fromUs: 0, toUs: 50_000 });
  });

  it("names the hosts of its boots", () => {
    const two = trace({ instances: ["b", "a", "b"].map((host, index) => instance(`i${index}`, [mark(0, "create-requested")], { host })) });
    expect(summary(two).run.hosts).toEqual(["a", "b"]);
  });
});

describe("how busy the hardware was", () => {
  const sample = (atS: number, share: number, own: Partial<GaugePoint> = {}): GaugePoint => ({
    gauge: "cpu", host: "cmp1", subject: undefined, pid: undefined, atUs: atS * 1e6, intervalUs: 2e6, share, cores: 4, ...own,
  });
  const measured = (...gauges: readonly GaugePoint[]): Run["hardware"] => summary({ ...boots([10, 20]), gauges }).run.hardware;

  it("is unknown without gauges", () => {
    expect(measured()).toBeNull();
  });

  it("is the mean over the run, weighted by what of each sample lies inside", () => {
    expect(measured(sample(11, 0.2), sample(13, 0.8))).toMatchObject({ cpuMean: 0.6, cpuMax: 0.8, cores: 4 });
  });

  it("leaves out samples before and after", () => {
    expect(measured(sample(10, 1), sample(14, 0.5), sample(22, 1))).toMatchObject({ cpuMean: 0.5, cpuMax: 0.5 });
  });

  it("shows the busiest disk", () => {
    expect(measured(sample(14, 0.5), sample(14, 0.1, { gauge: "disk", subject: "sda" }), sample(14, 0.7, { gauge: "disk", subject: "vdb" }))).toMatchObject({ disk: "vdb", diskMean: 0.7, diskMax: 0.7 });
  });

  describe("names who used the processors", () => {
    const cpuOf = (subject: string, pid: number, atS: number, share: number, own: Partial<GaugePoint> = {}): GaugePoint => sample(atS, share, { gauge: "process-cpu", subject, pid, ...own });
    const users = (...gauges: readonly GaugePoint[]) => measured(...[12, 14, 16, 18, 20].map((atS) => sample(atS, 0.5)), ...gauges)?.cpuUsers;

    it("as a share of what was sampled, where the sampler ran for a part of the run only", () => {
      expect(measured(sample(12, 0.5), cpuOf("nova-api", 7, 12, 1))?.cpuUsers).toEqual([{ process: "nova-api", processes: 1, share: 0.25 }]);
    });

    // Ten seconds of four cores hold 40 s; a sample is of 2 s.
    it("as a share of all cores, processes of one name together", () => {
      expect(users(cpuOf("nova-api", 7, 12, 1), cpuOf("nova-api", 7, 14, 1), cpuOf("nova-api:", 8, 14, 0.5), cpuOf("qemu-kvm", 9, 14, 2))).toEqual([
        { process: "nova-api", processes: 2, share: 0.125 },
        { process: "qemu-kvm", processes: 1, share: 0.1 },
      ]);
    });

    it("for what of each sample lies inside the run", () => {
      expect(users(cpuOf("nova-api", 7, 11, 2), cpuOf("nova-api", 7, 10, 4), cpuOf("nova-api", 7, 30, 4))).toEqual([{ process: "nova-api", processes: 1, share: 0.05 }]);
    });

    it("beside the cores of all hosts, and no small users", () => {
      expect(users(...[12, 14, 16, 18, 20].map((atS) => sample(atS, 0.1, { host: "cmp2" })), cpuOf("nova-api", 7, 12, 1), cpuOf("nova-api", 7, 12, 1, { host: "cmp2" }), cpuOf("cron", 8, 12, 0.7))).toEqual([{ process: "nova-api", processes: 2, share: 0.05 }]);
    });
  });

  describe("names as having one core to the full", () => {
    const cpuOf = (subject: string, pid: number, ...shares: readonly number[]): GaugePoint[] => shares.map((share, index) => sample(12 + 2 * index, share, { gauge: "process-cpu", subject, pid }));
    const full = (...processes: readonly (readonly GaugePoint[])[]) => measured(sample(12, 0.5), ...processes.flat())?.fullCores;

    it("processes that had it in three samples, the longest first", () => {
      expect(full(cpuOf("nova-conductor", 7, 0.97, 0.3, 0.99, 1.02), cpuOf("keystone-all", 8, 1, 1, 1, 0.96))).toEqual([
        { process: "keystone-all", pid: 8, host: "cmp1", fullUs: 8e6 },
        { process: "nova-conductor", pid: 7, host: "cmp1", fullUs: 6e6 },
      ]);
    });

    it("none that was so in two samples, as may be chance", () => {
      expect(full(cpuOf("nova-conductor", 7, 1, 1, 0.9, 0.94))).toEqual([]);
    });

    it("none that used more than one core, guests and threads of the kernel", () => {
      expect(full(cpuOf("mysqld", 7, 1, 1, 1, 1.4), cpuOf("qemu-system-x86", 8, 1, 1, 1, 1), cpuOf("kworker/3:1", 9, 1, 1, 1, 1))).toEqual([]);
    });

    it("each process by itself", () => {
      expect(full(cpuOf("nova-api", 7, 1, 1), cpuOf("nova-api", 8, 1, 1))).toEqual([]);
    });
  });
});
