import { describe, expect, it } from "vitest";
import { connectionTests } from "../../../src/analyses/queues/connection-tests.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import { acquired, linked, milestone, released } from "../../support/events.ts";

const TEST = "remoteDispatchConnectGetLibVersion";
const LOOK_UP = "remoteDispatchDomainLookupByUUID";
const IDS = [0, 1].map((boot) => ({ requestId: `req-${boot}`, instanceId: `0e1f2a3b-1111-4222-8333-44445555666${boot}` }));

interface Call {
  readonly by: string;
  readonly boot?: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** When a worker took it; undefined: its log does not say. */
  readonly takenMs?: number;
}

const REQUESTS = "libvirtd client requests";
const WORKERS = "libvirtd workers";

/** Which boot each test is of, in the order in which its permits of that kind were got. The client may have `limit` requests in hand. */
function bootsOfTests(calls: readonly Call[], { permits = REQUESTS, limit }: { readonly permits?: string; readonly limit?: number } = {}): readonly (number | undefined)[] {
  const daemon = calls.flatMap(({ by, boot, fromMs, toMs, takenMs }, index): readonly LogEvent[] => {
    const words = { form: "job", by, key: `call ${index}`, at: boot === undefined ? { tid: 50 } : { tid: 40 + boot, ...IDS[boot] } } as const;
    const permit = (lock: string, gotMs: number, waitMs: number): readonly LogEvent[] => [
      { ...acquired(gotMs, { ...words, lock, waitMs }), resource: "permit", scope: "process" },
      { ...released(toMs, { ...words, lock }), resource: "permit", scope: "process" },
    ];
    return [...permit(REQUESTS, fromMs, 0), ...(takenMs === undefined ? [] : permit(WORKERS, takenMs, takenMs - fromMs))];
  });
  const trace = linked([
    { path: "nova-compute.log", events: IDS.map((id) => milestone(0, "spawn-started", id)) },
    { path: "libvirtd.log", own: { service: "libvirtd" }, events: [...daemon].sort((a, b) => a.head.atUs - b.head.atUs) },
  ]);
  const identity = trace.acquisitions.find(({ resourceClass }) => resourceClass === REQUESTS)?.identity ?? "";
  const told = connectionTests(trace, new Map([[identity, { identity, permits: limit, inferred: false, basis: "", option: "max_client_requests" }]]));
  return trace.acquisitions.filter(({ by, resourceClass }) => by === TEST && resourceClass === permits).map((test) => (told.get(test) ?? test).actor.instance);
}

describe("a test of libvirt's connection", () => {
  it("is of the boot that looks up its domain behind it", () => {
    expect(bootsOfTests([{ by: TEST, fromMs: 10, toMs: 11 }, { by: LOOK_UP, boot: 1, fromMs: 12, toMs: 13 }])).toEqual([1]);
  });

  it("is of whose look-up is read first, where it was answered first and no more requests were read", () => {
    const calls = [
      { by: "remoteDispatchDomainCreate", boot: 0, fromMs: 1, toMs: 9 },
      { by: TEST, fromMs: 10, toMs: 12 },
      { by: TEST, fromMs: 13, toMs: 15 },
      { by: LOOK_UP, boot: 1, fromMs: 16, toMs: 300 },
      { by: LOOK_UP, boot: 0, fromMs: 301, toMs: 302 },
    ];
    expect(bootsOfTests(calls, { limit: 1 })).toEqual([1, 0]);
  });

  it("is of the look-up that is read right after it, not one that others were made for before", () => {
    const alone = [10, 20, 30].map((fromMs) => ({ by: TEST, fromMs, toMs: fromMs + 1 }));
    expect(bootsOfTests([...alone, { by: TEST, fromMs: 40, toMs: 41 }, { by: LOOK_UP, boot: 1, fromMs: 42, toMs: 43 }])).toEqual([undefined, undefined, undefined, 1]);
  });

  it("is nobody's where the next look-up comes long after it, though more could have been read", () => {
    expect(bootsOfTests([{ by: TEST, fromMs: 10, toMs: 11 }, { by: LOOK_UP, boot: 1, fromMs: 500, toMs: 501 }])).toEqual([undefined]);
  });

  it("is not of a look-up that was read before it was answered", () => {
    expect(bootsOfTests([{ by: TEST, fromMs: 10, toMs: 20 }, { by: LOOK_UP, boot: 1, fromMs: 12, toMs: 13 }])).toEqual([undefined]);
  });

  it("is nobody's where what it was made for names no domain", () => {
    const hostname = "remoteDispatchConnectGetHostname";
    expect(bootsOfTests([{ by: TEST, fromMs: 10, toMs: 11 }, { by: hostname, fromMs: 12, toMs: 13 }, { by: TEST, fromMs: 20, toMs: 21 }, { by: LOOK_UP, boot: 0, fromMs: 22, toMs: 23 }])).toEqual([undefined, 0]);
  });

  it("has the worker that its thread was when it was answered, though the thread took others of that kind before", () => {
    const calls = [
      { by: TEST, fromMs: 10, toMs: 500, takenMs: 499 },
      { by: TEST, fromMs: 12, toMs: 400, takenMs: 398 },
      { by: LOOK_UP, boot: 1, fromMs: 401, toMs: 402, takenMs: 401 },
      { by: LOOK_UP, boot: 0, fromMs: 501, toMs: 502, takenMs: 501 },
    ];
    expect(bootsOfTests(calls, { permits: WORKERS })).toEqual([1, 0]);
  });

  it("has a worker of its own where several were taken and answered within one stamp", () => {
    const calls = [
      { by: TEST, fromMs: 10, toMs: 500, takenMs: 500 },
      { by: TEST, fromMs: 12, toMs: 500, takenMs: 500 },
      { by: LOOK_UP, boot: 1, fromMs: 501, toMs: 502, takenMs: 501 },
      { by: LOOK_UP, boot: 0, fromMs: 503, toMs: 504, takenMs: 503 },
    ];
    expect([...bootsOfTests(calls, { permits: WORKERS })].sort()).toEqual([0, 1]);
  });

  it("is not used up by calls that are made without one", () => {
    const list = "remoteDispatchNodeListDevices";
    const alone = [1, 2, 3].map((second) => ({ by: list, fromMs: second * 1000, toMs: second * 1000 + 5 }));
    expect(bootsOfTests([...alone, { by: TEST, fromMs: 5000, toMs: 5001 }, { by: list, fromMs: 5002, toMs: 5003 }, { by: LOOK_UP, boot: 0, fromMs: 5004, toMs: 5005 }])).toEqual([0]);
  });
});
