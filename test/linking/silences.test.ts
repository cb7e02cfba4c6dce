import { describe, expect, it } from "vitest";
import { activity, linked, milestone } from "../support/events.ts";

const BOOT = { requestId: "req-1", instanceId: "0e1f2a3b-1111-4222-8333-444455556666" };

describe("silences of a process", () => {
  it("are noted from 400 ms on, beside a line of a boot", () => {
    const { silences } = linked([{ path: "nova-compute.log", events: [milestone(200, "build-started", BOOT), activity(500, BOOT), activity(3500, BOOT), activity(3890, BOOT)] }]);
    expect(silences.map(({ startUs, endUs, service, place }) => [startUs, endUs, service, place.line])).toEqual([[500_000, 3_500_000, "nova-compute", 3500]]);
  });

  it("are noted beside what the process writes of a guest, soon after a line of a boot", () => {
    const guest = { requestId: "req-9" };
    const after = (guestMs: number) => linked([{ path: "nova-compute.log", events: [milestone(200, "build-started", BOOT), activity(500, BOOT), activity(guestMs, guest), activity(guestMs + 2000, guest)] }]).silences;
    expect(after(600).map(({ startUs, endUs }) => [startUs, endUs])).toEqual([[600_000, 2_600_000]]);
    expect(after(5600).map(({ startUs, endUs }) => [startUs, endUs])).toEqual([[500_000, 5_600_000]]);
  });

  it("are of each process by itself", () => {
    const { silences } = linked([{ path: "nova-api.log", events: [milestone(100, "build-started", BOOT), activity(1000, { ...BOOT, pid: 2 }), activity(1500, { ...BOOT, pid: 2 }), activity(2000, BOOT)] }]);
    expect(silences.map(({ pid, endUs }) => [pid, endUs])).toEqual([[2, 1_500_000], [1, 2_000_000]]);
  });

  it("between lines of no boot are not noted", () => {
    expect(linked([{ path: "nova-compute.log", events: [activity(100, { requestId: "req-9" }), activity(60_000, { requestId: "req-9" })] }]).silences).toEqual([]);
  });
});
