import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import { acquired, limitStated, linked, milestone, released } from "../../support/events.ts";

interface Call {
  readonly boot: number;
  readonly readMs: number;
  readonly answeredMs: number;
}

const BOOTS = Array.from({ length: 8 }, (_, boot) => ({ requestId: `req-${boot}`, instanceId: `0e1f2a3b-1111-4222-8333-44445555666${boot}` }));

/** What is told of calls of one client whose waits libvirtd's log leaves out, or gives as none. Each boot writes its last line at the time given, or not at all. */
function requestsTold(calls: readonly Call[], lineMs: (boot: number) => number | undefined, waitMs?: 0, statedPermits?: number): { readonly permits: number | undefined; readonly waitsMs: readonly (number | undefined)[] } | undefined {
  const said = BOOTS.flatMap((id, boot) => {
    const atMs = lineMs(boot);
    return atMs === undefined ? [] : [milestone(atMs, "spawn-started", id)];
  });
  const daemon = calls.flatMap(({ boot, readMs, answeredMs }, index): readonly LogEvent[] => {
    const words = { lock: "libvirtd client requests", form: "job", by: "remoteDispatchDomainCreate", key: `call ${index}`, at: { tid: 40 + boot, ...BOOTS[boot] } } as const;
    const got = acquired(readMs, waitMs === undefined ? words : { ...words, waitMs });
    return [{ ...got, resource: "permit", scope: "process" }, { ...released(answeredMs, words), resource: "permit", scope: "process" }];
  });
  const byTime = (events: readonly LogEvent[]): readonly LogEvent[] => [...events].sort((a, b) => a.head.atUs - b.head.atUs);
  const { pools, acquisitions } = findQueues(linked([{ path: "nova-compute.log", events: byTime(said) }, { path: "libvirtd.log", own: { service: "libvirtd" }, events: byTime([...daemon, ...(statedPermits === undefined ? [] : [limitStated(1002, "libvirtd client requests", statedPermits)])]) }]));
  const told = acquisitions.filter(({ resourceClass }) => resourceClass === "libvirtd client requests").sort((a, b) => (a.acquiredUs ?? 0) - (b.acquiredUs ?? 0));
  return told[0] === undefined ? undefined : { permits: pools.get(told[0].identity)?.permits, waitsMs: told.map((call) => (call.waitUs === undefined ? undefined : call.waitUs / 1000)) };
}

/** Boots one after the other, each call read so long after the answer before. */
function oneByOne(gapMs: number): readonly Call[] {
  return BOOTS.map((_, boot) => ({ boot, readMs: 1000 + boot * (500 + gapMs), answeredMs: 1500 + boot * (500 + gapMs) }));
}

/** All boots are ready to call at 990 ms, 1 ms after one another. */
const together = (boot: number): number => 990 + boot;

describe("a limit on the requests of one client", () => {
  it("is told where calls that boots could have sent before are read as another's is answered", () => {
    expect(requestsTold(oneByOne(1), together)).toEqual({ permits: 1, waitsMs: [0, 501, 1002, 1503, 2004, 2505, 3006, 3507] });
  });

  it("is known where libvirtd says that it was reached, though nobody waited for it", () => {
    const inPairs = [0, 1].map((boot) => ({ boot, readMs: 1000 + boot, answeredMs: 1500 }));
    expect(requestsTold(inPairs, together)).toBeUndefined();
    expect(requestsTold(inPairs, together, undefined, 2)).toEqual({ permits: 2, waitsMs: [0, 0] });
  });

  it("is told of as many as are in hand at once", () => {
    const inTwos = BOOTS.map((_, boot) => ({ boot, readMs: 1000 + Math.floor(boot / 2) * 501 + (boot % 2), answeredMs: 1500 + Math.floor(boot / 2) * 501 + (boot % 2) }));
    expect(requestsTold(inTwos, together)?.permits).toBe(2);
  });

  it("is told where the log says of each call that it did not wait, as it was read a moment later than the log allows", () => {
    expect(requestsTold(oneByOne(2), together, 0)?.permits).toBe(1);
  });

  it("is not told where stamps are whole seconds, in which what follows an answer may be long after it", () => {
    const bySecond = oneByOne(0).map(({ boot }) => ({ boot, readMs: 2000 + boot * 1000, answeredMs: 3000 + boot * 1000 }));
    expect(requestsTold(bySecond, together)).toBeUndefined();
    expect(requestsTold(bySecond.map((call) => (call.boot === 7 ? { ...call, answeredMs: call.answeredMs + 1 } : call)), together)?.permits).toBe(1);
  });

  it("is not told where calls come some time after an answer", () => {
    expect(requestsTold(oneByOne(30), together)).toBeUndefined();
  });

  it("is not told where each boot calls right after its own last line, however soon after an answer", () => {
    expect(requestsTold(oneByOne(1), (boot) => 998 + boot * 501)).toBeUndefined();
  });

  it("is not told where one boot asks one thing after the other", () => {
    expect(requestsTold(oneByOne(1).map((call) => ({ ...call, boot: 0 })), together)).toBeUndefined();
  });

  it("is not told of calls that no boot's lines speak of, as of a poller", () => {
    expect(requestsTold(oneByOne(1), () => undefined)).toBeUndefined();
  });

  it("is not told where most calls that leave no room come when they please", () => {
    const now = oneByOne(1);
    const later = Array.from({ length: 8 }, (_, index) => ({ boot: index, readMs: 20_000 + index * 700, answeredMs: 20_500 + index * 700 }));
    expect(requestsTold([...now.slice(0, 6), ...later], together)).toBeUndefined();
  });

  it("is not told of a few calls, which may follow answers by chance", () => {
    expect(requestsTold(oneByOne(1).slice(0, 5), together)).toBeUndefined();
  });
});
