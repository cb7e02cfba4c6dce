import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawsOf } from "../support/simulator/engine/draws.ts";
import type { Order } from "../support/simulator/engine/resource.ts";
import { acquire, awaitEvent, cpu, createSimulation, delay, freeze, join, release, type Activity, type Changes, type Simulation } from "../support/simulator/engine/simulation.ts";

const LOCK = { kind: "lock", service: "s", name: "l" } as const;
const EVENT = { kind: "event", service: "s", name: "e" } as const;
const FREEZE = { program: "p", of: { kind: "service", service: "s", name: "freeze" } } as const;

const simulation = (cores: number, changes: Changes = {}): Simulation => createSimulation(drawsOf(1), cores, changes, [FREEZE]);

/** Starts processes, and gives when each ended, in order of their names. */
function ends(sim: Simulation, activities: Readonly<Record<string, () => Activity>>, startsUs: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const handles = Object.entries(activities).map(([name, activity]) => [name, sim.spawn({ phase: "create", boot: 0, program: "p" }, activity, startsUs[name] ?? 0)] as const);
  sim.run();
  return Object.fromEntries(handles.map(([name, { ended }]) => [name, ended.happenedUs ?? -1]));
}

describe("the cores", () => {
  it("are shared alike by all that run", () => {
    // One core: both at half speed until b's 1,000 are done at 2,000; then a has its last 2,000 alone.
    expect(ends(simulation(1), { a: function* () { yield cpu(3000, "a"); }, b: function* () { yield cpu(1000, "b"); } })).toEqual({ a: 4000, b: 2000 });
  });

  it("slow nobody down while there are as many as work", () => {
    expect(ends(simulation(2), { a: function* () { yield cpu(3000, "a"); }, b: function* () { yield cpu(1000, "b"); } })).toEqual({ a: 3000, b: 1000 });
  });

  it("are given anew when someone comes", () => {
    // a has 1,000 done when b comes; the other 2,000 take twice as long.
    expect(ends(simulation(1), { a: function* () { yield cpu(3000, "a"); }, b: function* () { yield cpu(5000, "b"); } }, { b: 1000 })).toEqual({ a: 5000, b: 8000 });
  });

  it("serve a program of one thread with one of them at most", () => {
    expect(ends(simulation(8), { a: function* () { yield cpu(1000, "p", true); }, b: function* () { yield cpu(1000, "p", true); }, c: function* () { yield cpu(1000, "q"); } })).toEqual({ a: 2000, b: 2000, c: 1000 });
  });

  it("do all the work asked of them and no more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.record({ us: fc.integer({ min: 1, max: 50_000 }), atUs: fc.nat(100_000), isOneThread: fc.boolean() }), { minLength: 1, maxLength: 12 }), (cores, jobs) => {
        const sim = simulation(cores);
        const work = jobs.map(({ us, isOneThread }, index) => [String(index), function* (): Activity { yield cpu(us, isOneThread ? "one" : `many ${String(index)}`, isOneThread); }] as const);
        const ended = ends(sim, Object.fromEntries(work), Object.fromEntries(jobs.map(({ atUs }, index) => [String(index), atUs])));
        const asked = jobs.reduce((sum, { us }) => sum + us, 0);
        const done = [...sim.cpu.usage.values()].flat().reduce((sum, us) => sum + us, 0);
        // An end is a whole µs: each job may be served up to one µs too long.
        expect(Math.abs(done - asked)).toBeLessThanOrEqual(jobs.length * jobs.length);
        expect(Math.max(...Object.values(ended)) - Math.min(...jobs.map(({ atUs }) => atUs))).toBeGreaterThanOrEqual(Math.floor(asked / cores) - jobs.length);
        jobs.forEach(({ us, atUs }, index) => { expect(ended[String(index)]).toBeGreaterThanOrEqual(atUs + us); });
      }),
    );
  });
});

