import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hotspots } from "../../../src/analyses/hotspots/hotspots.ts";
import type { Acquisition, Trace } from "../../../src/model/trace.ts";
import { actor, bootOf, eventWait, instance, life, mark, operation, study, trace } from "../../support/traces.ts";

type Hotspots = NonNullable<ReturnType<typeof hotspots.answer>["hotspots"]>;
type Found = Hotspots[number];

const instances = [0, 1, 2, 3].map((index) => instance(`i${index}`, [mark(0, "create-requested"), mark(1_000, "built")], { bootRequestIds: [`req-${index}`], name: `vm-${index}` }));
const rank = (of: Partial<Trace>): Hotspots => hotspots.answer(study(trace({ instances, ...of }))).hotspots ?? [];
const hotspot = (name: string, of: Partial<Trace>): Found => {
  const found = rank(of).find(({ resource }) => resource === name);
  if (found === undefined) throw new Error(`no hotspot ${name}`);
  return found;
};
const roots = (name: string, of: Partial<Trace>): (readonly [string, number])[] => hotspot(name, of).inheritedFrom.map(({ resource, waitUs }) => [resource, waitUs / 1000] as const);
const doing = (name: string, of: Partial<Trace>): (readonly [string, number])[] => hotspot(name, of).heldFor.map((each) => [each.name, each.waitCausedUs / 1000] as const);

const A = { actor: bootOf(0) };
const B = { actor: bootOf(1) };
const C = { actor: bootOf(2) };

describe("what an inherited wait goes back to", () => {
  it("is the lock its holder waited for", () => {
    // C waits for L from 10 to 40, held by A, which waits for M from 20 to 30, held by B.
    const acquisitions = [life(0, 0, 40, A), life(10, 40, 50, C), life(20, 30, 35, { ...A, lock: "M" }), life(0, 0, 30, { ...B, lock: "M" })];
    expect(roots("L", { acquisitions })).toEqual([["M", 10]]);
  });

  it("is the last of a chain of holders that wait", () => {
    // As above, but B itself waits for N from 22 to 28, held by nobody's boot.
    const acquisitions = [
      life(0, 0, 40, A), life(10, 40, 50, C), life(20, 30, 35, { ...A, lock: "M" }), life(0, 0, 30, { ...B, lock: "M" }), life(22, 28, 29, { ...B, lock: "N" }), life(0, 0, 28, { actor: actor({ requestId: "req-heal" }), lock: "N" }),
    ];
    expect(roots("L", { acquisitions })).toEqual([["N", 6], ["M", 4]]);
  });

  it("is an event where its holder waited for one", () => {
    const waiting = instances.map((each, index) => (index === 0 ? { ...each, eventWaits: [eventWait(15, 35, 0)] } : each));
    expect(roots("L", { instances: waiting, acquisitions: [life(0, 0, 40, A), life(10, 40, 50, C)] })).toEqual([["network-vif-plugged", 20]]);
  });

  it("is what a thread of libvirt waited for while it worked for the holder", () => {
    const thread = { actor: bootOf(0, { service: "libvirtd", requestId: undefined, tid: 7 }), resource: "job" as const, lock: "domain job" };
    expect(roots("L", { acquisitions: [life(0, 0, 40, A), life(10, 40, 50, C), life(20, 30, 35, thread)] })).toEqual([["domain job", 10]]);
  });

  it("is not what an event's handler waited for, since the boot goes on", () => {
    const handler = { actor: bootOf(0, { requestId: "req-event" }), lock: "M" };
    expect(roots("L", { acquisitions: [life(0, 0, 40, A), life(10, 40, 50, C), life(20, 30, 35, handler)] })).toEqual([]);
  });

  it("is not what the network's allocation waited for, until the boot has nothing else to do", () => {
    const beside = instances.map((each, index) => (index === 0 ? instance("i0", [mark(0, "create-requested"), mark(5, "network-started"), mark(20, "image-started"), mark(36, "network-ready"), mark(1_000, "built")], { bootRequestIds: ["req-0"] }) : each));
    const acquisitions = [life(0, 0, 40, A), life(10, 40, 50, C), life(12, 26, 36, { ...A, lock: "refresh_cache-i0", resourceClass: "refresh_cache-<uuid>" })];
    expect(roots("L", { instances: beside, acquisitions })).toEqual([["refresh_cache-<uuid>", 6]]);
  });

  it("is the last before a circle closes", () => {
    const acquisitions = [life(0, 0, undefined, A), life(0, 2, undefined, { ...B, lock: "M" }), life(5, 400, undefined, { ...B, state: "waiting" }), life(5, 400, undefined, { ...A, lock: "M", state: "waiting" })];
    expect([roots("L", { acquisitions }), roots("M", { acquisitions })]).toEqual([[["M", 395]], [["L", 395]]]);
  });
});

