import { describe, expect, it } from "vitest";
import type { Guest } from "../../../src/analyses/what-if/activity.ts";
import { coresOfGuests, guestsOf, workOfGuest } from "../../../src/analyses/what-if/guests.ts";
import type { GaugePoint } from "../../../src/model/trace.ts";
import { actor, instance, mark, operation, study, trace } from "../../support/traces.ts";

const SECOND_US = 1_000_000;

/** What one process of a guest used of a core in each second from one on, by the end of each. */
const used = (pid: number, fromS: number, shares: readonly number[]): readonly GaugePoint[] =>
  shares.map((share, index) => ({ gauge: "process-cpu", host: "cmp1", subject: "qemu-system-x86", pid, atUs: (fromS + index + 1) * SECOND_US, intervalUs: SECOND_US, share, cores: undefined }));

/** Boots a, b, …: asked for at the same time, their domains started and themselves ACTIVE at these seconds. */
const guestsWith = (boots: readonly (readonly [startS: number, activeS: number])[], gauges: readonly GaugePoint[]): readonly Guest[] => {
  const instances = boots.map(([, activeS], index) => instance(String.fromCharCode(97 + index), [mark(10_000, "create-requested"), mark(activeS * 1000, "active")]));
  const operations = boots.map(([startS, activeS], index) => operation(startS * 1000, activeS * 1000, { operation: "domain-start", name: "start", actor: actor({ service: "libvirtd", instance: index, role: "boot" }) }));
  const of = study(trace({ instances, operations, gauges }));
  return of.run === undefined ? [] : guestsOf(of.trace, of.run).get("cmp1") ?? [];
};

describe("the guests of boots", () => {
  it("are told by the order in which their processes appear and their domains were started", () => {
    const guests = guestsWith([[16, 18], [12, 20]], [...used(7, 12, [1, 1]), ...used(8, 16, [1, 1])]);
    expect(guests.map((guest) => guest.instance)).toEqual([1, 0]);
  });

  it("are nobody's where they were there before the first request", () => {
    expect(guestsWith([[12, 14]], used(7, 3, [1, 1])).map((guest) => guest.instance)).toEqual([undefined]);
  });

  it("that were there before use no more for themselves during the run than they did before it", () => {
    const [stranger] = guestsWith([[12, 14]], [...used(7, 3, [0.2, 0.3, 0.1]), ...used(7, 12, [0.9, 0.1])]);
    expect(stranger?.own.map(({ cores }) => cores)).toEqual([0.2, 0.3, 0.1, 0.3, 0.1]);
    const [unmeasured] = guestsWith([[12, 14]], used(7, 9.5, [0.9, 0.8]));
    expect(unmeasured?.own.map(({ cores }) => cores)).toEqual([0.9, 0.8]);
  });

  it("work for themselves once their boot is ACTIVE, not while they are part of it", () => {
    const [guest] = guestsWith([[12, 14]], used(7, 12, [0.8, 0.9, 0.5, 0.2]));
    expect(guest?.own).toEqual([{ startUs: 14 * SECOND_US, endUs: 15 * SECOND_US, cores: 0.5 }, { startUs: 15 * SECOND_US, endUs: 16 * SECOND_US, cores: 0.2 }]);
    expect(coresOfGuests(guest === undefined ? [] : [guest])({ startUs: 14 * SECOND_US, endUs: 15 * SECOND_US })).toBe(0.5);
  });

  it("used as much right after they were ACTIVE as the next sample shows, the rest of that one before", () => {
    const [busy] = guestsWith([[12, 13.5]], used(7, 12, [0.8, 0.9, 0.4]));
    expect(busy?.own[0]).toEqual({ startUs: 13.5 * SECOND_US, endUs: 14 * SECOND_US, cores: 0.4 });
    const [idle] = guestsWith([[12, 13.5]], used(7, 12, [0.8, 0.9]));
    expect(idle?.own).toEqual([{ startUs: 13.5 * SECOND_US, endUs: 14 * SECOND_US, cores: 0 }]);
  });

  it("ask for a core where they used much of one, as work that starts with them, and for nothing once they are idle", () => {
    const [guest] = guestsWith([[12, 14]], used(7, 12, [1, 1, 0.6, 0.1, 0.01]));
    expect(guest === undefined ? [] : workOfGuest(guest)).toMatchObject([{ asks: { cores: 1, cpuUs: 600_000 } }, { asks: { cores: 0.1, cpuUs: 100_000 } }]);
  });
});
