import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hotspots } from "../../../src/analyses/hotspots/hotspots.ts";
import type { SortKey } from "../../../src/model/sort-key.ts";
import type { LockTotal, Trace } from "../../../src/model/trace.ts";
import { orderlyEvents } from "../../support/arbitrary-events.ts";
import { acquired, linked, milestone, released, requested, type Log } from "../../support/events.ts";
import { actor, bootOf, eventWait, instance, life, mark, seen, source, study, trace } from "../../support/traces.ts";

type Hotspots = NonNullable<ReturnType<typeof hotspots.answer>["hotspots"]>;
const rank = (of: Trace, sort: SortKey = "wait"): Hotspots => hotspots.answer(study(of, { sort })).hotspots ?? [];
const names = (list: Hotspots): string[] => list.map(({ resource }) => resource);

/** Three instances that are active from 1 s on. */
const three = [0, 1, 2].map((index) => instance(`i${index}`, [mark(0, "create-requested"), mark(1_000, "built")]));
const withLives = (...acquisitions: Trace["acquisitions"]): Trace => trace({ instances: three, acquisitions });

/** L is held by instance 0 from 0, then taken by 1 at 100 and by 2 at 200; both asked at 50. */
const queue = withLives(life(0, 0, 100, { actor: bootOf(0), by: "x.claim" }), life(50, 100, 200, { actor: bootOf(1), by: "x.claim" }), life(50, 200, 210, { actor: bootOf(2), by: "x.abort" }));

describe("a lock that boots waited for", () => {
  const [hotspot] = rank(queue);

  it("counts acquisitions, and as contentions those that waited", () => {
    expect(hotspot).toMatchObject({ acquisitions: 3, contentions: 2, instances: 2 });
  });

  it("sums up all waits, contended or not", () => {
    expect(hotspot?.waitUs).toEqual({ total: 200_000, mean: 66_667, p50: 50_000, p95: 140_000, max: 150_000, count: 3 });
  });

  it("tells the spread of the waits of those who found it taken", () => {
    expect(hotspot?.contendedUs).toEqual({ min: 50_000, p50: 100_000, p95: 145_000, max: 150_000 });
  });

  it("knows how long it was held", () => {
    expect(hotspot?.holdUs).toMatchObject({ total: 210_000, max: 100_000, count: 3 });
  });

  it("knows how deep the queue was", () => {
    expect(hotspot?.maxQueueDepth).toBe(2);
  });

  it("counts the time with a waiter once, however many there were", () => {
    expect(hotspot?.blockedUs).toBe(150_000);
  });

  it("is used for the share of the time that it is held", () => {
    expect(hotspot?.utilisation).toBe(1);
  });

  it("names who made others wait, worst first", () => {
    expect(hotspot?.holders).toEqual([{ name: "x.claim", waitCausedUs: 200_000, count: 3 }]);
  });

  it("names who waited", () => {
    expect(hotspot?.waiters).toEqual([{ name: "x.abort", waitUs: 150_000, count: 1 }, { name: "x.claim", waitUs: 50_000, count: 1 }]);
  });

  it("shows the longest waits first as evidence", () => {
    expect(hotspot?.evidence.map(({ line }) => line)).toEqual([200, 100]);
  });

  it("does not count a wait shorter than its source can show as contended", () => {
    const short = life(10, 10.5, 20, { actor: bootOf(0), place: { source: 0, line: 1 } });
    expect(rank(withLives(short))[0]).toMatchObject({ acquisitions: 1, contentions: 0, contendedUs: null, instances: 0, waitUs: { total: 500 }, unattributedWaitUs: 500 });
  });

  it("blames other instances even where the report is limited to one", () => {
    const [limited] = hotspots.answer(study(queue, { filter: { instance: "i1-" } })).hotspots ?? [];
    expect(limited).toBeUndefined();
    const named = { ...queue, instances: three.map((one, index) => ({ ...one, name: `bench-${index}` })) };
    expect(hotspots.answer(study(named, { filter: { instance: "bench-2" } })).hotspots).toMatchObject([{ contentions: 1, ownWaitUs: 150_000, unattributedWaitUs: 0 }]);
  });

  it("is used as much by those whom the report is not about", () => {
    const named = { ...queue, instances: three.map((one, index) => ({ ...one, name: `bench-${index}` })) };
    expect(hotspots.answer(study(named, { filter: { instance: "bench-2" } })).hotspots?.[0]?.utilisation).toBe(1);
  });

  it("names the holder that a line states where no hold is known", () => {
    expect(rank(withLives(life(0, 40, undefined, { actor: bootOf(0), holder: "monitor", state: "released" })))[0]?.holders).toEqual([{ name: "monitor", waitCausedUs: 40_000, count: 1 }]);
  });

  it("is shown open while it is waited for and held when the log ends", () => {
    const [open] = rank(withLives(life(0, 0, undefined, { actor: bootOf(0) }), life(10, 500, undefined, { actor: bootOf(1), state: "waiting" })));
    expect(open).toMatchObject({ open: { waiting: 1, held: 1 }, waitUs: { total: 490_000 }, ownWaitUs: 490_000 });
  });

  it("is censored where its trace left out short waits", () => {
    const of = { ...withLives(life(0, 40, 50, { actor: bootOf(0), form: "traced" })), sources: [source({ minWaitUs: 1_000 })] };
    expect(rank(of)[0]?.censoredBelowUs).toBe(1_000);
  });
});