describe("what holders did meanwhile", () => {
  const queue = [life(0, 0, 40, { ...A, by: "f" }), life(10, 40, 50, C)];

  it("is told by the operations of the holder's request", () => {
    const operations = [operation(15, 25, { actor: bootOf(0), name: "qemu-img info /x" }), operation(30, 60, { actor: bootOf(0, { service: "placement-api", requestId: "req-p", globalRequestId: "req-0" }), operation: "http-served", name: "GET /allocations/4336ad99-4faa-4cfd-96ff-d1fea7a07c10?x=1" })];
    expect(doing("L", { acquisitions: queue, operations })).toEqual([["GET /allocations/<uuid> in placement-api", 10], ["command qemu-img info", 10], ["unlogged", 10]]);
  });

  it("is the inner one of two operations", () => {
    const operations = [operation(0, 40, { actor: bootOf(0), name: "outer" }), operation(15, 25, { actor: bootOf(0), name: "inner" })];
    expect(doing("L", { acquisitions: queue, operations })).toEqual([["command outer", 20], ["command inner", 10]]);
  });

  it("is the wait where the holder waited", () => {
    expect(doing("L", { acquisitions: [...queue, life(20, 30, 35, { ...A, lock: "M" })] })).toEqual([["unlogged", 20], ["waiting for M", 10]]);
  });

  it("leaves out what the holder's own request answers", () => {
    expect(doing("L", { acquisitions: queue, operations: [operation(0, 90, { actor: bootOf(0), operation: "http-served", name: "POST /servers" })] })).toEqual([["unlogged", 30]]);
  });

  it.each(["nova.compute.resource_tracker.ResourceTracker.instance_claim", "nova.compute.resource_tracker.instance_claim", "instance_claim"])(
    "names the conductor for what the resource tracker does unlogged, called %s",
    (by) => {
      const claims = [life(0, 0, 40, { ...A, lock: "compute_resources", by }), life(10, 40, 50, { ...C, lock: "compute_resources", by })];
      expect(doing("compute_resources", { acquisitions: claims })).toEqual([["conductor calls (not logged)", 30]]);
    },
  );
});

