import { describe, expect, it } from "vitest";
import { connectionTests } from "../../../src/analyses/queues/connection-tests.ts";
import { unreadRequests } from "../../../src/analyses/queues/unread-requests.ts";
import type { Pool } from "../../../src/analyses/pool.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import type { Acquisition } from "../../../src/model/trace.ts";
import { acquired, linked, milestone, released } from "../../support/events.ts";

interface Call {
  /** Undefined: it names no domain. */
  readonly boot: number | undefined;
  readonly readMs: number;
  readonly answeredMs: number;
  readonly by?: string;
}

const IDS = [0, 1, 2].map((boot) => ({ requestId: `req-${boot}`, instanceId: `0e1f2a3b-1111-4222-8333-44445555666${boot}` }));

/** Waits told of each call in the order they were read, ms; each boot writes its last line at 0, 100, 200 ms. */
function waitsMs(calls: readonly Call[], permits: number | undefined): readonly (number | undefined)[] {
  const said = IDS.flatMap((id, boot): readonly LogEvent[] => [milestone(boot * 100, "spawn-started", id)]);
  const daemon = calls.flatMap(({ boot, readMs, answeredMs, by = "remoteDispatchDomainCreate" }, index): readonly LogEvent[] => {
    const words = { lock: "libvirtd client requests", form: "job", by, key: `call ${index}`, at: boot === undefined ? { tid: 50 } : { tid: 40 + boot, ...IDS[boot] } } as const;
    return [{ ...acquired(readMs, { ...words, waitMs: 0 }), resource: "permit", scope: "process" }, { ...released(answeredMs, words), resource: "permit", scope: "process" }];
  });
  const logged = linked([
    { path: "nova-compute.log", events: [...said].sort((a, b) => a.head.atUs - b.head.atUs) },
    { path: "libvirtd.log", own: { service: "libvirtd" }, events: [...daemon].sort((a, b) => a.head.atUs - b.head.atUs) },
  ]);
  const isRequest = ({ resourceClass }: Acquisition): boolean => resourceClass === "libvirtd client requests";
  const pool = { identity: logged.acquisitions.find(isRequest)?.identity ?? "", permits, inferred: false, basis: "", option: "max_client_requests" } satisfies Pool;
  const pools = new Map([[pool.identity, pool]]);
  const tests = connectionTests(logged, pools);
  const trace = { ...logged, acquisitions: logged.acquisitions.map((call) => tests.get(call) ?? call) };
  const read = trace.acquisitions.filter(isRequest);
  const told = unreadRequests(trace, pools);
  return read.map((call) => ((told.get(call) ?? call).waitUs ?? Number.NaN) / 1000);
}

