import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Line } from "../../../src/analyses/what-if/activity.ts";
import { acquire, boot, cores, graphOf, outcome, played, queue, release, work } from "./support/graphs.ts";

const ms = fc.integer({ min: 0, max: 50 });

/** Boots that pass one queue each once, after some work and before some more. */
const onePassage = fc.array(fc.tuple(ms, ms, ms, ms), { minLength: 1, maxLength: 12 }).map((boots): Line[] => boots.map(([at, before, inside, after]) => boot(at, work(before), acquire(0), work(inside), release(0), work(after))));

/** Boots that take some of three locks in any order, also one inside the other. */
const anyBoot = fc.tuple(ms, fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), ms, ms), { maxLength: 4 }), fc.boolean()).map(([at, holds, nested]): Line => {
  const distinct = holds.filter(([lock], index) => holds.findIndex(([other]) => other === lock) === index);
  const takes = distinct.flatMap(([lock, before]) => [work(before), acquire(lock)]);
  const gives = [...distinct].reverse().flatMap(([lock, , inside]) => [work(inside), release(lock)]);
  return boot(at, ...(nested ? [...takes, ...gives] : distinct.flatMap(([lock, before, inside]) => [work(before), acquire(lock), work(inside), release(lock)])));
});
const anyBoots = fc.array(anyBoot, { minLength: 1, maxLength: 10 });
const LOCKS = [queue("A"), queue("B", 1, false), queue("C", 2)];

const workMs = (lines: readonly Line[]): number => lines.flatMap(({ nodes }) => nodes).reduce((sum, node) => sum + (node.kind === "work" ? node.endUs / 1000 : 0), 0);

describe("laws of the replay", () => {
  it("every boot gets ready, whatever waits for whatever", () => {
    fc.assert(fc.property(anyBoots, fc.option(fc.integer(), { nil: undefined }), (lines, seed) => {
      const total = played(graphOf(lines, LOCKS), [], new Map(), seed === undefined ? "first-come" : { seed }) ?? -1;
      expect(total).toBeGreaterThanOrEqual(0);
      expect(total).toBeLessThanOrEqual(50 + workMs(lines) + 1e-6);
    }));
  });

  it("is the same each time", () => {
    fc.assert(fc.property(anyBoots, fc.integer(), (lines, seed) => {
      expect(outcome(graphOf(lines, LOCKS), [], cores(2), { seed })).toEqual(outcome(graphOf(lines, LOCKS), [], cores(2), { seed }));
    }));
  });

  it("removing what nobody uses changes nothing", () => {
    fc.assert(fc.property(anyBoots, (lines) => {
      expect(outcome(graphOf(lines, LOCKS), [{ kind: "remove", key: "unused" }], cores(1))).toEqual(outcome(graphOf(lines, LOCKS), [], cores(1)));
    }));
  });

  it("nothing is faster than its CPU time on all cores, nor than the longest boot alone", () => {
    fc.assert(fc.property(anyBoots, fc.integer({ min: 1, max: 4 }), (lines, of) => {
      const without = played(graphOf(lines, LOCKS), ["A", "B", "C"].map((key) => ({ kind: "remove", key })), cores(of)) ?? -1;
      const last = Math.max(...lines.map((line) => ((line.start.kind === "fixed" ? line.start.atUs : 0) / 1000) + workMs([line])));
      const first = Math.min(...lines.map(({ start }) => (start.kind === "fixed" ? start.atUs / 1000 : 0)));
      expect(without).toBeGreaterThanOrEqual(last - 1e-3);
      expect(without).toBeGreaterThanOrEqual(first + workMs(lines) / of - 1e-3);
    }));
  });

  it("more permits are never worse for a single queue served in order", () => {
    fc.assert(fc.property(onePassage, fc.integer({ min: 1, max: 5 }), (lines, permits) => {
      const by = (k: number): number => played(graphOf(lines, [queue("P", k)])) ?? -1;
      expect(by(permits + 1)).toBeLessThanOrEqual(by(permits) + 1e-6);
    }));
  });

  it("a lock that is the only one lets as much through whatever the order", () => {
    fc.assert(fc.property(onePassage, fc.integer(), (lines, seed) => {
      const graph = graphOf(lines.map(({ nodes, ...line }) => ({ ...line, nodes: nodes.filter((node, index) => !(node.kind === "work" && index === nodes.length - 2)) })), [queue("L", 1, false)]);
      expect(played(graph, [], new Map(), { seed })).toBeCloseTo(played(graph) ?? -1, 6);
    }));
  });
});