describe("blocking chains", () => {
  it("lead from the waiter to the root", () => {
    const acquisitions = [life(0, 0, 40, { ...A, by: "x.f" }), life(10, 40, 50, { ...C, by: "x.g" }), life(12, 38, 39, { ...A, lock: "M" }), life(0, 0, 38, { actor: actor(), lock: "M", by: "heal" })];
    const operations = [operation(15, 38, { actor: bootOf(1) })];
    expect(hotspot("L", { acquisitions, operations }).chains).toMatchObject([
      {
        waiter: "vm-2: x.g", waitUs: 30_000,
        links: [{ holder: "vm-0: x.f", resource: "L", heldUs: 40_000, waitsFor: "M", doing: null }, { holder: "heal", resource: "M", heldUs: 38_000, waitsFor: null, doing: "unlogged" }],
      },
    ]);
  });

  it("count the holds before a wait, of which they name the longest", () => {
    const acquisitions = [life(0, 0, 10, { ...A, by: "x.f" }), life(0, 10, 35, { ...B, by: "x.f" }), life(0, 35, 50, { ...C, by: "x.f" })];
    expect(hotspot("L", { acquisitions }).chains[0]).toMatchObject({ waiter: "vm-2: x.f", links: [{ holder: "vm-1: x.f", heldUs: 25_000, holds: 2 }] });
  });

  it("tell other work for the same instance as such, and a traced lock not by its own name", () => {
    const acquisitions = [life(0, 0, 40, { ...A, by: "L" }), life(10, 40, 50, { ...A, by: "L" })];
    expect(hotspot("L", { acquisitions }).chains).toMatchObject([{ waiter: "vm-0", links: [{ holder: "other work for vm-0" }] }]);
  });

  it("are not told of waits without a known holder", () => {
    expect(hotspot("L", { acquisitions: [life(10, 40, 50, C)] }).chains).toEqual([]);
  });

  it("end where they would come back", () => {
    const acquisitions = [life(0, 0, undefined, A), life(0, 2, undefined, { ...B, lock: "M" }), life(5, 400, undefined, { ...B, state: "waiting" }), life(5, 400, undefined, { ...A, lock: "M", state: "waiting" })];
    expect(hotspot("L", { acquisitions }).chains[0]?.links).toHaveLength(2);
  });
});

describe("patterns", () => {
  const codes = (of: Partial<Trace>): (readonly [string, number | null])[] => hotspot("L", of).patterns.map(({ code, costUs }) => [code, costUs === null ? null : costUs / 1000] as const);
  /** Taken one after another, each for so many milliseconds, all wanted at 10 ms. */
  const inTurn = (firstMs: number, ...holdsMs: readonly number[]): Acquisition[] => {
    let atMs = firstMs;
    return [life(0, 0, firstMs, A), ...holdsMs.map((holdMs, index) => life(10 + index, (atMs += holdMs) - holdMs, atMs, { actor: actor({ requestId: `req-x${index}` }) }))];
  };

  it("see a convoy: a queue that outlasts the slow holder behind which it formed", () => {
    // The queue of six needs 600 ms more; they wait 0 + 100 + … + 500 ms after the slow holder left.
    expect(codes({ acquisitions: inTurn(1_000, 100, 100, 100, 100, 100, 100) })).toEqual([["convoy", 1_500]]);
  });

  it("see none where all holds are alike", () => {
    expect(codes({ acquisitions: inTurn(100, 100, 100, 100, 100, 100, 100) })).toEqual([]);
  });

  it("see hand-offs to those who came later", () => {
    // 0 wants it at 5 and gets it last; four who came later get it before, for 50 ms each.
    const late = [0, 1, 2, 3].map((index) => life(20 + index, 100 + 50 * index, 150 + 50 * index, { actor: actor({ requestId: `req-y${index}` }) }));
    expect(codes({ acquisitions: [life(0, 0, 100, B), ...late, life(5, 300, 310, A)] })).toEqual([["unfair-hand-off", 200]]);
  });

  it("count a hand-off to one who came later by the permits there are, and never more than was waited", () => {
    // Two at a time: 0 would have got it at 100 and gets it at 200, after four who came later.
    const late = [0, 1, 2, 3].map((index) => life(20 + index, 100 + 50 * (index >> 1), 150 + 50 * (index >> 1), { actor: actor({ requestId: `req-y${index}` }) }));
    const both = [life(0, 0, 100, B), life(0, 0, 100, { actor: actor({ requestId: "req-z" }) })];
    expect(codes({ acquisitions: [...both, ...late, life(5, 200, 210, A)] })).toEqual([["unfair-hand-off", 100]]);
  });

  it("see none where everyone has it in turn", () => {
    const fair = [0, 1, 2, 3].map((index) => life(20 + index, 100 + 50 * index, 150 + 50 * index, { actor: actor({ requestId: `req-y${index}` }) }));
    expect(codes({ acquisitions: [life(0, 0, 100, B), ...fair, life(60, 300, 310, A)] })).toEqual([]);
  });

  it("see one who takes it again at once while others wait", () => {
    const again = [0, 1, 2, 3].map((index) => life(100 * index, 100 * index, 100 * index + 99, { ...A, by: "apply" }));
    expect(codes({ acquisitions: [...again, life(50, 500, 510, B)] })).toContainEqual(["redundant-holds", 297]);
  });

  it("see nothing redundant where nobody waits", () => {
    const again = [0, 1, 2, 3].map((index) => life(100 * index, 100 * index, 100 * index + 99, { ...A, by: "apply" }));
    expect(codes({ acquisitions: again })).toEqual([]);
  });

  it("suspect a deadlock where two wait for one another when the logs end", () => {
    const acquisitions = [life(0, 0, undefined, A), life(0, 2, undefined, { ...B, lock: "M" }), life(5, 400, undefined, { ...B, state: "waiting" }), life(5, 400, undefined, { ...A, lock: "M", state: "waiting" })];
    expect(codes({ acquisitions })).toEqual([["deadlock-suspect", null]]);
  });

  it("suspect none where one gave back a lock while another green thread of its request still waited", () => {
    const acquisitions = [life(0, 0, 4_000, A), life(0, 2, 6_000, { ...B, lock: "M" }), life(2_000, 4_000, 4_500, B), life(2_000, 6_000, 6_500, { ...A, lock: "M" })];
    expect(codes({ acquisitions }).map(([code]) => code)).not.toContain("deadlock-suspect");
  });

  it("suspect none where one merely waits for another", () => {
    expect(codes({ acquisitions: [life(0, 0, undefined, A), life(5, 400, undefined, { ...B, state: "waiting" })] })).toEqual([]);
  });
});

