import { describe, expect, it } from "vitest";
import { nameAllocations } from "../../src/linking/name-allocations.ts";
import type { TimedOperation } from "../../src/model/trace.ts";
import { actor, bootOf, instance, mark, operation } from "../support/traces.ts";

const BOOTS = [0, 1, 2, 3];

/** Boots ask neutron for the network and then for a port, one served after the other; what neutron's log names is the port's. */
const instances = BOOTS.map((boot) => instance(`boot-${boot}`, [mark(100 + boot, "network-started")], { bootRequestIds: [`req-${boot}`] }));
const ports = BOOTS.map((boot) => operation(600 + boot * 200, 790 + boot * 200, { operation: "http-served", name: "POST /v2.0/ports", actor: bootOf(boot, { service: "neutron-server", requestId: `req-n${boot}` }) }));
const networks = (startsMs: readonly number[], own: Partial<TimedOperation["actor"]> = {}) =>
  startsMs.map((atMs) => operation(atMs, atMs + 90, { operation: "http-served", name: `GET /v2.0/networks?id=${atMs}`, actor: actor({ service: "neutron-server", requestId: `req-m${atMs}`, ...own }) }));

function named(operations: readonly TimedOperation[], of = instances): readonly (number | undefined)[] {
  return nameAllocations([...operations].sort((a, b) => a.startUs - b.startUs), of).filter(({ name }) => name.startsWith("GET")).map(({ actor: { instance: one } }) => one);
}

describe("what the network service served without a word for whom", () => {
  it("is the boots' where each has one between the beginning of its allocation and the first that names it", () => {
    expect(named([...networks([110, 200, 300, 400]), ...ports])).toEqual([0, 1, 2, 3]);
    expect(nameAllocations(networks([110, 200, 300, 400]).concat(ports), instances)[0]?.actor).toMatchObject({ role: "boot", globalRequestId: "req-0" });
  });

  it("is nobody's where most boots have none", () => {
    expect(named([...networks([110]), ...ports])).toEqual([undefined]);
  });

  it("leaves what comes at another time to others", () => {
    expect(named([...networks([110, 200, 300, 400, 5000]), ...ports])).toEqual([0, 1, 2, 3, undefined]);
  });

  it("is a boot's while the API answered it, too", () => {
    const asked = BOOTS.map((boot) => instance(`boot-${boot}`, [mark(boot * 10, "create-requested", { service: "nova-api" }), mark(95 + boot * 10, "create-accepted", { service: "nova-api" })], { bootRequestIds: [`req-${boot}`] }));
    expect(named(networks([1, 12, 23, 34], {}).map((one, boot) => ({ ...one, endUs: one.startUs + 50_000 + boot })), asked)).toEqual([0, 1, 2, 3]);
  });

  it("is asked for by the allocations where there is one for each boot, and the API was busy with the same boots then", () => {
    const both = instances.map(({ milestones, ...one }, boot) => instance(one.id, [...milestones, mark(50, "create-requested", { service: "nova-api" }), mark(395 + boot, "create-accepted", { service: "nova-api" })], one));
    expect(named([...networks([110, 200, 290, 380]), ...ports], both)).toEqual([0, 1, 2, 3]);
  });

  it("is left as it is where the log names callers", () => {
    expect(named([...networks([110, 200, 300, 400]), ...ports.map((one) => ({ ...one, actor: { ...one.actor, globalRequestId: "req-0" } }))])).toEqual([undefined, undefined, undefined, undefined]);
  });
});
