import { describe, expect, it } from "vitest";
import { worstSecond } from "../../src/analyses/worst-second.ts";
import type { Trace } from "../../src/model/trace.ts";
import { leastCpuMs } from "../support/cpu-ms.ts";
import { actor, bootOf, instance, life, mark, study, trace } from "../support/traces.ts";

const worst = (own: Partial<Trace>): ReturnType<typeof worstSecond> => worstSecond(study(trace(own)));
const boots = (count: number): Trace["instances"] => Array.from({ length: count }, (_, index) => instance(`i${index}`, [mark(0, "create-requested"), mark(20_000, "built")]));

describe("the worst second", () => {
  it("is the one in which boots waited most, from the first of their waits", () => {
    const acquisitions = [life(0, 0, 4_000, { actor: bootOf(0) }), life(1_000, 4_000, 6_000, { actor: bootOf(1) }), life(3_000, 6_000, 6_100, { actor: bootOf(2) })];
    expect(worst({ instances: boots(3), acquisitions })).toMatchObject({ startUs: 3e6, endUs: 4e6, waitUs: 2e6 });
  });

  it("shows who waited, for what, and who had it", () => {
    const acquisitions = [life(0, 0, 4_000, { actor: bootOf(0) }), life(1_000, 4_000, 6_000, { actor: bootOf(1) }), life(1_500, 6_000, 6_100, { actor: bootOf(2) })];
    expect(worst({ instances: boots(3), acquisitions })?.resources).toEqual([
      { kind: "lock", service: "nova-compute", resource: "L", waitUs: 2e6, waiters: [{ name: "i1", waitUs: 1e6 }, { name: "i2", waitUs: 1e6 }], moreWaiters: 0, holders: [{ name: "i0", waitCausedUs: 2e6, waitsFor: null }], moreHolders: 0 },
    ]);
  });

  it("says what a holder waits for itself", () => {
    const inner = { lock: "M", identity: "M", resourceClass: "M" };
    const acquisitions = [
      life(0, 0, 9_000, { actor: bootOf(0) }), life(1_000, 9_000, 9_100, { actor: bootOf(1) }), life(1_000, 9_100, 9_200, { actor: bootOf(2) }),
      life(0, 0, 8_000, { actor: actor({ requestId: "req-x" }), by: "periodic", ...inner }), life(500, 8_000, 8_500, { actor: bootOf(0), ...inner }),
    ];
    const [lock, awaited] = worst({ instances: boots(3), acquisitions })?.resources ?? [];
    expect(lock?.holders).toEqual([{ name: "i0", waitCausedUs: 2e6, waitsFor: "M" }]);
    expect(awaited).toMatchObject({ resource: "M", waiters: [{ name: "i0" }], holders: [{ name: "periodic", waitsFor: null }] });
  });

  it("counts what it has no room for", () => {
    const acquisitions = Array.from({ length: 100 }, (_, index) => life(0, 1_000 + index, 1_001 + index, { actor: bootOf(index) }));
    const [lock] = worst({ instances: boots(100), acquisitions })?.resources ?? [];
    expect([lock?.waiters.length, lock?.moreWaiters]).toEqual([60, 40]);
  });

  it("is of anyone where there is no boot, and of nobody where nobody waited", () => {
    expect(worst({ acquisitions: [life(0, 0, 2_000), life(500, 2_000, 2_100)] })).toMatchObject({ startUs: 500_000, waitUs: 1e6 });
    expect(worst({ acquisitions: [life(0, 0, 2_000)] })).toBeNull();
  });

  it("is found among 200,000 waits in less than a second of processor time", () => {
    const acquisitions = Array.from({ length: 200_000 }, (_, index) => life(index, index + 900 + (index % 7), undefined, { holdUs: 100 }));
    const of = study({ ...trace({ endMs: 300_000 }), acquisitions });
    const tookMs = leastCpuMs(() => {
      expect(worstSecond(of)?.waitUs).toBeGreaterThan(0);
    }, 1_000);
    expect(tookMs).toBeLessThan(1_000);
  });
});
