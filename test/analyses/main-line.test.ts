import { describe, expect, it } from "vitest";
import { tellLines, type Lines } from "../../src/analyses/main-line.ts";
import type { Trace } from "../../src/model/trace.ts";
import { bootOf, eventWait, instance, life, mark, operation, trace } from "../support/traces.ts";

/** A boot whose network is allocated from 10 to 80 ms; its main line is last seen at 40. */
const booting = instance("i", [mark(0, "build-started"), mark(10, "network-started"), mark(40, "image-started"), mark(80, "network-ready"), mark(100, "built")], { bootRequestIds: ["req-0"], eventWaits: [eventWait(85, 95, 0)] });
const linesOf = (own: Partial<Trace>): Lines => tellLines(trace({ instances: [booting], ...own }));
const waits = (own: Partial<Trace>): (readonly [number, number])[] => linesOf(own).mainWaits(0, "boot").map(({ startUs, endUs }) => [startUs / 1000, endUs / 1000] as const);

const beside = (wantedMs: number, gotMs: number): Trace["acquisitions"][number] => life(wantedMs, gotMs, gotMs + 1, { actor: bootOf(0), lock: "refresh_cache-i" });

describe("the main line of a boot", () => {
  it("waits for what its own request waits for, and for events", () => {
    expect(waits({ acquisitions: [life(20, 30, 31, { actor: bootOf(0) })] })).toEqual([[20, 30], [85, 95]]);
  });

  it("waits for what other services and libvirt's threads wait for on its behalf", () => {
    const called = life(2, 4, 5, { actor: bootOf(0, { service: "placement-api", requestId: "req-p", globalRequestId: "req-0" }) });
    const thread = life(6, 8, 9, { actor: bootOf(0, { service: "libvirtd", requestId: undefined, tid: 7 }) });
    expect(waits({ acquisitions: [called, thread] })).toEqual([[2, 4], [6, 8], [85, 95]]);
  });

  it("does not wait with other requests of the compute service, nor with agents", () => {
    const handler = life(2, 4, 5, { actor: bootOf(0, { requestId: "req-event" }) });
    const agent = life(2, 4, 5, { actor: bootOf(0, { service: "neutron-linuxbridge-agent", requestId: "req-agent" }) });
    expect(waits({ acquisitions: [handler, agent] })).toEqual([[85, 95]]);
  });

  it("does not wait with the allocation of its network while it has work of its own", () => {
    expect(waits({ acquisitions: [beside(20, 30)] })).toEqual([[85, 95]]);
  });

  it("waits with it from its own last sign on", () => {
    expect(waits({ acquisitions: [beside(30, 70)] })).toEqual([[40, 70], [85, 95]]);
    expect(linesOf({ operations: [operation(45, 60, { actor: bootOf(0) })] }).joinOf(0)).toEqual({ startUs: 60_000, endUs: 80_000 });
  });

  it("does not wait with it while it waits for, or holds, what it asked for since and is not done with when the network is there", () => {
    const image = (wantedMs: number, gotMs: number) => life(wantedMs, gotMs, 90, { actor: bootOf(0), lock: "image" });
    expect(waits({ acquisitions: [beside(30, 70), image(45, 45)] })).toEqual([[85, 95]]);
    expect(waits({ acquisitions: [beside(30, 70), image(45, 85)] })).toEqual([[45, 85], [85, 95]]);
    expect(linesOf({ operations: [operation(45, 90, { actor: bootOf(0) })] }).joinOf(0)).toEqual({ startUs: 80_000, endUs: 80_000 });
  });

  it("waits with it whatever it has held since before", () => {
    expect(waits({ acquisitions: [beside(30, 70), life(5, 5, 98, { actor: bootOf(0), lock: "uuid" })] })).toEqual([[40, 70], [85, 95]]);
  });

  it("is not the allocation of the network, which is beside it", () => {
    const lines = linesOf({ acquisitions: [beside(30, 70)] });
    expect([lines.lineOf(beside(30, 70)), lines.lineOf(life(30, 70, 71, { actor: bootOf(0) }))]).toEqual(["side", "main"]);
    expect(lines.sideWaits(0)).toHaveLength(1);
  });
});
