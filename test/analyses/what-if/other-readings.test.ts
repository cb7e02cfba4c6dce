import { describe, expect, it } from "vitest";
import { withSeenLimits } from "../../../src/analyses/what-if/seen-limits.ts";
import { withUnloggedCalls } from "../../../src/analyses/what-if/unlogged-calls.ts";
import type { Acquisition, GaugePoint, TimedOperation, Trace } from "../../../src/model/trace.ts";
import { bootOf, instance, life, mark, operation, study, trace } from "../../support/traces.ts";

/** Nothing is short of processors. */
const gauges = [1, 2].map((atS): GaugePoint => ({ gauge: "cpu", host: "cmp1", subject: undefined, pid: undefined, atUs: atS * 1_000_000, intervalUs: 1_000_000, share: 0.01, cores: 8 }));
const bootsReady = (...readyMs: readonly number[]): Trace["instances"] =>
  readyMs.map((atMs, index) => instance(`i${index}`, [mark(0, "create-requested"), mark(atMs, "active")], { bootRequestIds: [`req-${index}`], host: "cmp1" }));
const waitsOf = (told: { readonly trace: Trace } | undefined, service: string): readonly (readonly [number | undefined, number | undefined])[] =>
  (told?.trace.acquisitions ?? []).filter(({ form, actor }) => form === "inferred" && actor.service === service).map(({ acquiredUs, waitUs }) => [acquiredUs, waitUs]);

describe("a place in which never more than one was seen", () => {
  // Each holds L for 80 ms, 60 of them asking for a port: one after another for the sake of L alone.
  const acquisitions = [0, 1, 2].map((index) => life(10, 10 + 80 * index, 90 + 80 * index, { actor: bootOf(index) }));
  const ports = (index: number): TimedOperation => operation(20 + 80 * index, 80 + 80 * index, { operation: "http-served", name: "POST /v2.0/ports", actor: bootOf(index, { service: "neutron-server", pid: 7, host: undefined }) });
  const of = study(trace({ instances: bootsReady(100, 180, 260), acquisitions, operations: [0, 1, 2].map(ports), gauges }));

  it("may have room for one only: its pool is told with that", () => {
    const told = withSeenLimits(of);
    expect(waitsOf(told, "neutron-server")).toEqual([[20_000, 0], [100_000, 0], [180_000, 0]]);
    expect([...(told?.pools.values() ?? [])]).toMatchObject([{ permits: 1 }]);
  });

  it("bounds what is saved without the lock before it, which the prediction does not", () => {
    const { makespanUs, highUs } = of.whatIf()?.predict([{ kind: "remove", key: "lock|nova-compute|L" }]).boots ?? { makespanUs: 0, highUs: 0 };
    expect(makespanUs).toBe(100_000);
    // The third asks when two others have been served.
    expect(highUs).toBeGreaterThanOrEqual(100_000 + 2 * 60_000);
    expect(highUs).toBeLessThan(260_000);
  });

  it("is left alone where it had little to do", () => {
    const brief = (index: number): TimedOperation => ({ ...ports(index), endUs: ports(index).startUs + 1_000 });
    expect(withSeenLimits(study(trace({ instances: bootsReady(100, 180, 260), acquisitions, operations: [0, 1, 2].map(brief), gauges })))).toBeUndefined();
  });

  it("is told nowhere without one", () => {
    expect(withSeenLimits(study(trace({ instances: bootsReady(100), acquisitions: [life(10, 10, 90, { actor: bootOf(0) })] })))).toBeUndefined();
  });
});

describe("a claim that tells nothing of its calls", () => {
  const conducted = (wantedMs: number, gotMs: number, endMs: number, index: number): Acquisition =>
    life(wantedMs, gotMs, endMs, { resource: "service", lock: "nova-conductor workers", form: "inferred", actor: bootOf(index, { service: "nova-conductor", host: undefined }) });
  const claim = (gotMs: number, endMs: number, index: number, own: Partial<Acquisition> = {}): Acquisition =>
    life(gotMs, gotMs, endMs, { lock: "compute_resources", by: "instance_claim", actor: bootOf(index), ...own });
  const builds = [conducted(0, 0, 100, 0), conducted(0, 100, 200, 1), conducted(0, 210, 310, 2)];
  const instances = bootsReady(350, 350, 350);

  it("may have waited where the conductor's other work did, for all but the shortest of them", () => {
    const told = withUnloggedCalls(study(trace({ instances, acquisitions: [...builds, claim(100, 210, 0), claim(310, 320, 2)] })));
    expect(waitsOf(told, "nova-conductor")).toEqual([[0, 0], [100_000, 100_000], [200_000, 100_000], [210_000, 210_000], [310_000, 0]]);
  });

  const withoutConductors = (last: Acquisition): { readonly makespanUs: number; readonly lowUs: number; readonly highUs: number } | undefined =>
    study(trace({ instances, acquisitions: [...builds.slice(0, 2), last, claim(100, 210, 0), claim(310, 320, 2)], gauges }))
      .whatIf()?.predict([{ kind: "remove", key: "service|nova-conductor|nova-conductor workers" }]).boots;

  it("is predicted to have waited there where the run is replayed by that, and the bounds hold that it worked", () => {
    // The third build comes to the conductor behind the claim's call, at 150 ms: 100 ms conducted, 10 ms claimed, and 30 ms until the boot is ready. The first is by then.
    const predicted = withoutConductors(conducted(150, 210, 310, 2));
    expect(predicted?.makespanUs).toBe(290_000);
    expect(predicted?.highUs).toBeGreaterThanOrEqual(350_000);
  });

  it("is predicted to have worked where the replay with its call goes wrong, and the bounds hold that it waited", () => {
    const predicted = withoutConductors(conducted(0, 210, 310, 2));
    expect(predicted?.makespanUs).toBe(350_000);
    expect(predicted?.lowUs).toBeLessThan(260_000);
  });

  it.each([
    ["no conductor was seen to be a queue", [claim(100, 210, 0)]],
    ["another lock was held", [...builds, claim(100, 210, 0, { lock: "L" })]],
    ["nobody's boot held it", [...builds, claim(100, 210, 0, { actor: { ...bootOf(0), instance: undefined, role: "background" } })]],
  ])("is told as it is where %s", (_, acquisitions) => {
    expect(withUnloggedCalls(study(trace({ instances, acquisitions })))).toBeUndefined();
  });

  it("is told as it is where claims went on while work that had come before them still waited", () => {
    const long = [conducted(0, 0, 400, 0), conducted(0, 400, 800, 1), conducted(0, 800, 1200, 2)];
    const at = (startMs: number, endMs: number): Acquisition => claim(startMs, endMs, 0);
    const told = (...claims: readonly Acquisition[]): unknown => withUnloggedCalls(study(trace({ instances, acquisitions: [...long, ...claims] })));
    expect(told(at(410, 460), at(500, 550), at(600, 650))).toBeUndefined();
    expect(told(at(410, 460), at(500, 550), at(600, 1_300))).toBeDefined();
  });

  it("is told as it is where calls are logged", () => {
    const operations = [operation(105, 205, { operation: "rpc-call", name: "object_action", actor: bootOf(0) })];
    expect(withUnloggedCalls(study(trace({ instances, acquisitions: [...builds, claim(100, 210, 0)], operations })))).toBeUndefined();
  });
});
