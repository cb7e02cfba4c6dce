import { describe, expect, it } from "vitest";
import { runSummary } from "../../src/analyses/run-summary.ts";
import type { Scaling } from "../../src/model/run.ts";
import { bootOf, instance, life, mark, seen, study, trace } from "../support/traces.ts";

/** Boots from 0 to these instants, ms, each waiting up to 2 s before its end. */
function scaling(readyMs: readonly number[], workMs: number): Scaling | undefined {
  const instances = readyMs.map((atMs, index) => instance(`i${index}`, [seen(0, "create-requested"), seen(atMs, "active")]));
  const acquisitions = readyMs.map((atMs, index) => life(0, atMs - workMs, atMs, { actor: bootOf(index) }));
  return runSummary.answer(study(trace({ instances, acquisitions }))).run?.scaling;
}

describe("the scaling of one run", () => {
  it("is Karp and Flatt's serial fraction of a boot without its waits", () => {
    // Four boots of 2 s each work, one after another: T₁ = 2, T₄ = 8, S = 1, e = 1.
    expect(scaling([2000, 4000, 6000, 8000], 2000)).toEqual({ perInstanceUs: 2e6, serialFraction: 1, speedup: 1, singleBootUs: 2e6, twice: { lowUs: 16e6, highUs: 32e6 }, reason: null });
    // 4 s of work each, the last after 8: S = 2, e = (1/2 − 1/4) / (3/4) = 1/3.
    expect(scaling([4000, 5000, 7000, 8000], 4000)).toMatchObject({ speedup: 2, serialFraction: 0.3333 });
  });

  it("is nothing but a reason for fewer than three boots", () => {
    expect(scaling([2000, 4000], 2000)).toEqual({ perInstanceUs: null, serialFraction: null, speedup: null, singleBootUs: null, twice: null, reason: "fewer than 3 boots became ready" });
  });

  it("is not told of boots that were asked for one after another", () => {
    const instances = [0, 1, 2, 3].map((index) => instance(`i${index}`, [seen(index * 5000, "create-requested"), seen(index * 5000 + 4500, "active")]));
    expect(runSummary.answer(study(trace({ instances }))).run?.scaling).toMatchObject({ serialFraction: null, reason: "the boots hardly overlapped: their pace is that of the requests" });
  });

  it("is not told of boots that became ready at the pace of their requests, since nothing queued up", () => {
    const paced = (everyMs: number, lengthMs: (index: number) => number): Scaling | undefined => {
      const instances = [0, 1, 2, 3, 4, 5].map((index) => instance(`i${index}`, [seen(index * everyMs, "create-requested"), seen(index * everyMs + lengthMs(index), "active")]));
      return runSummary.answer(study(trace({ instances }))).run?.scaling;
    };
    const reason = "boots became ready as fast as they were asked for: their pace is that of the requests";
    expect([paced(2_000, () => 6_000), paced(1_000, () => 6_000)]).toMatchObject([{ perInstanceUs: null, serialFraction: null, twice: null, reason }, { reason }]);
    const unasked = [0, 1, 2, 3, 4, 5].map((index) => instance(`i${index}`, [mark(index * 2000, "build-started"), mark(index * 2000 + 6000, "built")]));
    expect(runSummary.answer(study(trace({ instances: unasked }))).run?.scaling.reason).toMatch(/no log tells of the requests$/);
    // Asked for each second and ready every two: a backlog, which grows.
    expect(paced(1_000, (index) => 6_000 + index * 1_000)).toMatchObject({ perInstanceUs: 2e6, reason: null });
  });
});
