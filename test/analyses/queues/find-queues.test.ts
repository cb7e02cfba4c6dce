import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import { bootOf, instance, life, mark, operation, trace } from "../../support/traces.ts";

const BOOTS = Array.from({ length: 10 }, (_, boot) => boot);

/** Neutron answers one boot after the other, 300 ms each, while all wait for an image; names of the queues that this shows. */
function queuesWhile(networkStartedMs: number): readonly string[] {
  const instances = BOOTS.map((boot) => instance(`boot-${boot}`, [mark(0, "create-requested"), mark(networkStartedMs, "network-started"), mark(9000, "network-ready"), mark(9500, "active")]));
  const operations = BOOTS.map((boot) => operation(1010 + boot, 1310 + boot * 300, { operation: "http-served", name: "POST /v2.0/ports", actor: bootOf(boot, { service: "neutron-server", pid: 9 }) }));
  const acquisitions = BOOTS.map((boot) => life(900, 8000 + boot, 8001 + boot, { lock: "image", resourceClass: "image", identity: "image", actor: bootOf(boot) }));
  const { pools } = findQueues(trace({ instances, operations, acquisitions, endMs: 10_000 }));
  return [...pools.values()].map(({ identity }) => identity.split("|").at(-1) ?? "");
}

describe("a queue in which boots wait while they wait for something logged", () => {
  it("is told where it is the allocation of their network that waits in it, which runs beside", () => {
    expect(queuesWhile(500)).toEqual(["neutron-server workers"]);
  });

  it("is not told of their main line, whose waiting is told already", () => {
    expect(queuesWhile(8500)).toEqual([]);
  });
});
