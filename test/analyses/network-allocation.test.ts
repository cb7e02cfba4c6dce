import { describe, expect, it } from "vitest";
import { endOfAllocation } from "../../src/analyses/network-allocation.ts";
import { bootOf, instance, life, mark, operation } from "../support/traces.ts";

const ASKED = [
  operation(1000, 1400, { operation: "http-served", name: "POST /v2.0/ports", actor: bootOf(0, { service: "neutron-server" }) }),
  operation(1500, 1900, { operation: "http-call", name: "PUT http://10.0.0.2:9696/v2.0/ports/1", actor: bootOf(0) }),
];
const CACHE = life(1950, 1950, 2300, { lock: "refresh_cache-0e1f", resourceClass: "refresh_cache-<uuid>", actor: bootOf(0) });
const IMAGE = life(1000, 1000, 2900, { lock: "image", actor: bootOf(0) });
const LATER = operation(4000, 4200, { operation: "http-served", name: "GET /v2.0/ports", actor: bootOf(0, { service: "neutron-server" }) });

describe("the allocation of a boot's network", () => {
  it("ends where a line says that the network is known", () => {
    expect(endOfAllocation(instance("a", [mark(900, "network-started"), mark(2500, "network-ready"), mark(3000, "xml-started")]), 900_000, [...ASKED, CACHE])).toBe(2_500_000);
  });

  it("ends, without such a line, with the last that was seen of it before the guest's XML was there", () => {
    expect(endOfAllocation(instance("a", [mark(900, "network-started"), mark(3000, "xml-ready")]), 900_000, [...ASKED, CACHE, IMAGE, LATER])).toBe(2_300_000);
  });

  it("ends with neutron's last answer before the guest started where neither the network's nor the XML's lines are there", () => {
    expect(endOfAllocation(instance("a", [mark(900, "network-started"), mark(3500, "guest-started")]), 900_000, [...ASKED, IMAGE, LATER])).toBe(1_900_000);
  });

  it("has no known end where nothing was seen of it", () => {
    expect(endOfAllocation(instance("a", [mark(900, "network-started"), mark(3500, "guest-started")]), 900_000, [IMAGE])).toBeUndefined();
  });
});
