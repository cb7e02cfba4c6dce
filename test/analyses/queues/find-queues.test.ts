import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import { actor, bootOf, instance, life, mark, operation, trace } from "../../support/traces.ts";

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

/**
 * One conductor answers ten boots that call it at the same time, 200 ms each; later they call it at these times, for 100 ms, and others at those times. When it served whom later,
 * and what they waited.
 */
function servedLater(laterMs: readonly number[], strangersMs: readonly number[] = []): readonly (readonly [fromMs: number, untilMs: number, waitMs: number])[] {
  const instances = BOOTS.map((boot) => instance(`boot-${boot}`, [mark(0, "create-requested"), mark(9500, "active")]));
  const call = (boot: number, calledMs: number, fromMs: number, untilMs: number) => [
    operation(calledMs, untilMs, { operation: "rpc-call", name: "call conductor", messageId: `${boot} at ${calledMs}`, actor: bootOf(boot) }),
    operation(fromMs, untilMs, { operation: "rpc-served", name: "call", messageId: `${boot} at ${calledMs}`, actor: bootOf(boot, { service: "nova-conductor", pid: 7 }) }),
  ];
  const operations = [...BOOTS.flatMap((boot) => call(boot, 1003, 1003 + boot * 200, 1203 + boot * 200)), ...laterMs.flatMap((atMs, boot) => call(boot, atMs, atMs, atMs + 100))];
  const strangers = strangersMs.map((atMs) => operation(atMs, atMs + 100, { operation: "rpc-served", name: "call", actor: actor({ service: "nova-conductor", pid: 7, role: "background" }) }));
  const { acquisitions } = findQueues(trace({ instances, operations: [...operations, ...strangers], endMs: 10_000 }));
  return acquisitions.filter(({ acquiredUs = 0 }) => acquiredUs >= 4_000_000).map(({ acquiredUs = 0, releasedUs = 0, waitUs = 0 }) => [acquiredUs / 1000, releasedUs / 1000, waitUs / 1000]);
}

describe("a queue that others passed while nobody waited in it", () => {
  it("is told with them too, since they would wait if more of them came at once", () => {
    expect(servedLater([5010, 5110, 6010])).toEqual([[5010, 5110, 0], [5110, 5210, 0], [6010, 6110, 0]]);
  });

  it("is told with requests of nobody's boot among theirs, which would be before them in the queue", () => {
    expect(servedLater([5010, 6010], [5110])).toEqual([[5010, 5110, 0], [5110, 5210, 0], [6010, 6110, 0]]);
    expect(servedLater([], [5010])).toEqual([]);
  });

  it("is told with those who kept it busy between boots, which would be before boots that come at another time", () => {
    const busyMs = Array.from({ length: 45 }, (_, index) => 4300 + index * 110);
    expect(servedLater([9300], busyMs)).toHaveLength(46);
    expect(servedLater([9300], [4300])).toEqual([[9300, 9400, 0]]);
    expect(servedLater([9300], [9500])).toEqual([[9300, 9400, 0]]);
  });

  it("is told without them where more were inside than the limit lets in", () => {
    expect(servedLater([5010, 5050, 5075])).toEqual([]);
  });
});

describe("since when a boot waited for an answer that only the service tells of", () => {
  it("is not told by what its main line writes while its network is allocated beside it", () => {
    const ownLines = () => [900, 1005, 2500, 3500].map((atMs) => ({ atUs: atMs * 1000, service: "nova-compute", role: "boot" as const, place: { source: 0, line: atMs } }));
    const instances = BOOTS.map((boot) => instance(`boot-${boot}`, [mark(0, "create-requested"), mark(1005, "network-started"), mark(9000, "xml-ready"), mark(9500, "active")], { ownLines }));
    const operations = BOOTS.map((boot) => operation(1010 + boot * 300, 1310 + boot * 300, { operation: "http-served", name: "POST /v2.0/ports", actor: bootOf(boot, { service: "neutron-server", pid: 9 }) }));
    const { acquisitions } = findQueues(trace({ instances, operations, endMs: 10_000 }));
    // The first came at once; from then on all ten were waiting, though they wrote lines at 2.5 and 3.5 s.
    expect(acquisitions.map(({ waitUs }) => waitUs)).toEqual([0, 300_000, 600_000, 900_000, 1_200_000, 1_500_000, 1_800_000, 2_100_000, 2_400_000, 2_700_000]);
  });

  it("is the answer before, though stamps cut to milliseconds have that end after the next began", () => {
    const ownLines = () => [{ atUs: 1_005_000, service: "nova-compute", role: "boot" as const, place: { source: 0, line: 1 } }];
    const instances = BOOTS.map((boot) => instance(`boot-${boot}`, [mark(0, "create-requested"), mark(1005, "network-started"), mark(9000, "xml-ready"), mark(9500, "active")], { ownLines }));
    const served = (boot: number, fromMs: number, untilMs: number, name: string) => operation(fromMs, untilMs, { operation: "http-served", name, actor: bootOf(boot, { service: "neutron-server", pid: 9 }) });
    const ports = BOOTS.map((boot) => served(boot, 1010 + boot * 300, 1310 + boot * 300, "POST /v2.0/ports"));
    const { acquisitions } = findQueues(trace({ instances, operations: [...ports, served(9, 4009.6, 4310, "PUT /v2.0/ports/p")], endMs: 10_000 }));
    expect(acquisitions.at(-1)?.waitUs).toBe(0);
  });
});