describe("a resource", () => {
  const hold = (sim: Simulation, resource: Parameters<typeof acquire>[0], us: number) =>
    function* (): Activity {
      yield acquire(resource, "f");
      yield delay(us);
      yield release(resource);
      expect(sim.nowUs()).toBeGreaterThan(0);
    };

  it("is had in the order of asking where it is fair", () => {
    const sim = simulation(1);
    const lock = sim.resource(LOCK);
    const names = ["a", "b", "c", "d"];
    const ended = ends(sim, Object.fromEntries(names.map((name) => [name, hold(sim, lock, 100)])), { a: 0, b: 3, c: 2, d: 1 });
    expect(ended).toEqual({ a: 100, d: 200, c: 300, b: 400 });
  });

  it("is had by as many at a time as it has permits", () => {
    const sim = simulation(1);
    const pool = sim.resource(LOCK, 2);
    expect(ends(sim, { a: hold(sim, pool, 100), b: hold(sim, pool, 100), c: hold(sim, pool, 100) })).toEqual({ a: 100, b: 100, c: 200 });
  });

  it("is taken by a newcomer before the one who waits is awake, where that may be", () => {
    const sim = simulation(1);
    const lock = sim.resource(LOCK, 1, "barging");
    // a gives it back at 100; b is awake at 160, and c, who comes at 130, has it until 230.
    expect(ends(sim, { a: hold(sim, lock, 100), b: hold(sim, lock, 100), c: hold(sim, lock, 100) }, { b: 10, c: 130 })).toEqual({ a: 100, b: 390, c: 230 });
  });

  it("never stands idle while someone waits", () => {
    fc.assert(
      fc.property(fc.constantFrom<Order>("fifo", "random"), fc.integer({ min: 1, max: 3 }), fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 300 })), { minLength: 2, maxLength: 15 }), (order, permits, jobs) => {
        const sim = simulation(1);
        const resource = sim.resource(LOCK, permits, order);
        const ended = ends(sim, Object.fromEntries(jobs.map(([, us], index) => [String(index), hold(sim, resource, us)])), Object.fromEntries(jobs.map(([atUs], index) => [String(index), atUs])));
        expect(Math.min(...Object.values(ended))).toBeGreaterThan(0);
        for (const waiter of sim.acquisitions) {
          for (const instant of [waiter.wantedUs, Math.floor((waiter.wantedUs + waiter.gotUs) / 2)]) {
            if (instant >= waiter.gotUs) continue;
            const held = sim.acquisitions.filter(({ gotUs, leftUs }) => gotUs <= instant && instant < leftUs).length;
            expect(held).toBe(permits);
          }
        }
      }),
    );
  });

  it("is waited for by nobody once it is removed, and what is done under it stays", () => {
    const sim = simulation(1, { removed: ["s/l"] });
    const lock = sim.resource(LOCK);
    expect(ends(sim, { a: hold(sim, lock, 100), b: hold(sim, lock, 150) })).toEqual({ a: 100, b: 150 });
  });

  it("has the permits of another configuration where one is given", () => {
    const sim = simulation(1, { limits: { "s/l": 2 } });
    const lock = sim.resource(LOCK);
    expect(ends(sim, { a: hold(sim, lock, 100), b: hold(sim, lock, 100), c: hold(sim, lock, 100) })).toEqual({ a: 100, b: 100, c: 200 });
  });
});

describe("an event", () => {
  const waiting = (changes: Changes): Readonly<Record<string, number>> => {
    const sim = simulation(1, changes);
    const signal = sim.signal();
    return ends(sim, {
      a: function* () { yield awaitEvent(signal, EVENT); },
      b: function* () { yield delay(700); sim.fire(signal); },
      c: function* () { yield delay(900); yield awaitEvent(signal, EVENT); },
    });
  };

  it("lets those go on who waited, and nobody wait who comes later", () => {
    expect(waiting({})).toEqual({ a: 700, b: 700, c: 900 });
  });

  it("has already come when it is removed", () => {
    expect(waiting({ removed: ["s/e"] })["a"]).toBe(0);
  });
});

describe("a blocking call", () => {
  const blocked = (changes: Changes): Readonly<Record<string, number>> => {
    const sim = simulation(4, changes);
    return ends(sim, {
      caller: function* () { yield delay(100); yield freeze(1000, "p"); },
      sleeper: function* () { yield delay(300); yield delay(50); },
      worker: function* () { yield cpu(500, "p", true); },
      other: function* () { yield join(sim.spawn({ phase: "background", boot: undefined, program: "q" }, function* () { yield cpu(500, "q", true); })); },
    });
  };

  it("stops all of its process, timers and work alike, and no other process", () => {
    // What was due at 300 happens at 1,100; of the work 100 was done. `other` waits in the frozen process for what q did by 500.
    expect(blocked({})).toEqual({ caller: 1100, sleeper: 1150, worker: 1500, other: 1100 });
  });

  it("is waited for by whoever was at work as by whoever had to go on", () => {
    const sim = simulation(4);
    ends(sim, { caller: function* () { yield delay(100); yield freeze(1000, "p"); }, worker: function* () { yield cpu(500, "p", true); }, sleeper: function* () { yield delay(300); } });
    expect(sim.acquisitions.map(({ wantedUs, gotUs }) => [wantedUs, gotUs])).toEqual([[300, 1100], [100, 1100]]);
  });

  it("stops only its caller once it is removed", () => {
    expect(blocked({ removed: ["s/freeze"] })).toEqual({ caller: 1100, sleeper: 350, worker: 500, other: 500 });
  });
});

describe("a draw", () => {
  it("depends on the seed and on what it is for, not on what was drawn before", () => {
    const some = drawsOf(7);
    some.uniform("x");
    expect(some.durationUs("boot 3 claim", 1000)).toBe(drawsOf(7).durationUs("boot 3 claim", 1000));
    expect(some.durationUs("boot 3 claim", 1000)).not.toBe(some.durationUs("boot 4 claim", 1000));
    expect(some.durationUs("boot 3 claim", 1000)).not.toBe(drawsOf(8).durationUs("boot 3 claim", 1000));
  });

  it("has the median asked for and a long tail", () => {
    const draws = drawsOf(2);
    const sorted = Array.from({ length: 4000 }, (_, index) => draws.durationUs(`job ${String(index)}`, 10_000, 0.5)).sort((a, b) => a - b);
    const mean = sorted.reduce((sum, us) => sum + us, 0) / sorted.length;
    expect((sorted[2000] ?? 0) / 10_000).toBeCloseTo(1, 1);
    // exp(σ²/2)
    expect(mean / 10_000).toBeCloseTo(1.13, 1);
  });
});
