import { describe, expect, it } from "vitest";
import { waitingByInstance } from "../../src/analyses/study.ts";
import type { Trace } from "../../src/model/trace.ts";
import { actor, bootOf, eventWait, instance, life, mark, study, trace } from "../support/traces.ts";

/** Two runs: instance 0 from 0 to 5 s, which waited 1 s, and instance 1 from 100 to 110 s, which waited 3 s. */
const twoRuns: Trace = trace({
  instances: [
    instance("4696d181-one", [mark(0, "create-requested"), mark(5_000, "built")], { name: "bench-1", domain: "instance-1", host: "cmp1", bootRequestIds: ["req-0"] }),
    instance("4696d181-two", [mark(100_000, "create-requested"), mark(110_000, "built")], { name: "bench-2", domain: "instance-2", host: "cmp2", bootRequestIds: ["req-1"] }),
  ],
  acquisitions: [
    life(1_000, 2_000, 2_100, { actor: bootOf(0, { host: "cmp1" }) }),
    life(50_000, 51_000, 52_000, { actor: actor() }),
    life(101_000, 104_000, 104_100, { actor: bootOf(1, { host: "cmp2" }) }),
    life(105_000, 106_000, 106_100, { actor: actor() }),
  ],
});
const boots = (...args: Parameters<typeof study>): string[] => study(...args).boots.map(({ instance: { id } }) => id);
const got = (...args: Parameters<typeof study>): number[] => study(...args).acquisitions.map(({ acquiredUs }) => (acquiredUs ?? 0) / 1000);

describe("choosing what a report is about", () => {
  it("takes the run with most waiting", () => {
    expect(boots(twoRuns)).toEqual(["4696d181-two"]);
  });

  it("takes the run that was asked for", () => {
    expect(boots(twoRuns, { run: 1 })).toEqual(["4696d181-one"]);
  });

  it("has no run where there is none of that number", () => {
    expect(study(twoRuns, { run: 3 }).run).toBeUndefined();
  });

  it("keeps the run's own waits and the background's in its time", () => {
    expect([got(twoRuns, { run: 1 }), got(twoRuns, { run: 2 })]).toEqual([[2_000, 51_000], [104_000, 106_000]]);
  });

  it("keeps a delete of the run's instances that falls into a later run", () => {
    const deleted = trace({ ...twoRuns, acquisitions: [...twoRuns.acquisitions, life(107_000, 108_000, 108_100, { actor: bootOf(0, { role: "delete" }) })] });
    expect(got(deleted, { run: 1 })).toContain(108_000);
  });

  it("keeps what was done for a boot of a later run out of an earlier one's time", () => {
    const early = trace({ ...twoRuns, acquisitions: [...twoRuns.acquisitions, life(99_000, 99_500, 99_600, { actor: bootOf(1) })] });
    expect([got(early, { run: 1 }), got(early, { run: 2 })]).toEqual([[2_000, 51_000], [99_500, 104_000, 106_000]]);
  });

  it("takes the run of the instance, the request, the host or the window asked for, though another has more waiting", () => {
    const filters = [{ instance: "bench-1" }, { request: "req-0" }, { host: "cmp1" }, { untilUs: 60_000_000 }];
    expect(filters.map((filter) => boots(twoRuns, { filter }))).toEqual(filters.map(() => ["4696d181-one"]));
  });

  it("leaves out boots that ended before the window or began after it", () => {
    expect(boots(twoRuns, { run: 2, filter: { sinceUs: 110_000_001 } })).toEqual([]);
    expect(boots(twoRuns, { run: 2, filter: { sinceUs: 110_000_000 } })).toEqual(["4696d181-two"]);
    expect(boots(twoRuns, { run: 2, filter: { untilUs: 99_999_999 } })).toEqual([]);
  });

  it("keeps every acquisition where no instance boots", () => {
    expect(got(trace({ acquisitions: [life(0, 5, 9), life(3, 9, 12)] }))).toEqual([5, 9]);
  });

  it("limits to a window: a wait that reaches into it counts", () => {
    expect(got(twoRuns, { run: 2, filter: { sinceUs: 104_000_000, untilUs: 105_000_000 } })).toEqual([104_000, 106_000]);
    expect(got(twoRuns, { run: 2, filter: { sinceUs: 104_000_001, untilUs: 104_999_999 } })).toEqual([]);
  });

  it("limits to an instance by id, by the beginning of it, by name or by domain", () => {
    const [, two] = ["4696d181-one", "4696d181-two"];
    expect([two, "4696d181-t", "bench-2", "instance-2"].map((name) => got(twoRuns, { filter: { instance: name ?? "" } }))).toEqual([[104_000], [104_000], [104_000], [104_000]]);
  });

  it("takes no less than four characters for the beginning of an id", () => {
    expect(boots(twoRuns, { filter: { instance: "469" } })).toEqual([]);
  });

  it("limits to a request", () => {
    expect(got(twoRuns, { filter: { request: "req-1" } })).toEqual([104_000]);
  });

  it("limits to a host", () => {
    expect([boots(twoRuns, { filter: { host: "cmp2" } }), got(twoRuns, { filter: { host: "cmp2" } })]).toEqual([["4696d181-two"], [104_000]]);
  });

  it("counts waiting of boots only, for locks and for events", () => {
    const waited = trace({
      instances: [instance("one", [mark(0, "create-requested")], { eventWaits: [eventWait(10, 40, 0)] })],
      acquisitions: [life(0, 5, 9, { actor: bootOf(0) }), life(0, 7, 9, { actor: bootOf(0, { role: "delete" }) }), life(0, 100, 110, { actor: actor() })],
    });
    expect([...waitingByInstance(waited)]).toEqual([[0, 35_000]]);
  });
});
