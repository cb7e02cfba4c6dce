import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queueDepth } from "../../../src/analyses/hotspots/queue-depth.ts";
import { countOver } from "../../../src/lib/integral.ts";
import { deepest, type Interval } from "../../../src/lib/intervals.ts";

const waits = fc.array(fc.tuple(fc.nat(1_000), fc.nat(300)).map(([startUs, lengthUs]) => ({ startUs, endUs: startUs + lengthUs })), { maxLength: 60 });

const depthOf = (some: readonly Interval[], most?: number): ReturnType<typeof queueDepth> => queueDepth(countOver(some), most);

/** ∫ waiting dt. */
const area = (points: ReturnType<typeof queueDepth>): number => points.reduce((sum, { atUs, waiting }, index) => sum + waiting * ((points[index + 1]?.atUs ?? atUs) - atUs), 0);
const peak = (points: ReturnType<typeof queueDepth>): number => Math.max(0, ...points.map(({ waiting }) => waiting));

describe("the depth of a queue over time", () => {
  it("changes when someone begins or ends to wait", () => {
    expect(depthOf([{ startUs: 0, endUs: 10 }, { startUs: 5, endUs: 20 }])).toEqual([{ atUs: 0, waiting: 1 }, { atUs: 5, waiting: 2 }, { atUs: 10, waiting: 1 }, { atUs: 20, waiting: 0 }]);
  });

  it("does not change where one comes as another goes", () => {
    expect(depthOf([{ startUs: 0, endUs: 10 }, { startUs: 10, endUs: 20 }])).toEqual([{ atUs: 0, waiting: 1 }, { atUs: 20, waiting: 0 }]);
  });

  it("adds up over time to the waiting", () => {
    fc.assert(
      fc.property(waits, (some) => {
        expect(area(depthOf(some, 1_000))).toBe(some.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0));
      }),
    );
  });

  it("keeps its peak, its bound and its order however few points it may have", () => {
    fc.assert(
      fc.property(waits, fc.integer({ min: 2, max: 20 }), (some, most) => {
        const points = depthOf(some, most);
        expect(points.length).toBeLessThanOrEqual(most);
        expect(peak(points)).toBe(deepest(some));
        points.forEach(({ atUs, waiting }, index) => {
          expect(atUs).toBeGreaterThan(points[index - 1]?.atUs ?? -1);
          expect(waiting).not.toBe(points[index - 1]?.waiting ?? 0);
        });
        expect(points.at(-1)?.waiting ?? 0).toBe(0);
      }),
    );
  });

  it("is never shallower than it was, where it is told in few points", () => {
    fc.assert(
      fc.property(waits, fc.nat(1_300), (some, atUs) => {
        const at = (points: ReturnType<typeof queueDepth>): number => points.findLast((point) => point.atUs <= atUs)?.waiting ?? 0;
        expect(at(depthOf(some, 5))).toBeGreaterThanOrEqual(at(depthOf(some, 1_000)));
      }),
    );
  });
});
