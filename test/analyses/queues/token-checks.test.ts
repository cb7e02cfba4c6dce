import { describe, expect, it } from "vitest";
import { tokenChecks } from "../../../src/analyses/queues/token-checks.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import type { GaugePoint, Trace } from "../../../src/model/trace.ts";
import { linked, took } from "../../support/events.ts";

/** Requests to the network service: each came as all others did, and took 100 ms more than the one before it. */
const CALLS = 20;
const CHECK_MS = 100;

interface Host {
  /** Processes of keystone that had a core to themselves, and those that answered. */
  readonly busy?: readonly number[];
  readonly serving?: readonly number[];
  readonly checkMs?: number;
}

/** From 10.0 to 12.0 s keystone checks the tokens of the network service's callers, 100 ms each, one after the other. */
function checking({ busy = [501], serving = [501], checkMs = CHECK_MS }: Host): Trace {
  const network = Array.from({ length: CALLS }, (_, index): LogEvent => ({ ...took(10_000 + CHECK_MS * (index + 1), "http-served", CHECK_MS * (index + 1), { requestId: `req-${index}`, pid: 400 + index }), name: "GET /v2.0/ports" }) as LogEvent);
  const checks = Array.from({ length: CALLS }, (_, index): LogEvent => ({
    ...took(1000 * Math.floor((10_000 + CHECK_MS * index) / 1000) + checkMs, "http-served", checkMs, { pid: serving[index % serving.length] ?? 501 }), name: "GET /v3/auth/tokens", inWholeSeconds: true,
  }) as LogEvent);
  const trace = linked([
    { path: "neutron-server.log", own: { service: "neutron-server" }, events: network },
    { path: "keystone-uwsgi.log", own: { service: "keystone" }, events: checks },
  ]);
  const sample = (pid: number) => (atMs: number): GaugePoint => ({ gauge: "process-cpu", host: trace.sources[0]?.host, subject: "uwsgi", pid, atUs: atMs * 1000, intervalUs: 500_000, share: 1, cores: undefined });
  return { ...trace, gauges: busy.flatMap((pid) => [10_500, 11_000, 11_500, 12_000].map(sample(pid))) };
}

describe("one keystone process that had its core to the full", () => {
  it("was waited for in every request that had a token checked, but for the check", () => {
    const [queue] = tokenChecks(checking({}));
    expect(queue?.station.name).toBe("keystone workers");
    expect(queue?.claim).toMatchObject({ permits: 1, waitsUs: Array.from({ length: CALLS }, (_, index) => CHECK_MS * 1000 * index) });
    expect(queue?.visits.map(({ startUs = 0, endUs = 0 }) => endUs - startUs)).toEqual(Array.from({ length: CALLS }, () => CHECK_MS * 1000));
  });

  it("is not told where no process was busy, or not the one that answered", () => {
    expect(tokenChecks(checking({ busy: [] }))).toEqual([]);
    expect(tokenChecks(checking({ busy: [502] }))).toEqual([]);
  });

  it("is not told where several processes answered", () => {
    expect(tokenChecks(checking({ serving: [501, 502] }))).toEqual([]);
  });

  it("is not told where its requests do not fill the time in which it was busy", () => {
    expect(tokenChecks(checking({ checkMs: 50 }))).toEqual([]);
  });
});