describe("requests that libvirtd left in the socket", () => {
  it("wait from the last line of the boot that made them, as long as others were being worked on", () => {
    expect(waitsMs([{ boot: 0, readMs: 10, answeredMs: 500 }, { boot: 1, readMs: 501, answeredMs: 900 }, { boot: 2, readMs: 901, answeredMs: 950 }], 1)).toEqual([0, 401, 701]);
  });

  it("did not wait before there was last room, for then they would have been read", () => {
    expect(waitsMs([{ boot: 0, readMs: 10, answeredMs: 300 }, { boot: 2, readMs: 400, answeredMs: 600 }, { boot: 1, readMs: 601, answeredMs: 650 }], 1)).toEqual([0, 0, 201]);
  });

  it("wait from the answer to the boot's call before, where that came after its last line", () => {
    expect(waitsMs([{ boot: 1, readMs: 110, answeredMs: 300 }, { boot: 2, readMs: 301, answeredMs: 700 }, { boot: 1, readMs: 701, answeredMs: 800 }], 1)).toEqual([0, 101, 401]);
  });

  it("do not wait while their boot does what it usually does before such a call", () => {
    const alone = [1000, 2000, 3000].flatMap((atMs) => [{ boot: 0, readMs: atMs, answeredMs: atMs + 100 }, { boot: 0, readMs: atMs + 150, answeredMs: atMs + 160 }]);
    expect(waitsMs([...alone, { boot: 1, readMs: 4000, answeredMs: 4100 }, { boot: 2, readMs: 4101, answeredMs: 4500 }, { boot: 1, readMs: 4501, answeredMs: 4600 }], 1).at(-1)).toBe(351);
  });

  it("do not wait while libvirtd answers what their boot may have asked before, which names no domain", () => {
    // Answered at 300, boot 1 may have been the one who waited for the answer of 700, which took 99 ms; boot 2 was not before it, having been answered at 600.
    expect(waitsMs([{ boot: 1, readMs: 110, answeredMs: 300 }, { boot: 2, readMs: 301, answeredMs: 600 }, { boot: undefined, readMs: 601, answeredMs: 700 }, { boot: 2, readMs: 701, answeredMs: 800 }, { boot: 1, readMs: 801, answeredMs: 1000 }], 1)).toEqual([0, 101, 0, 101, 402]);
  });

  it("wait on through a gap that is nothing beside the time before it", () => {
    expect(waitsMs([{ boot: 0, readMs: 10, answeredMs: 9_992 }, { boot: 1, readMs: 10_000, answeredMs: 10_050 }], 1)).toEqual([0, 9_900]);
    expect(waitsMs([{ boot: 0, readMs: 10, answeredMs: 9_980 }, { boot: 1, readMs: 10_000, answeredMs: 10_050 }], 1)).toEqual([0, 0]);
  });

  it("wait on through a gap of some ms where the next to be read could have been sent before it, as calls are usually sent", () => {
    const alone = [1000, 2000, 3000].flatMap((atMs) => [{ boot: 0, readMs: atMs, answeredMs: atMs + 100 }, { boot: 0, by: "remoteDispatchDomainGetInfo", readMs: atMs + 150, answeredMs: atMs + 160 }]);
    const filled = { boot: 1, readMs: 4000, answeredMs: 4100 };
    // Boot 1 usually asks again 50 ms after an answer: at 4150, before the gap from 4500 to 4509, but after one from 4146 on.
    expect(waitsMs([...alone, filled, { boot: 2, readMs: 4101, answeredMs: 4500 }, { boot: 1, by: "remoteDispatchDomainGetInfo", readMs: 4509, answeredMs: 4600 }], 1).at(-1)).toBe(359);
    expect(waitsMs([...alone, filled, { boot: 2, readMs: 4101, answeredMs: 4146 }, { boot: 1, by: "remoteDispatchDomainGetInfo", readMs: 4155, answeredMs: 4600 }], 1).at(-1)).toBe(0);
  });

  it("wait as the test of the connection does that nova makes before a look-up, each for itself", () => {
    const [test, lookUp] = ["remoteDispatchConnectGetLibVersion", "remoteDispatchDomainLookupByUUID"];
    const calls = [
      { boot: 0, readMs: 10, answeredMs: 500 },
      { boot: undefined, by: test, readMs: 501, answeredMs: 502 },
      { boot: undefined, by: test, readMs: 503, answeredMs: 504 },
      { boot: 0, readMs: 505, answeredMs: 800 },
      { boot: 1, by: lookUp, readMs: 801, answeredMs: 802 },
      { boot: 2, by: lookUp, readMs: 803, answeredMs: 804 },
    ];
    // Boot 1 wrote its last line at 100, boot 2 at 200; the look-ups were sent at 502 and 504.
    expect(waitsMs(calls, 1)).toEqual([0, 401, 303, 5, 299, 299]);
  });

  it("are left as the daemon's log tells them where nothing shows how many it reads", () => {
    expect(waitsMs([{ boot: 0, readMs: 10, answeredMs: 500 }, { boot: 1, readMs: 501, answeredMs: 900 }], undefined)).toEqual([0, 0]);
  });
});
