import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootsOf } from "../../src/analyses/boots.ts";
import { divideRuns, outcomeOf, readyOf, type BootRun } from "../../src/analyses/runs.ts";
import type { TracedMilestone } from "../../src/model/trace.ts";
import { instance, mark, seen, trace } from "../support/traces.ts";

const runs = (...boots: readonly (readonly TracedMilestone[])[]): readonly BootRun[] => divideRuns(bootsOf(trace({ instances: boots.map((milestones, index) => instance(`i${index}`, milestones)) })));
const ids = (list: readonly BootRun[]): string[][] => list.map(({ boots }) => boots.map(({ instance: { id } }) => id));
/** Requested and built at these seconds. */
const boot = (fromS: number, toS: number): readonly TracedMilestone[] => [mark(fromS * 1000, "create-requested"), mark(toS * 1000, "built")];
const outcome = (...milestones: readonly TracedMilestone[]): string[] => runs(milestones).flatMap(({ boots, readyBy }) => boots.map((one) => outcomeOf(one, readyBy)));

describe("dividing boots into runs", () => {
  it("keeps those that start sixty seconds apart together", () => {
    expect(ids(runs(boot(0, 5), boot(60, 65)))).toEqual([["i0", "i1"]]);
  });

  it("separates those that start later than that, once the ones before are ready", () => {
    expect(ids(runs(boot(0, 5), boot(61, 65)))).toEqual([["i0"], ["i1"]]);
  });

  it("keeps those together that overlap, however late they start", () => {
    expect(ids(runs(boot(0, 200), boot(150, 160)))).toEqual([["i0", "i1"]]);
  });

  it("chains starts that are each sixty seconds apart", () => {
    expect(ids(runs(boot(0, 1), boot(50, 51), boot(100, 101)))).toEqual([["i0", "i1", "i2"]]);
  });

  it("remembers a long boot over shorter ones after it", () => {
    expect(ids(runs(boot(0, 300), boot(10, 20), boot(250, 260)))).toEqual([["i0", "i1", "i2"]]);
  });

  it("does not keep a run open for a boot that never became ready", () => {
    expect(ids(runs([mark(0, "create-requested")], boot(100, 110)))).toEqual([["i0"], ["i1"]]);
  });

  it("gives the time between runs to the one before", () => {
    expect(runs(boot(0, 5), boot(100, 105)).map(({ territory }) => [territory.startUs, territory.endUs])).toEqual([[Number.NEGATIVE_INFINITY, 100e6], [100e6, Number.POSITIVE_INFINITY]]);
  });

  it("keeps every boot exactly once, and runs in order", () => {
    const starts = fc.array(fc.tuple(fc.nat(1000), fc.nat(100)), { maxLength: 20 });
    fc.assert(
      fc.property(starts, (list) => {
        const divided = runs(...list.map(([fromS, tookS]) => boot(fromS, fromS + tookS)));
        expect(ids(divided).flat()).toHaveLength(list.length);
        divided.slice(1).forEach(({ fromUs }, index) => expect(fromUs).toBeGreaterThan((divided[index]?.fromUs ?? 0) + 60e6));
      }),
    );
  });
});

describe("what ready means", () => {
  it("is the first login where any boot of the run has one", () => {
    expect(runs([seen(0, "create-requested"), seen(5, "active"), seen(9, "ssh")], [seen(0, "create-requested"), seen(6, "active")]).map(({ readyBy }) => readyBy)).toEqual(["ssh"]);
  });

  it("is else the first echo reply", () => {
    expect(runs([seen(0, "create-requested"), seen(5, "active"), seen(9, "ping")]).map(({ readyBy }) => readyBy)).toEqual(["ping"]);
  });

  it("is else being active", () => {
    expect(runs(boot(0, 5)).map(({ readyBy, boots }) => [readyBy, boots.map((one) => readyOf(one, readyBy))])).toEqual([["active", [5e6]]]);
  });
});

describe("outcomes of boots", () => {
  it("are ready", () => {
    expect(outcome(mark(0, "create-requested"), mark(5, "built"))).toEqual(["ready"]);
  });

  it("are an error", () => {
    expect(outcome(mark(0, "create-requested"), mark(5, "error"))).toEqual(["error"]);
  });

  it("are still an error once the failed instance was deleted", () => {
    expect(outcome(mark(0, "create-requested"), mark(5, "error"), mark(9, "delete-requested"), mark(10, "gone"))).toEqual(["error"]);
  });

  it("are unfinished where the log ends before", () => {
    expect(outcome(mark(0, "create-requested"), mark(5, "build-started"))).toEqual(["unfinished"]);
  });

  it("are deleted where that came before they were ready", () => {
    expect(outcome(mark(0, "create-requested"), mark(5, "build-started"), mark(9, "delete-requested"))).toEqual(["deleted"]);
  });

  it("are ready where another host built what failed on the first", () => {
    expect(outcome(mark(0, "create-requested"), mark(5, "error"), mark(9, "built"))).toEqual(["ready"]);
  });

  it("are unfinished where the run is ready by login and this boot has none", () => {
    const [run] = runs([seen(0, "create-requested"), seen(5, "active"), seen(9, "ssh")], [seen(1, "create-requested"), seen(6, "active")]);
    expect(run?.boots.map((one) => outcomeOf(one, run.readyBy))).toEqual(["ready", "unfinished"]);
  });
});
