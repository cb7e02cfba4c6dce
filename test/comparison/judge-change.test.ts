import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeChange } from "../../src/comparison/judge-change.ts";

const SECOND = 1e6;
const bar = { noise: undefined, leastUs: 0.5 * SECOND };
const judgement = (before: readonly number[], after: readonly number[], own: Partial<Parameters<typeof judgeChange>[2]> = {}): string =>
  judgeChange(before.map((s) => s * SECOND), after.map((s) => s * SECOND), { ...bar, ...own }).judgement;

describe("one run a side", () => {
  it("of one configuration is within noise, in whichever order", () => {
    for (const [a, b] of [[39, 45.4], [39, 49], [45.4, 49]] as const) expect([judgement([a], [b]), judgement([b], [a])]).toEqual(["within noise", "within noise"]);
  });

  it("is better or worse beyond a quarter of the mean of both", () => {
    expect([judgement([100], [77]), judgement([100], [79])]).toEqual(["better", "within noise"]);
    expect([judgement([77], [100]), judgement([79], [100])]).toEqual(["worse", "within noise"]);
  });

  it("takes the noise asked for", () => {
    expect([judgement([100], [88], { noise: 0.1 }), judgement([100], [60], { noise: 0.6 })]).toEqual(["better", "within noise"]);
  });

  it("never counts what is too small to matter", () => {
    expect([judgement([0.2], [0.6]), judgement([0.2], [0.8])]).toEqual(["within noise", "worse"]);
  });

  it("calls gone and new what there is next to nothing of on one side", () => {
    expect([judgement([4], [0.1], { presentUs: SECOND }), judgement([0], [4], { presentUs: SECOND }), judgement([0.4], [0], { presentUs: SECOND })]).toEqual(["gone", "new", "within noise"]);
  });

  it("is unknown where one side does not show it", () => {
    expect(judgeChange([], [1], bar)).toEqual({ beforeUs: null, afterUs: 1, share: null, interval: null, noise: null, judgement: "unknown", runsToTell: null });
  });

  it("says how many runs would tell", () => {
    // Noise of 25 % against a difference of 10 %: 2 · 2.5² = 12.5.
    const { runsToTell, share } = judgeChange([10.5 * SECOND], [9.5 * SECOND], bar);
    expect([runsToTell, share?.toFixed(3)]).toEqual([13, "-0.095"]);
  });
});

describe("repeated runs", () => {
  it("tell noise by their own spread, of at least 5 %", () => {
    expect([judgement([100, 110], [80]), judgement([100, 130], [90]), judgement([100, 100], [96])]).toEqual(["better", "within noise", "within noise"]);
  });

  it("of three a side are resampled", () => {
    const clear = judgeChange([100, 101, 103], [90, 92, 91], { ...bar, leastUs: 0 });
    expect(clear.judgement).toBe("better");
    expect(clear.interval?.high).toBeLessThan(0);
    expect(judgement([100, 140, 90], [95, 120, 100], { leastUs: 0 })).toBe("within noise");
  });
});

it("a change is judged alike in both directions", () => {
  const us = fc.integer({ min: 1, max: 1e9 });
  const mirrored: Readonly<Record<string, string>> = { better: "worse", worse: "better", gone: "new", new: "gone", "within noise": "within noise" };
  fc.assert(
    fc.property(us, us, (a, b) => {
      const given = { ...bar, presentUs: SECOND };
      expect(judgeChange([b], [a], given).judgement).toBe(mirrored[judgeChange([a], [b], given).judgement]);
    }),
  );
});
