import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { pairSource } from "../../src/linking/pair-source.ts";
import type { PairedSource } from "../../src/linking/raw.ts";
import { retention, type Room } from "../../src/linking/retention.ts";
import { acquired, activity, milestone, released, requested, took } from "../support/events.ts";

const TINY: Room = { boots: 100, acquisitions: 4, records: 4, gauges: 4, lines: 210, linesOfOne: 50 };

function pairedWith(room: Room, events: readonly LogEvent[]): PairedSource {
  const pairing = pairSource(retention(room));
  for (const event of events) pairing.add(event, 0);
  pairing.end();
  return pairing.paired();
}

/** One life of a lock by one request: wanted, got, given back. */
function life(atMs: number, requestId: string, own: { waitMs?: number; holdMs?: number; lock?: string; by?: string } = {}): readonly LogEvent[] {
  const { waitMs = 0, holdMs = 2, lock = "L", by = "f" } = own;
  const words = { lock, by, at: { requestId, pid: 7 } };
  return [requested(atMs, words), acquired(atMs + waitMs, { ...words, waitMs }), released(atMs + waitMs + holdMs, { ...words, holdMs })];
}

const background = (count: number, fromMs = 0): readonly LogEvent[] => Array.from({ length: count }, (_, index) => life(fromMs + index * 10, `req-background-${fromMs}-${index}`)).flat();

describe("what is kept", () => {
  it("of uncontended acquisitions in the background is the newest; older ones are counted", () => {
    const { acquisitions, folds } = pairedWith(TINY, background(100));
    expect(acquisitions.length).toBeLessThanOrEqual(2 * TINY.acquisitions);
    expect(acquisitions.at(-1)?.acquiredUs).toBe(990_000);
    const counted = folds.reduce((sum, fold) => sum + fold.acquisitions, 0);
    expect(counted + acquisitions.length).toBe(100);
    expect(folds.reduce((sum, fold) => sum + fold.holds.totalUs, 0)).toBe(counted * 2000);
  });

  it("includes every contended wait and the hold that caused it", () => {
    const { acquisitions } = pairedWith(TINY, [...life(0, "req-a", { holdMs: 500 }), ...life(100, "req-b", { waitMs: 400 }), ...background(100, 2000)]);
    expect(acquisitions.filter(({ writer }) => writer.requestId === "req-a" || writer.requestId === "req-b")).toHaveLength(2);
  });

  it("includes all that a boot did, even before it showed to be one", () => {
    const boot = [...life(0, "req-boot"), activity(1, { requestId: "req-boot" }), took(5, "command", 3, { requestId: "req-boot" }), milestone(9, "build-started", { requestId: "req-boot", instanceId: "i" })];
    const noise = Array.from({ length: 100 }, (_, index) => [...life(100 + index, `req-${index}`), took(100 + index, "http-served", 1, { requestId: `req-${index}` })]).flat();
    const { acquisitions, operations, trails } = pairedWith(TINY, [...boot, ...noise]);
    expect(acquisitions.filter(({ writer }) => writer.requestId === "req-boot")).toHaveLength(1);
    expect(operations.filter(({ writer }) => writer.requestId === "req-boot")).toHaveLength(1);
    expect(trails.get("req-boot")?.[0]?.line.length).toBeGreaterThan(0);
    expect(operations.length).toBeLessThan(20);
    expect(trails.size).toBeLessThan(20);
  });

  it("of what was logged in no request is that of the newest boots", () => {
    const boots = Array.from({ length: 300 }, (_, index) => [
      milestone(100 * index, "build-started", { requestId: `req-${index}`, instanceId: `i-${index}` }),
      milestone(100 * index + 1, "guest-started", { instanceId: `i-${index}` }),
      milestone(100 * index + 2, "deallocated", { instanceId: `i-${index}` }),
      took(100 * index + 3, "deallocate", 1, { instanceId: `i-${index}` }),
    ]).flat();
    const { milestones, operations } = pairedWith(TINY, boots);
    const kept = (name: string): number => milestones.filter((one) => one.milestone === name).length;
    expect([kept("build-started"), kept("guest-started")]).toEqual([300, 300]);
    for (const count of [kept("deallocated"), operations.length]) {
      expect(count).toBeGreaterThanOrEqual(TINY.boots);
      expect(count).toBeLessThan(TINY.boots + 10);
    }
  });

  it("of a request that another service caused for one instance is for whom it was, when its lines are given up", () => {
    const caused = { requestId: "req-event", globalRequestId: "req-port" };
    const noise = Array.from({ length: 100 }, (_, index) => activity(100 + index, { requestId: `req-${index}`, globalRequestId: "req-other" }));
    const { trails } = pairedWith(TINY, [activity(1, { ...caused, instanceId: "i" }), activity(2, caused), ...noise]);
    expect(trails.get("req-event")).toMatchObject([{ line: [], instances: "i", causes: "req-port" }]);
    expect(trails.size).toBeLessThan(30);
  });

  it("of an instance nobody boots any more is its first line", () => {
    const lines = [...Array.from({ length: 20 }, (_, index) => activity(10 + index, { instanceId: "i" })), ...Array.from({ length: 100 }, (_, index) => activity(100 + index, { requestId: `req-${index}` }))];
    expect(pairedWith(TINY, lines).trails.get("i")).toMatchObject([{ atUs: [10_000], line: [10] }]);
  });

  it("says how much was not", () => {
    const noise = Array.from({ length: 100 }, (_, index) => took(100 + index, "http-served", 1, { requestId: `req-${index}` }));
    const { dropped, operations, trails } = pairedWith(TINY, noise);
    expect(dropped.records + operations.length).toBe(100);
    expect(dropped.lines + trails.size).toBe(100);
  });

  it("of one request that never ends is bounded", () => {
    const lines = Array.from({ length: 1000 }, (_, index) => activity(index, { requestId: "req-periodic", instanceId: "i" }));
    expect(pairedWith(TINY, lines).trails.get("i")?.[0]?.line).toHaveLength(TINY.linesOfOne);
  });

  it("never changes a total, whatever the room", () => {
    const lives = fc.array(fc.record({ atMs: fc.nat(100_000), request: fc.nat(30), waitMs: fc.constantFrom(0, 0, 0, 5), holdMs: fc.nat(50), lock: fc.constantFrom("L", "M", "refresh_cache-4696d181-0000-4000-8000-000000000002") }), { maxLength: 60 });
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 20 }), (list, acquisitions) => {
        const events = [...list].sort((a, b) => a.atMs - b.atMs).flatMap(({ atMs, request, ...own }) => life(atMs, `req-${request}`, own));
        const all = totals(pairedWith({ ...TINY, acquisitions: 1000 }, events));
        expect(totals(pairedWith({ ...TINY, acquisitions }, events))).toEqual(all);
      }),
    );
  });
});

function totals({ acquisitions, folds }: PairedSource): object {
  const whole = { count: 0, waitUs: 0, holdUs: 0, longestHoldUs: 0 };
  for (const { waitUs = 0, holdUs = 0 } of acquisitions) {
    whole.count++;
    whole.waitUs += waitUs;
    whole.holdUs += holdUs;
    whole.longestHoldUs = Math.max(whole.longestHoldUs, holdUs);
  }
  for (const fold of folds) {
    whole.count += fold.acquisitions;
    whole.waitUs += fold.waits.totalUs;
    whole.holdUs += fold.holds.totalUs;
    whole.longestHoldUs = Math.max(whole.longestHoldUs, fold.holds.maxUs);
  }
  return whole;
}
