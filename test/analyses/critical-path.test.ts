import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Acquisition, Trace } from "../../src/model/trace.ts";
import { actor, bootOf, eventWait, instance, life, mark, study, trace } from "../support/traces.ts";

/** Boots requested and built at these milliseconds. */
const boots = (...list: readonly (readonly [number, number])[]): Pick<Trace, "instances"> => ({
  instances: list.map(([fromMs, toMs], index) => instance(`i${index}`, [mark(fromMs, "create-requested"), mark(toMs, "built")], { bootRequestIds: [`req-${index}`] })),
});

/** The path in milliseconds: from, to, whose, kind, through what. */
function pathOf(of: Trace): (readonly [number, number, number | undefined, string, string | undefined])[] {
  return (study(of).path?.pieces() ?? []).map(({ startUs, endUs, instance: whose, kind, through }) => {
    const resource = through === undefined ? undefined : "event" in through ? through.event : through.resourceClass;
    return [startUs / 1000, endUs / 1000, whose, kind === "unexplained" ? "work" : kind, resource] as const;
  });
}

const onPath = (of: Trace): Record<string, number> => Object.fromEntries([...(study(of).path?.byResourceUs ?? [])].map(([key, us]) => [key.split("|")[2], us / 1000]));

describe("the critical path of one boot", () => {
  it("goes back through whoever it waited for, no further than to its own request", () => {
    // 0 holds L from 10 to 40; 1, asked for at 15, gets it at 40 and is ready before 0.
    const of = study(trace({ ...boots([0, 90], [15, 60]), acquisitions: [life(10, 10, 40, { actor: bootOf(0) }), life(20, 40, 50, { actor: bootOf(1) })] }));
    const pieces = of.boots.map((boot) => of.pathOf(boot).pieces().map(({ startUs, endUs, instance: whose }) => [startUs / 1000, endUs / 1000, whose]));
    expect(pieces).toEqual([[[0, 90, 0]], [[15, 40, 0], [40, 60, 1]]]);
  });
});