describe("in which phase boots waited", () => {
  it("is create until they are active, then ping, then ssh", () => {
    const one = instance("i0", [seen(0, "create-requested"), seen(100, "active"), seen(200, "ping"), seen(300, "ssh")]);
    const of = trace({ instances: [one], acquisitions: [life(90, 99, 100, { actor: bootOf(0) }), life(150, 158, 160, { actor: bootOf(0) }), life(250, 257, 260, { actor: bootOf(0) })] });
    expect(rank(of)[0]?.waitByPhaseUs).toEqual({ create: 9_000, ping: 8_000, ssh: 7_000, delete: 0, background: 0 });
  });

  it("is none of these for deletes and background work", () => {
    const of = withLives(life(0, 5, 6, { actor: bootOf(0, { role: "delete" }) }), life(0, 30, 31, { actor: actor() }));
    expect(rank(of)[0]).toMatchObject({ waitByPhaseUs: { create: 0, ping: 0, ssh: 0, delete: 5_000, background: 30_000 }, blockedUs: 0 });
  });

  it("is background for what a periodic task did about an instance", () => {
    expect(rank(withLives(life(0, 77, 80, { actor: actor({ instance: 0, role: "background" }) })))[0]).toMatchObject({ waitByPhaseUs: { background: 77_000 }, instances: 0 });
  });
});

describe("ranking", () => {
  const of = withLives(
    life(0, 30, 31, { actor: bootOf(0), lock: "boot" }),
    life(0, 900, 901, { actor: actor(), lock: "background" }),
    life(0, 50, 51, { actor: bootOf(0, { role: "delete" }), lock: "delete" }),
    life(0, 9, 10, { actor: bootOf(0), lock: "often" }), life(0, 9, 10, { actor: bootOf(1), lock: "often" }),
  );

  it("goes by what boots waited, then deletes, then anyone", () => {
    expect(names(rank(of))).toEqual(["boot", "often", "delete", "background"]);
  });

  it("numbers them in that order", () => {
    expect(rank(of).map(({ id }) => id)).toEqual(["H1", "H2", "H3", "H4"]);
  });

  it("goes by all waiting, the longest wait, the number of contentions or deletes where asked", () => {
    expect((["total", "max", "count", "delete"] as const).map((sort) => names(rank(of, sort))[0])).toEqual(["background", "background", "often", "delete"]);
  });

  it("never merges equal names of two services", () => {
    expect(rank(withLives(life(0, 5, 6, { actor: bootOf(0) }), life(0, 5, 6, { actor: bootOf(0, { service: "nova-api" }) }))).map(({ service }) => service)).toEqual(["nova-api", "nova-compute"]);
  });

  it("merges the locks of all instances into their class, and counts them", () => {
    const [hotspot] = rank(withLives(...[0, 1, 2].map((index) => life(0, 5, 6, { actor: bootOf(index), lock: `refresh_cache-${index}`, resourceClass: "refresh_cache-<uuid>" }))));
    expect(hotspot).toMatchObject({ resource: "refresh_cache-<uuid>", locks: 3, maxQueueDepth: 1, instances: 3 });
  });

  it("ranks waits for events among them", () => {
    const waited = trace({ instances: [instance("i0", [mark(0, "create-requested"), mark(1_000, "built")], { eventWaits: [eventWait(100, 400, 0)] })], acquisitions: [life(0, 30, 31, { actor: bootOf(0) })] });
    expect(rank(waited)).toMatchObject([{ kind: "event", resource: "network-vif-plugged", waitUs: { total: 300_000 }, blockedUs: 300_000 }, { resource: "L" }]);
  });

  it("ranks a tracer's totals last, as nobody's waiting", () => {
    const total: LockTotal = {
      resource: "lock", lock: "0x1000", resourceClass: "virObjectLock", by: "virObjectLock", actor: actor({ service: "libvirtd" }), of: "wait", acquisitions: undefined, contentions: 4, totalUs: 8_000,
      maxUs: 5_000, place: { source: 0, line: 3 },
    };
    expect(rank({ ...queue, summaries: [total] })[1]).toMatchObject({ resource: "virObjectLock", contentions: 4, waitUs: { total: 8_000, mean: 2_000, max: 5_000 }, waitByPhaseUs: { background: 8_000 } });
  });
});

