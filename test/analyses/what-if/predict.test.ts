import { describe, expect, it } from "vitest";
import { actor, bootOf, eventWait, instance, life, mark, study, trace } from "../../support/traces.ts";

const L = "lock|nova-compute|L";
const boots = [instance("a", [mark(0, "create-requested"), mark(100, "active")]), instance("b", [mark(0, "create-requested"), mark(160, "active")])];
const replayed = study(trace({ instances: boots, acquisitions: [life(20, 20, 80, { actor: bootOf(0) }), life(20, 80, 140, { actor: bootOf(1) })] })).whatIf();

describe("a server found by its requests", () => {
  const served = (of: number, index: number) => life(20, 20 + 10 * index, 30 + 10 * index, { resource: "service", lock: "neutron-server workers", form: "inferred", actor: of < 0 ? actor({ service: "neutron-server" }) : bootOf(of, { service: "neutron-server" }) });
  const keys = (...of: readonly number[]): readonly string[] => [...(study(trace({ instances: boots, acquisitions: of.map(served) })).whatIf()?.removals.keys() ?? [])];

  it("is not predicted away where nobody knows for whom most requests were", () => {
    expect(keys(0, 1, -1)).toEqual(["service|neutron-server|neutron-server workers"]);
    expect(keys(0, 1, -1, -1, -1)).toEqual([]);
  });
});

describe("the bounds of a prediction", () => {
  it("hold its own error both ways: a twentieth of what is left and a tenth of what is saved", () => {
    const margin = 0.05 * 100_000 + 0.1 * 60_000;
    expect(replayed?.predict([{ kind: "limit", key: L, permits: 2 }]).boots).toEqual({ makespanUs: 100_000, lowUs: 100_000 - margin, highUs: expect.any(Number) as number, savedUs: 60_000 });
  });

  it("reach to what was observed, and its error beyond, where no gauges tell of the processors", () => {
    expect(replayed?.predict([{ kind: "remove", key: L }]).boots?.highUs).toBe(160_000 + 0.05 * 100_000 + 0.1 * 60_000);
  });

  it("reach below it by what a boot may have waited in calls to libvirtd that name no domain", () => {
    const workers = (index: number, own: object) => life(20, 20 + 10 * index, 30 + 10 * index, { resource: "permit", lock: "libvirtd workers", form: "job", ...own });
    const called = [workers(0, { actor: bootOf(0, { service: "libvirtd" }) }), workers(1, { actor: bootOf(1, { service: "libvirtd" }) })];
    const lowUs = (more: ReturnType<typeof workers>): number => study(trace({ instances: boots, acquisitions: [...called, more] })).whatIf()?.predict([{ kind: "remove", key: "permit|libvirtd|libvirtd workers" }]).boots?.lowUs ?? 0;
    const nameless = (service: string) => lowUs(workers(2, { actor: actor({ service }) }));
    // 20 ms, shared by two boots, beside a call that is surely no boot's.
    expect(nameless("elsewhere") - nameless("libvirtd")).toBe(10_000);
  });

  it("reach below it by the longest wait of several that one request boots, where nothing tells whose it was", () => {
    const untold = (waitMs: number) => life(20, 20 + waitMs, 30 + waitMs, { actor: actor({ requestId: "req-a", role: "boot" }) });
    const estimate = (...waitsMs: readonly number[]) => study(trace({ instances: boots, acquisitions: waitsMs.map(untold) })).whatIf()?.predict([{ kind: "remove", key: L }]).boots;
    // Two boots: a third wait may be the second one of a boot.
    expect([[10, 30], [10, 20, 30]].map((waitsMs) => (estimate()?.lowUs ?? 0) - (estimate(...waitsMs)?.lowUs ?? 0))).toEqual([30_000, 60_000]);
  });

  it("let events come at once where fewer go on at a time, for who brings them has less to do, and not where as many do", () => {
    const both = boots.map(({ id }, boot) => instance(id, [mark(0, "create-requested"), mark(100, "active")], { eventWaits: [eventWait(40, 70, boot)] }));
    const slots = [0, 1].map((boot) => life(20, 20, 80, { actor: bootOf(boot), resource: "permit", lock: "slots", resourceClass: "slots" }));
    const gauges = [100_000, 200_000].map((atUs) => ({ gauge: "cpu", host: "cmp1", subject: undefined, pid: undefined, atUs, intervalUs: 100_000, share: 0.01, cores: 8 }) as const);
    const told = study(trace({ instances: both, acquisitions: slots, gauges })).whatIf();
    const estimate = (permits: number) => told?.predict([{ kind: "limit", key: "permit|nova-compute|slots", permits }]).boots;
    // One after the other: 20, 60 and 60 ms, 20 ms after that; of each 60 ms 30 are spent waiting for the event.
    expect(estimate(1)?.makespanUs).toBe(160_000);
    expect(estimate(1)?.lowUs).toBeLessThanOrEqual(100_000);
    expect(estimate(2)?.lowUs).toBeGreaterThan(80_000);
  });

  it("are one with the prediction where nothing is changed", () => {
    for (const scenario of [[], [{ kind: "scale", key: L, factor: 1 } as const]]) expect(replayed?.predict(scenario).boots).toEqual({ makespanUs: 160_000, lowUs: 160_000, highUs: 160_000, savedUs: 0 });
  });

  it("always hold the prediction", () => {
    for (const permits of [1, 2, 3]) {
      const { lowUs, makespanUs, highUs } = replayed?.predict([{ kind: "limit", key: L, permits }]).boots ?? { lowUs: 1, makespanUs: 0, highUs: -1 };
      expect(lowUs).toBeLessThanOrEqual(makespanUs);
      expect(highUs).toBeGreaterThanOrEqual(makespanUs);
    }
  });
});