describe("the critical path", () => {
  it("is the one boot's own time", () => {
    expect(pathOf(trace(boots([0, 50])))).toEqual([[0, 50, 0, "work", undefined]]);
  });

  it("begins before the last boot was asked for", () => {
    expect(pathOf(trace(boots([0, 20], [30, 90])))).toEqual([[0, 30, 1, "arrival", undefined], [30, 90, 1, "work", undefined]]);
  });

  it("jumps from the end of a wait to the boot that released the lock then", () => {
    // 0 holds L from 10 to 40; 1 wants it from 20 on, gets it at 40 and is ready last.
    const of = trace({ ...boots([0, 60], [5, 90]), acquisitions: [life(10, 10, 40, { actor: bootOf(0) }), life(20, 40, 50, { actor: bootOf(1) })] });
    expect(pathOf(of)).toEqual([[0, 10, 0, "work", undefined], [10, 40, 0, "work", "L"], [40, 90, 1, "work", undefined]]);
    expect(onPath(of)).toEqual({ L: 30 });
  });

  it("goes on through every hand-over of a queue", () => {
    const of = trace({
      ...boots([0, 100], [0, 110], [0, 120]),
      acquisitions: [life(10, 10, 40, { actor: bootOf(0) }), life(10, 40, 70, { actor: bootOf(1) }), life(10, 70, 100, { actor: bootOf(2) })],
    });
    expect(pathOf(of)).toEqual([[0, 10, 0, "work", undefined], [10, 40, 0, "work", "L"], [40, 70, 1, "work", "L"], [70, 120, 2, "work", undefined]]);
  });

  it("finds who let one in though those behind held it for a millisecond only", () => {
    const of = trace({
      ...boots([0, 60], [0, 70], [0, 120]),
      acquisitions: [life(10, 10, 40, { actor: bootOf(0) }), life(20, 40, 41, { actor: bootOf(1) }), life(25, 41, 42, { actor: bootOf(2) })],
    });
    expect(pathOf(of)).toEqual([[0, 10, 0, "work", undefined], [10, 40, 0, "work", "L"], [40, 41, 1, "work", "L"], [41, 120, 2, "work", undefined]]);
  });

  it("counts the time from the release to the acquisition for the lock", () => {
    const of = trace({ ...boots([0, 60], [0, 90]), acquisitions: [life(0, 0, 40, { actor: bootOf(0) }), life(20, 45, 50, { actor: bootOf(1) })] });
    expect(pathOf(of)).toEqual([[0, 40, 0, "work", "L"], [40, 45, 1, "wait", "L"], [45, 90, 1, "work", undefined]]);
  });

  it("follows background work for the time of the wait only", () => {
    const of = trace({ ...boots([0, 90]), acquisitions: [life(5, 5, 40, { by: "heal" }), life(20, 40, 50, { actor: bootOf(0) })] });
    expect(pathOf(of)).toEqual([[0, 20, 0, "work", undefined], [20, 40, undefined, "work", "L"], [40, 90, 0, "work", undefined]]);
  });

  it("follows background work back to the boot that let it in", () => {
    // 0 holds from 10 to 25, the background from 25 to 40; 1 waits from 20 on.
    const of = trace({ ...boots([0, 30], [0, 90]), acquisitions: [life(10, 10, 25, { actor: bootOf(0) }), life(15, 25, 40), life(20, 40, 50, { actor: bootOf(1) })] });
    expect(pathOf(of)).toEqual([[0, 10, 0, "work", undefined], [10, 25, 0, "work", "L"], [25, 40, undefined, "work", "L"], [40, 90, 1, "work", undefined]]);
  });

  it("has the wait itself where nobody is known to have released it", () => {
    const of = trace({ ...boots([0, 90]), acquisitions: [life(20, 40, 50, { actor: bootOf(0) })] });
    expect(pathOf(of)).toEqual([[0, 20, 0, "work", undefined], [20, 40, 0, "wait", "L"], [40, 90, 0, "work", undefined]]);
  });

  it("has the wait for an event itself", () => {
    const of = trace({ instances: [{ ...boots([0, 90]).instances[0], eventWaits: [eventWait(30, 60, 0)] } as Trace["instances"][number]] });
    expect(pathOf(of)).toEqual([[0, 30, 0, "work", undefined], [30, 60, 0, "wait", "network-vif-plugged"], [60, 90, 0, "work", undefined]]);
    expect(onPath(of)).toEqual({ "network-vif-plugged": 30 });
  });

  it("does not follow a release that came before anyone waited", () => {
    const of = trace({ ...boots([0, 60], [0, 90]), acquisitions: [life(0, 0, 10, { actor: bootOf(0) }), life(20, 40, 50, { actor: bootOf(1) })] });
    expect(pathOf(of)).toEqual([[0, 20, 1, "work", undefined], [20, 40, 1, "wait", "L"], [40, 90, 1, "work", undefined]]);
  });

  it("does not follow a release of a pool that had room left", () => {
    const pool = { resource: "permit" as const };
    const of = trace({
      ...boots([0, 60], [0, 60], [0, 90]),
      // At most three were inside; when 2 waits there is one.
      acquisitions: [life(0, 0, 9, { ...pool, actor: bootOf(0) }), life(0, 0, 9, { ...pool, actor: bootOf(1) }), life(0, 0, 9, { ...pool, actor: actor() }), life(15, 15, 30, { ...pool, actor: bootOf(0) }), life(20, 30, 50, { ...pool, actor: bootOf(2) })],
    });
    expect(pathOf(of)).toEqual([[0, 20, 2, "work", undefined], [20, 30, 2, "wait", "L"], [30, 90, 2, "work", undefined]]);
  });

  it("is none where no boot became ready", () => {
    expect(study(trace({ instances: [instance("i", [mark(0, "create-requested")])] })).path).toBeUndefined();
  });
});

describe("laws of the critical path", () => {
  const anyLife = fc
    .record({ wantedMs: fc.nat(150), waitMs: fc.nat(40), holdMs: fc.nat(40), who: fc.option(fc.nat(3)), lock: fc.constantFrom("L", "M"), resource: fc.constantFrom<Acquisition["resource"]>("lock", "permit"), open: fc.boolean() })
    .map(({ wantedMs, waitMs, holdMs, who, lock, resource, open }) =>
      life(wantedMs, wantedMs + waitMs, open ? undefined : wantedMs + waitMs + holdMs, { lock: `${lock} ${resource}`, resource, actor: who === null ? actor() : bootOf(who) }));
  const anyTrace = fc
    .record({ spans: fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 150 })), { minLength: 4, maxLength: 4 }), acquisitions: fc.array(anyLife, { maxLength: 25 }) })
    .map(({ spans, acquisitions }) => trace({ ...boots(...spans.map(([fromMs, lengthMs]) => [fromMs, fromMs + lengthMs] as const)), acquisitions }));

  it("its pieces tile the makespan without gap or overlap", () => {
    fc.assert(
      fc.property(anyTrace, (of) => {
        const { path, boots: all } = study(of);
        const pieces = path?.pieces() ?? [];
        expect(pieces[0]?.startUs).toBe(Math.min(...all.map(({ requestUs = 0 }) => requestUs)));
        expect(pieces.at(-1)?.endUs).toBe(Math.max(...all.map(({ activeUs = 0 }) => activeUs)));
        pieces.forEach(({ startUs, endUs }, index) => {
          expect(endUs).toBeGreaterThan(startUs);
          if (index > 0) expect(startUs).toBe(pieces[index - 1]?.endUs);
        });
      }),
      { numRuns: 300 },
    );
  });
});