describe("laws of hotspots", () => {
  const anyTrace = fc.tuple(orderlyEvents, orderlyEvents).map(([first, second]) => linked([{ path: "nova-compute.log", events: first }, { path: "libvirtd.log", events: second, own: { format: "libvirtd", service: "libvirtd" } }]));

  it("the phases, and own, inherited and unattributed, each sum to the wait, and none is negative", () => {
    fc.assert(
      fc.property(anyTrace, (of) => {
        for (const { waitUs, waitByPhaseUs, ownWaitUs, inheritedWaitUs, unattributedWaitUs } of rank(of)) {
          expect(Object.values(waitByPhaseUs).reduce((sum, us) => sum + us, 0)).toBe(waitUs.total);
          expect(ownWaitUs + inheritedWaitUs + unattributedWaitUs).toBe(waitUs.total);
          expect(Math.min(ownWaitUs, inheritedWaitUs, unattributedWaitUs, ...Object.values(waitByPhaseUs))).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("contentions are no more than the waits known, and time blocked no more than the waits of boots", () => {
    fc.assert(
      fc.property(anyTrace, (of) => {
        for (const { contentions, waitUs, blockedUs, waitByPhaseUs: { create, ping, ssh } } of rank(of)) {
          expect(contentions).toBeLessThanOrEqual(waitUs.count);
          expect(blockedUs).toBeLessThanOrEqual(create + ping + ssh);
        }
      }),
    );
  });

  it("a holder that only a line names is blamed for the wait", () => {
    const refused = life(0, 50, undefined, { actor: bootOf(0), state: "abandoned", holder: "SnapshotCreateXML" });
    expect(rank(withLives(refused))[0]).toMatchObject({ ownWaitUs: 50_000, unattributedWaitUs: 0, holders: [{ name: "SnapshotCreateXML", waitCausedUs: 50_000 }] });
  });

  it("what was never got is no acquisition", () => {
    const waiting = life(0, 50, undefined, { actor: bootOf(0), state: "waiting" });
    const abandoned = life(0, 50, undefined, { actor: bootOf(1), state: "abandoned" });
    expect(rank(withLives(waiting, abandoned))[0]).toMatchObject({ acquisitions: 0, contentions: 2, open: { waiting: 1 } });
  });

  it("a lock is used for no more than all of its time", () => {
    fc.assert(
      fc.property(anyTrace, (of) => {
        for (const { utilisation } of rank(of)) expect(utilisation ?? 0).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it("pools of several hosts are told by the one with most waiting, and that others have more or fewer permits", () => {
  const by = "nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance";
  const builds = (host: string, startsMs: readonly number[], lengthMs: number): Log => {
    const events = startsMs.flatMap((startMs, index) => {
      const at = { requestId: `req-${host}-${index}`, instanceId: `0e1f2a3b-1111-4222-8333-4444555${host}00${index}` };
      const words = { lock: at.instanceId, by, at: { requestId: at.requestId } };
      return [requested(5, words), acquired(6, { ...words, waitMs: 0 }), milestone(startMs, "build-started", at), released(startMs + lengthMs, { ...words, holdMs: startMs + lengthMs - 6 })];
    });
    return { path: `${host}/nova-compute.log`, own: { givenHost: host }, events: events.sort((a, b) => a.head.atUs - b.head.atUs) };
  };
  const all = linked([builds("66", [100, 1101, 2102, 3103, 4104, 5105], 1000), builds("77", [100, 110, 120, 1101, 1111, 1121, 2102, 2112, 2122], 1000)]);
  expect(rank(all).find(({ resource }) => resource === "nova-compute build slots")).toMatchObject({ permits: 1, hosts: ["66", "77"], basis: expect.stringMatching(/^never more than 1 inside.*; 3 elsewhere$/) as string });
});
