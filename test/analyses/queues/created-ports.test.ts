import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import type { Trace } from "../../../src/model/trace.ts";
import { instance, mark, source, trace } from "../../support/traces.ts";

/** Boots whose networks are allocated 10 ms after one another, and whose ports are made so long after that, ms. */
const boots = (...madeMs: readonly number[]): Trace["instances"] =>
  madeMs.map((atMs, index) => instance(`i${index}`, [mark(0, "create-requested"), mark(10 * index, "network-started"), mark(atMs, "network-port-created"), mark(20_000, "built")], { bootRequestIds: [`req-${index}`] }));
const queues = (instances: Trace["instances"], ...services: readonly string[]): readonly (readonly [string, number | undefined, number])[] => {
  const { pools, acquisitions } = findQueues(trace({ instances, sources: ["nova-compute", ...services].map((service) => source({ service })) }));
  return [...pools.values()].map(({ identity, permits }) => [identity, permits, Math.round(acquisitions.filter((one) => one.identity === identity).reduce((sum, { waitUs = 0 }) => sum + waitUs, 0) / 1000)]);
};
const EVENLY = [400, 805, 1200, 1595, 2000, 2405, 2800, 3200];

describe("ports of the network service that only nova-compute tells of", () => {
  it("show one server by the even pace at which they are made", () => {
    // Each waits from when its network is allocated until the port before it is made.
    const waitedMs = EVENLY.slice(0, -1).reduce((sum, madeMs, index) => sum + madeMs - 10 * (index + 1), 0);
    expect(queues(boots(...EVENLY))).toEqual([["||inferred|neutron-server workers", 1, waitedMs]]);
  });

  it("show none where they are made in order, but not evenly", () => {
    expect(queues(boots(400, 450, 1600, 1650, 3200, 3300, 4900, 5000))).toEqual([]);
  });

  it("are left to the network service's own log where that is there", () => {
    expect(queues(boots(...EVENLY), "neutron-server")).toEqual([]);
  });

  it("wait from the port before, where an instance has several", () => {
    const several = boots(...EVENLY).map((one, index) => ({ ...one, milestones: [...one.milestones.slice(0, 3), mark(3200 + (EVENLY[index] ?? 0), "network-port-created"), ...one.milestones.slice(3)] }));
    // Every second one stands behind seven of the others.
    const [[, , waitedMs] = ["", 0, 0]] = queues(several);
    expect(waitedMs / 8 / 2).toBeCloseTo((200 * 7 + 400 * 7) / 2, -2);
  });
});
