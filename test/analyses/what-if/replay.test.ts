import { describe, expect, it } from "vitest";
import { limitOf } from "../../../src/analyses/what-if/fix-order.ts";
import type { Scenario } from "../../../src/analyses/what-if/scenario.ts";
import { acquire, beside, boot, cores, GONE, graphOf, outcome, played, queue, READY, release, work } from "./support/graphs.ts";

const locked = (lock: number, ms: number) => [acquire(lock), work(ms), release(lock)];
const without = (key: string): Scenario => [{ kind: "remove", key }];

describe("replaying queues", () => {
  it("lets two boots pass one lock one after the other", () => {
    const graph = graphOf([boot(0, work(10), ...locked(0, 50)), boot(0, work(10), ...locked(0, 50))], [queue("L")]);
    expect(played(graph)).toBe(110);
    expect(outcome(graph).waits.get("L")).toEqual({ bootUs: 50_000, deleteUs: 0 });
  });

  it("lets both pass at once without the lock, their work staying what it was", () => {
    expect(played(graphOf([boot(0, work(10), ...locked(0, 50)), boot(0, work(10), ...locked(0, 50))], [queue("L")]), without("L"))).toBe(60);
  });

  it("lets k at a time into a pool of k", () => {
    const graph = graphOf(Array.from({ length: 5 }, () => boot(0, ...locked(0, 10))), [queue("P", 2)]);
    expect(played(graph)).toBe(30);
    expect(played(graph, [{ kind: "limit", key: "P", permits: 5 }])).toBe(10);
    expect(played(graph, [{ kind: "limit", key: "P", permits: 1 }])).toBe(50);
  });

  it("is as it was with as many processes as there were, of which each serves several, and lets in what fewer of them serve", () => {
    const graph = graphOf(Array.from({ length: 6 }, () => boot(0, ...locked(0, 10))), [{ ...queue("S", Infinity), served: { processes: 2, each: 3 } }]);
    const withProcesses = (permits: number): number | undefined => played(graph, [{ kind: "limit", key: "S", permits }]);
    expect([played(graph), withProcesses(3), withProcesses(2), withProcesses(1)]).toEqual([10, 10, 10, 20]);
  });

  it("finds the queue behind the one that is removed", () => {
    const graph = graphOf(Array.from({ length: 4 }, () => boot(0, acquire(0), work(10), ...locked(1, 5), release(0))), [queue("outer"), queue("inner")]);
    expect(played(graph)).toBe(60);
    expect(played(graph, without("outer"))).toBe(30);
    expect(played(graph, without("inner"))).toBe(60);
    expect(played(graph, [...without("outer"), ...without("inner")])).toBe(15);
  });

  it("has a line stand still from one instant to another only if it comes so far meanwhile", () => {
    const frozen = (startMs: number, endMs: number) => ({ kind: "until", startUs: startMs * 1000, endUs: endMs * 1000, cause: "freeze" }) as const;
    const graph = graphOf([boot(0, ...locked(0, 40), frozen(50, 90), work(5)), boot(0, ...locked(0, 40), frozen(50, 90), work(5))], [queue("L")]);
    expect(outcome(graph).waits.get("freeze")).toEqual({ bootUs: 10_000, deleteUs: 0 });
    expect(played(graph)).toBe(95);
    expect(played(graph, without("L"))).toBe(45);
    expect(played(graph, without("freeze"))).toBe(85);
  });

  it("keeps a convoy behind a background hold that starts when it started", () => {
    const task = { role: "background", host: "h", instance: undefined, start: { kind: "fixed", atUs: 0 }, nodes: locked(0, 100) } as const;
    const graph = graphOf([task, boot(10, ...locked(0, 20)), boot(20, ...locked(0, 20))], [queue("L")]);
    expect(played(graph)).toBe(140);
    expect(played(graph, without("L"))).toBe(40);
  });

  it("shortens the work inside the holds of what is scaled, and no other", () => {
    const graph = graphOf([boot(0, work(10), ...locked(0, 50)), boot(0, work(10), ...locked(0, 50))], [queue("L")]);
    expect(played(graph, [{ kind: "scale", key: "L", factor: 0.5 }])).toBe(60);
  });

  it("takes out what someone unseen did while a removed resource was waited for", () => {
    const graph = graphOf([boot(0, work(10), work(40, "event|x|e"))]);
    expect(played(graph)).toBe(50);
    expect(played(graph, without("event|x|e"))).toBe(10);
    expect(played(graph, [{ kind: "scale", key: "event|x|e", factor: 0.5 }])).toBe(30);
  });

  it("goes on where lines wait for one another in a circle", () => {
    const graph = graphOf([boot(0, acquire(0), work(5), acquire(1), work(5), release(1), release(0)), boot(0, acquire(1), work(5), acquire(0), work(5), release(0), release(1))], [queue("A"), queue("B")]);
    expect(played(graph)).toBe(15);
  });

  it("serves by order of arrival where the queue is fair, whatever the seed", () => {
    const graph = graphOf([boot(0, ...locked(0, 30)), boot(1, ...locked(0, 10), work(50)), boot(2, ...locked(0, 20), work(50))], [queue("L")]);
    expect([1, 2, 3, 4].map((seed) => played(graph, [], new Map(), { seed }))).toEqual([110, 110, 110, 110]);
  });

  it("tries other orders where it is not, the same for the same seed", () => {
    const graph = graphOf([boot(0, ...locked(0, 30)), boot(1, ...locked(0, 10), work(50)), boot(2, ...locked(0, 20), work(90))], [queue("L", 1, false)]);
    const by = (seed: number) => played(graph, [], new Map(), { seed });
    const all = Array.from({ length: 10 }, (_, seed) => by(seed));
    expect(new Set(all)).toEqual(new Set([150, 140]));
    expect(Array.from({ length: 10 }, (_, seed) => by(seed))).toEqual(all);
  });
});