describe("laws of causes", () => {
  const anyLife = fc
    .record({
      wantedMs: fc.nat(60), waitMs: fc.nat(30), holdMs: fc.nat(30), who: fc.option(fc.nat(3)), lock: fc.constantFrom("L", "M", "N"),
      state: fc.constantFrom<Acquisition["state"]>("released", "released", "held", "waiting", "abandoned"),
    })
    .map(({ wantedMs, waitMs, holdMs, who, lock, state }) =>
      life(wantedMs, wantedMs + waitMs, state === "released" ? wantedMs + waitMs + holdMs : undefined, { state, lock, actor: who === null ? actor({ requestId: "req-b" }) : bootOf(who) }));

  it("the roots sum to what is inherited, and what holders did to what is attributed", () => {
    fc.assert(
      fc.property(fc.array(anyLife, { maxLength: 20 }), fc.array(fc.tuple(fc.nat(90), fc.nat(30), fc.nat(3)), { maxLength: 8 }), (acquisitions, spans) => {
        const operations = spans.map(([fromMs, lengthMs, who]) => operation(fromMs, fromMs + lengthMs, { actor: bootOf(who) }));
        for (const { inheritedFrom, inheritedWaitUs, ownWaitUs, heldFor, boundUs, waitByPhaseUs } of rank({ acquisitions, operations })) {
          expect(inheritedFrom.reduce((sum, { waitUs }) => sum + waitUs, 0)).toBe(inheritedWaitUs);
          expect(heldFor.reduce((sum, { waitCausedUs }) => sum + waitCausedUs, 0)).toBe(ownWaitUs + inheritedWaitUs);
          expect(Object.values(boundUs).reduce((sum, us) => sum + us, 0)).toBe(waitByPhaseUs.create + waitByPhaseUs.ping + waitByPhaseUs.ssh);
        }
      }),
      { numRuns: 200 },
    );
  });
});
