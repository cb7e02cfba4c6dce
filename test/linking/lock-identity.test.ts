import { describe, expect, it } from "vitest";
import { acquired, linked, released, requested, type Log } from "../support/events.ts";
import type { LockAcquired, LogEvent } from "../../src/model/event.ts";

const lock = (own: Partial<LockAcquired> = {}, pid = 1): LockAcquired => ({ ...acquired(5, { lock: "L", waitMs: 0, at: { pid } }), ...own });
const log = (path: string, ...events: readonly LogEvent[]): Log => ({ path, events });
/** Whether the first two acquisitions are of one individual lock. */
const same = (...logs: readonly Log[]): boolean => {
  const [first, second] = linked(logs).acquisitions;
  return first !== undefined && first.identity === second?.identity;
};

describe("individual locks", () => {
  it("inside a process are one for all requests of that process", () => {
    expect(same(log("c.log", lock(), lock()))).toBe(true);
  });

  it("inside a process are others in another process", () => {
    expect(same(log("c.log", lock({}, 1), lock({}, 2)))).toBe(false);
  });

  it("inside a process are one for lines with its id and lines without an id, where one process writes the log", () => {
    expect(same(log("c.log", lock(), { ...lock(), head: { ...lock().head, pid: undefined } }))).toBe(true);
  });

  it("are not known to be one for lines with and without a process's id, where several processes write the log side by side", () => {
    const at = (ms: number, pid: number | undefined): LockAcquired => acquired(ms, { lock: "L", waitMs: 0, at: { pid } });
    expect(same(log("c.log", at(5, 1), at(6, undefined), at(7, 2), at(8, 1)))).toBe(false);
  });

  it("inside a process are others in another service", () => {
    expect(same(log("c.log", lock()), { path: "a.log", events: [lock()], own: { service: "nova-api" } })).toBe(false);
  });

  it("inside a process are others on another host", () => {
    expect(same(log("a/c.log", lock()), log("b/c.log", lock()))).toBe(false);
  });

  const behindFile = (pid: number): LogEvent[] => [lock({}, pid), requested(6, { lock: "L", form: "file", at: { pid } }), acquired(7, { lock: "L", form: "file", at: { pid } }), released(8, { lock: "L", at: { pid } })];
  const two = (service: string, host = "h1"): Log => ({ path: "two.log", events: behindFile(2), own: { service, givenHost: host } });
  const one: Log = { path: "one.log", events: behindFile(1), own: { givenHost: "h1" } };

  it("inside a process that have a file are one for all processes of the project on the host", () => {
    expect(same(one, two("nova-network"))).toBe(true);
  });

  it("that have files of one name are others in another project, and on another host", () => {
    expect([same(one, two("neutron-server")), same(one, two("nova-network", "h2"))]).toEqual([false, false]);
  });

  it("inside a process that have a file are that file's, too, where no line tells of it", () => {
    expect(same({ ...one, events: [...behindFile(1), lock({}, 3)] })).toBe(true);
  });

  it("that are files are one for all processes of a host", () => {
    expect(same(log("c.log", lock({ scope: "host" }, 1)), { path: "n.log", events: [lock({ scope: "host" }, 2)], own: { service: "nova-api" } })).toBe(true);
  });

  it("that are files are others on another host", () => {
    expect(same(log("a/c.log", lock({ scope: "host" })), log("b/c.log", lock({ scope: "host" })))).toBe(false);
  });

  it("that are distributed are one everywhere", () => {
    expect(same(log("a/c.log", lock({ scope: "cluster" })), log("b/c.log", lock({ scope: "cluster" })))).toBe(true);
  });

  it("that are traced addresses are others in another process", () => {
    expect(same(log("t.txt", lock({ scope: "address", form: "traced" }, 1), lock({ scope: "address", form: "traced" }, 2)))).toBe(false);
  });

  it("that are jobs of a domain are one for all threads of a host", () => {
    const job = (tid: number): LockAcquired => ({ ...acquired(5, { form: "job", at: { tid } }), resource: "job" });
    expect(same(log("l.log", job(1), job(2)))).toBe(true);
  });
});
