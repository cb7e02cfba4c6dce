import { describe, expect, it } from "vitest";
import { checkLimits } from "../../src/analyses/check-limits.ts";

const lock = { id: "H1", kind: "lock", service: "nova-compute", resource: "compute_resources" } as const;
const event = { id: "H2", kind: "event", service: "nova-compute", resource: "network-vif-plugged" } as const;
const both = [lock, event];

describe("a limit that is asked for", () => {
  it("is refused of an event, with what to ask for instead", () => {
    expect(() => {
      checkLimits([{ change: "limit", of: "H2", value: 3 }], both);
    }).toThrow(expect.objectContaining({ code: "bad-option", message: "--limit H2=3: network-vif-plugged is an event, of which there is no number of permits", hint: expect.stringContaining("--scale 'H2=0.5'") as string }) as Error);
  });

  it("is fine of whatever else has that name, and other changes are of events", () => {
    expect(() => {
      checkLimits([{ change: "limit", of: "H1", value: 3 }, { change: "scale", of: "H2", value: 3 }, { change: "limit", of: "x", value: 3 }], [...both, { ...event, id: "H3", resource: "x" }, { ...lock, id: "H4", resource: "x" }]);
    }).not.toThrow();
  });
});
