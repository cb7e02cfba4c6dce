import { describe, expect, it } from "vitest";
import { roundsOf, waitsInAllocations } from "../../../src/analyses/what-if/unplaced-waits.ts";
import { resourceKey } from "../../../src/analyses/resource-key.ts";
import type { TimedOperation } from "../../../src/model/trace.ts";
import { actor, bootOf, instance, life, mark, operation, study, trace } from "../../support/traces.ts";

/** Two boots whose network is allocated from 100 ms on, the one in 300, the other in 500 ms; of each 100 ms are waiting for the answer to one request, and 25 the answer. */
function unseenWaitMs(operations: readonly TimedOperation[] = []): number | undefined {
  const boots = [400, 600].map((readyMs, boot) => instance(`boot-${boot}`, [mark(0, "create-requested"), mark(100, "network-started"), mark(readyMs, "network-ready"), mark(1000, "built")]));
  const asked = [0, 1].map((boot) =>
    life(100, 200, 225, { resource: "service", lock: "neutron-server workers", resourceClass: "neutron-server workers", form: "inferred", actor: bootOf(boot, { service: "neutron-server" }) }),
  );
  const [waits] = waitsInAllocations({ ...study(trace({ instances: boots, acquisitions: asked, operations })), acquisitions: asked }).values();
  return waits === undefined ? undefined : waits / 1000;
}

describe("waiting that is not placed", () => {
  it("is in the rest of what an allocation asked the network service as it is in what is seen of it", () => {
    // Of 175 and 375 ms four fifths.
    expect(unseenWaitMs()).toBe((0.8 * (175 + 375)) / 2);
  });

  it("is none where the network service tells itself what it served", () => {
    expect(unseenWaitMs([operation(100, 200, { operation: "http-served", name: "POST /v2.0/ports", actor: actor({ service: "neutron-server" }) })])).toBeUndefined();
  });

  it("counts once for each round of boots that nova-compute's permits let in", () => {
    const lines = [0, 1, 2, 3, 4, 5].map((boot) => ({ role: "boot" as const, host: "cmp1", instance: boot, start: { kind: "fixed" as const, atUs: 0 }, nodes: [] }));
    const slots = (service: string, ...permits: readonly number[]) => permits.map((some, host) => ({ identity: `${service} ${host}`, key: resourceKey({ kind: "permit", service, resource: "slots" }), permits: some, fair: true, served: undefined }));
    const rounds = (resources: ReturnType<typeof slots>): number => roundsOf({ lines, resources, fromUs: 0, guests: new Map(), observed: { makespanUs: undefined, deletesUs: undefined } });
    expect([rounds(slots("nova-compute", 2)), rounds(slots("nova-compute", 2, 1)), rounds(slots("nova-compute", 20)), rounds(slots("libvirtd", 2))]).toEqual([3, 2, 1, 1]);
  });
});
