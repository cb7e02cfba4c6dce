import { describe, expect, it } from "vitest";
import { sharedCores } from "../../../src/analyses/queues/shared-cores.ts";
import type { GaugePoint, TimedOperation, Trace } from "../../../src/model/trace.ts";
import { bootOf, operation, trace } from "../../support/traces.ts";

const SECOND_MS = 1000;

const request = (boot: number, startMs: number, endMs: number, pid = 7): TimedOperation =>
  operation(startMs, endMs, { operation: "http-served", name: "POST /v2.0/ports", actor: bootOf(boot, { service: "neutron-server", pid }) });

/** Seconds in which processes used this share of a core. */
const cores = (shares: readonly number[], pid = 7, host = "cmp1"): readonly GaugePoint[] =>
  shares.map((share, second) => ({ gauge: "process-cpu", host, subject: "neutron-server", pid, atUs: (second + 1) * 1_000_000, intervalUs: 1_000_000, share, cores: undefined }));

const found = (operations: readonly TimedOperation[], gauges: readonly GaugePoint[]): ReturnType<typeof sharedCores> => sharedCores({ ...trace({ operations }), gauges } as Trace);

/** Four requests come at once; each has its part of the core, and all are answered after four seconds. */
const together = (pid = 7): readonly TimedOperation[] => [0, 1, 2, 3].map((boot) => request(boot, 0, 4 * SECOND_MS, pid));

describe("a process that takes up all requests at once and had a core to the full", () => {
  it("was waited for by each as long as the others had the core", () => {
    const [queue] = found(together(), cores([1, 1, 1, 1]));
    expect(queue?.station).toMatchObject({ name: "neutron-server workers", processes: ["neutron-server[7]"] });
    expect(queue?.claim).toMatchObject({ permits: 1, waitsUs: [3e6, 3e6, 3e6, 3e6], waitUs: 12e6 });
    expect(queue?.claim.basis).toBe("1 process used 95 % of a core or more for 4.00 s, with 4 requests in hand on average: each had its part of the core");
  });

  it("held up nobody who was alone in it, nor while its core had room", () => {
    // Alone for a second, then two for four, the last of which leave room.
    const [queue] = found([request(0, 0, 5 * SECOND_MS), request(1, SECOND_MS, 5 * SECOND_MS)], cores([1, 1, 1, 1, 0.5]));
    expect(queue?.visits.map(({ arrivalUs, startUs = 0, endUs = 0 }) => [arrivalUs, startUs, endUs])).toEqual([[500_000, 2_000_000, 5_000_000], [1_500_000, 3_000_000, 5_000_000]]);
  });

  it("is one of as many as were full", () => {
    const [queue] = found([...together(7), ...together(8)], [...cores([1, 1, 1, 1], 7), ...cores([1, 1, 1, 1], 8)]);
    expect(queue?.claim).toMatchObject({ permits: 2, waitUs: 24e6 });
  });

  it("is not told where it had room, where its samples are few, where another process serves, or where one request came after another", () => {
    expect(found(together(), cores([0.9, 0.9, 0.9, 0.9]))).toEqual([]);
    expect(found(together(), cores([1, 1]))).toEqual([]);
    expect(found(together(), cores([1, 1, 1, 1], 9))).toEqual([]);
    expect(found(together(), cores([1, 1, 1, 1], 7, "other"))).toEqual([]);
    expect(found([0, 1, 2, 3].map((boot) => request(boot, boot * SECOND_MS, (boot + 1) * SECOND_MS)), cores([1, 1, 1, 1]))).toEqual([]);
  });

  it("is not told where another process, with room, serves as much", () => {
    expect(found([...together(7), ...together(8)], cores([1, 1, 1, 1], 7))).toEqual([]);
  });
});
