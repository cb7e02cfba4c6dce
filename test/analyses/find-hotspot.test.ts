import { describe, expect, it } from "vitest";
import { findHotspot } from "../../src/analyses/find-hotspot.ts";

const HOTSPOTS = [
  { id: "H1", service: "nova-compute", resource: "compute_resources" },
  { id: "H2", service: "nova-compute", resource: "<uuid>" },
  { id: "H3", service: "nova-api", resource: "<uuid>" },
];
const found = (name: string) => findHotspot(HOTSPOTS, name);

describe("a hotspot by name", () => {
  it.each([["H1"], ["h1"], ["compute_resources"], ["nova-compute compute_resources"]])("is found as %s", (name) => {
    expect(found(name)).toEqual({ found: HOTSPOTS[0] });
  });

  it("needs its service where several have the name", () => {
    expect(found("<uuid>")).toEqual({ candidates: ["H2 (nova-compute <uuid>)", "H3 (nova-api <uuid>)"] });
    expect(found("nova-api <uuid>")).toEqual({ found: HOTSPOTS[2] });
  });

  it("is offered by part of its name, else all are", () => {
    expect(found("resources")).toEqual({ candidates: ["H1 (nova-compute compute_resources)"] });
    expect(found("iptables")).toMatchObject({ candidates: { length: 3 } });
  });
});