describe("replaying what goes on at the same time", () => {
  it("waits at a join for the branch that is longer", () => {
    const graph = graphOf([boot(0, { kind: "fork", line: 1 }, work(10), { kind: "join", line: 1 }, work(5)), beside(work(30))]);
    expect(played(graph)).toBe(35);
  });

  it("does not wait for a branch that is over", () => {
    const graph = graphOf([boot(0, { kind: "fork", line: 1 }, work(40), { kind: "join", line: 1 }, work(5)), beside(work(30))]);
    expect(played(graph)).toBe(45);
  });

  it("does not wait for what nobody joins", () => {
    expect(played(graphOf([boot(0, { kind: "fork", line: 1 }, work(10)), beside(work(30))]))).toBe(10);
  });
});

describe("replaying deletes", () => {
  const deletion = (start: { readonly kind: "after-last-ready" } | { readonly kind: "after-ready"; readonly line: number }, ms: number) => ({ role: "delete", host: "h", instance: undefined, start: { ...start, gapUs: 5000 }, nodes: [work(ms), GONE] }) as const;

  it("begins them after the last boot, where the client waited for all", () => {
    const graph = graphOf([boot(0, work(10)), boot(0, work(30)), deletion({ kind: "after-last-ready" }, 7), deletion({ kind: "after-last-ready" }, 9)]);
    expect(outcome(graph).deletesUs).toBe(9000);
    expect(outcome(graph).makespanUs).toBe(30_000);
  });

  it("begins one after its own boot, where the client did not", () => {
    const graph = graphOf([boot(0, work(10)), boot(0, work(30)), deletion({ kind: "after-ready", line: 0 }, 7), deletion({ kind: "after-ready", line: 1 }, 9)]);
    expect(outcome(graph).deletesUs).toBe(29_000);
  });
});

describe("replaying work on a host", () => {
  it("shares the cores when more is asked for than there is", () => {
    const graph = graphOf([boot(0, work(100)), boot(0, work(100)), boot(0, work(100)), boot(0, work(100))]);
    expect(played(graph, [], cores(2))).toBe(200);
    expect(played(graph, [], cores(4))).toBe(100);
    expect(played(graph, [], cores(8))).toBe(100);
  });

  it("speeds up those who stay when others end", () => {
    // Together at half speed until the shorter ends at 20; the longer has 90 left.
    expect(played(graphOf([boot(0, work(10)), boot(0, work(100))]), [], cores(1))).toBe(110);
  });

  it("lets one that comes later slow down the one at work", () => {
    const graph = graphOf([boot(0, work(100)), boot(50, work(10))]);
    expect(played(graph, [], cores(1))).toBe(110);
  });

  it("saves nothing by removing a lock where the processor is what is short", () => {
    const graph = graphOf(Array.from({ length: 4 }, () => boot(0, acquire(0), work(10), release(0))), [queue("L")]);
    expect(played(graph, [], cores(1))).toBe(40);
    expect(played(graph, without("L"), cores(1))).toBe(40);
    expect(outcome(graph, without("L"), cores(1)).saturated.cpu).toBe(1);
  });

  it("is limited by the one core of nova-compute where that is what is full", () => {
    const full = outcome(graphOf([boot(0, work(10)), boot(0, work(10))]), [], cores(1, 1, "h", "builder"));
    expect(full.saturated).toEqual({ cpu: 0, disk: 0, builder: 1 });
    expect(limitOf(full, 20_000, 1, true, { arrivalsUs: 0, width: 1 })).toBe("core of nova-compute");
  });

  it("still spends the CPU time of what is no longer waited for", () => {
    const graph = graphOf([boot(0, work(40, "event|x|e"), work(10)), boot(0, work(50))]);
    // 100 ms of CPU time in all: the first boot is ready at 30, all work is done at 100.
    expect(played(graph, without("event|x|e"), cores(1))).toBe(100);
  });

  it("finds no makespan where no boot was ready", () => {
    expect(played(graphOf([{ ...boot(0), nodes: [work(5)] }]))).toBeUndefined();
    expect(played(graphOf([boot(0, READY)]))).toBe(0);
  });
});
