import { describe, expect, it } from "vitest";
import { findHotspot, findHotspots } from "../../src/analyses/find-hotspot.ts";
import { TraceRankError } from "../../src/model/error.ts";

const HOTSPOTS = [
  { id: "H1", service: "nova-compute", resource: "compute_resources" },
  { id: "H2", service: "nova-compute", resource: "<uuid>" },
  { id: "H3", service: "nova-api", resource: "<uuid>" },
];

/** What is said to someone whose name is not that of one, and what is offered. */
const refused = (name: string, hotspots: typeof HOTSPOTS = HOTSPOTS): readonly [string, string | undefined] => {
  try {
    return [findHotspot(hotspots, name).id, undefined];
  } catch (error) {
    return error instanceof TraceRankError ? [error.message, error.hint] : [String(error), undefined];
  }
};

describe("a hotspot by name", () => {
  it.each([["H1"], ["h1"], ["compute_resources"], ["nova-compute compute_resources"]])("is found as %s", (name) => {
    expect(findHotspot(HOTSPOTS, name)).toBe(HOTSPOTS[0]);
  });

  it("needs its service where several have the name and one is meant", () => {
    expect(refused("<uuid>")).toEqual(["<uuid>: not the name of one hotspot of these logs", "Name one by its id or its resource: H2 (nova-compute <uuid>), H3 (nova-api <uuid>)."]);
    expect(findHotspot(HOTSPOTS, "nova-api <uuid>")).toBe(HOTSPOTS[2]);
  });

  it("is several where several have the name and any number may be meant", () => {
    expect(findHotspots(HOTSPOTS, "<uuid>")).toEqual(HOTSPOTS.slice(1));
  });

  it("is found by the last words of its resource, if no other ends so", () => {
    const slots = { id: "H4", service: "nova-compute", resource: "nova-compute build slots" };
    const workers = ["nova-api", "neutron-server"].map((service, index) => ({ id: `H${index + 5}`, service, resource: `${service} workers` }));
    const all = [...HOTSPOTS, slots, ...workers];
    expect(findHotspot(all, "Build slots")).toBe(slots);
    expect(findHotspot(all, "server workers")).toBe(all[5]);
    expect(findHotspot(all, "nova-compute nova-compute build slots")).toBe(slots);
    expect(refused("slot", all)[1]).toBe("Name one by its id or its resource: H4 (nova-compute build slots).");
    expect(refused("workers", all)[1]).toBe("Name one by its id or its resource: H5 (nova-api workers), H6 (neutron-server workers).");
  });

  it("is offered by part of its name", () => {
    expect(refused("resources")).toEqual(["resources: no such hotspot in these logs", "Name one by its id or its resource: H1 (nova-compute compute_resources)."]);
  });

  it("is offered among the first of all, and how many more there are is said", () => {
    const many = Array.from({ length: 10 }, (_, index) => ({ id: `H${index + 1}`, service: "nova-api", resource: `r${index}` }));
    expect(refused("iptables", many)[1]).toMatch(/: H1 \(nova-api r0\), .*H8 \(nova-api r7\), and 2 more\.$/);
    expect(refused("iptables", [])[1]).toBe("Nothing in these logs is waited for.");
  });
});
