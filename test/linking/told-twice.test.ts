import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { acquired, linked, milestone, released, requested, took, type Log } from "../support/events.ts";

const ID = (index: number): string => `4696d181-0000-4000-8000-00000000000${index.toString()}`;

/** Five boots, each of which waits for a lock, calls a service, and is seen twice; all so much later, by stamps that are cut to so many milliseconds. */
function boots({ lateMs = 0, cutMs = 1, host, waitsMs = [10, 20, 30, 40, 50], fromMs = 0 }: { lateMs?: number; cutMs?: number; host?: string; waitsMs?: readonly number[]; fromMs?: number } = {}): readonly LogEvent[] {
  const stamped = (ms: number): number => Math.floor((ms + lateMs) / cutMs) * cutMs;
  return waitsMs.flatMap((waitMs, index) => {
    const atMs = fromMs + 1000 * index;
    const at = { requestId: `req-${index.toString()}`, instanceId: ID(index), host };
    return [
      milestone(stamped(atMs), "build-started", at),
      requested(stamped(atMs + 1), { lock: "compute_resources", at }),
      acquired(stamped(atMs + 1 + waitMs), { lock: "compute_resources", waitMs, at }),
      released(stamped(atMs + 8 + waitMs), { lock: "compute_resources", holdMs: 7, at }),
      took(stamped(atMs + 600), "http-served", 100 + waitMs, at),
      milestone(stamped(atMs + 900), "built", at),
    ];
  });
}

const file = (events: readonly LogEvent[]): Log => ({ path: "nova-compute.log", events });
const syslog = (events: readonly LogEvent[], own: Log["own"] = {}): Log => ({ path: "syslog", events, own: { layout: "syslog", service: undefined, ...own } });
/** As a log that many programs write says it: with the service on each record. */
const named = (events: readonly LogEvent[]): readonly LogEvent[] => events.map((event) => ("head" in event ? { ...event, head: { ...event.head, service: "nova-compute" } } : event));

describe("what two logs tell of one service", () => {
  it("counts once, as the service's own log has it", () => {
    const { acquisitions, operations, instances, retold } = linked([file(boots()), syslog(named(boots()))]);
    expect(acquisitions.map(({ waitUs, place }) => [waitUs, place.source])).toEqual([10, 20, 30, 40, 50].map((ms) => [ms * 1000, 0]));
    expect(operations).toHaveLength(5);
    expect(instances.map(({ milestones, ownLines }) => [milestones.length, ownLines().every(({ place }) => place.source === 0)])).toEqual([0, 1, 2, 3, 4].map(() => [2, true]));
    expect(retold).toEqual([{ service: "nova-compute", source: 1, original: 0 }]);
  });

  it("does so where it was passed on a little later, with stamps in whole seconds", () => {
    expect(linked([syslog(named(boots({ lateMs: 300, cutMs: 1000 }))), file(boots())]).acquisitions.map(({ place }) => place.source)).toEqual([1, 1, 1, 1, 1]);
  });

  it("counts on from both where one of them ends", () => {
    const later = named(boots({ fromMs: 60_000, waitsMs: [11, 21, 31] }));
    expect(linked([file(boots()), syslog([...named(boots()), ...later])]).acquisitions.map(({ waitUs, place }) => [(waitUs ?? 0) / 1000, place.source])).toEqual([[10, 0], [20, 0], [30, 0], [40, 0], [50, 0], [11, 1], [21, 1], [31, 1]]);
  });

  it("is taken from the one with debug lines where the other has none", () => {
    const calls = boots().filter(({ kind }) => !kind.startsWith("lock-"));
    const { acquisitions, operations, retold } = linked([{ ...file(calls), own: { hasDebug: false } }, syslog(named(boots()))]);
    expect([acquisitions.length, operations.length, retold]).toEqual([5, 5, [{ service: "nova-compute", source: 0, original: 1 }]]);
  });

  it("counts twice where two hosts do the same for one request, for they take different time", () => {
    const on = (host: string, waitsMs: readonly number[]): Log => ({ path: `${host}/nova-compute.log`, own: { statedHost: host }, events: boots({ host, waitsMs }) });
    const { acquisitions, retold } = linked([on("cmp1", [10, 20, 30, 40, 50]), on("cmp2", [10, 22, 33, 44, 55])]);
    expect([acquisitions.length, retold]).toEqual([10, []]);
  });

  it("counts twice where they may be those of two hosts: files in two folders, and whatever the command line names apart", () => {
    const acquiredOf = (...logs: readonly Log[]): number => linked(logs).acquisitions.length;
    expect(acquiredOf({ path: "c1/nova-compute.log", events: boots() }, { path: "c2/nova-compute.log", events: boots() })).toBe(10);
    expect(acquiredOf({ ...file(boots()), own: { givenHost: "c1" } }, syslog(named(boots()), { givenHost: "c2" }))).toBe(10);
    expect(acquiredOf(syslog(named(boots()), { statedHost: "cmp1" }), { ...syslog(named(boots()), { statedHost: "cmp1" }), path: "old/messages" })).toBe(5);
  });
});
