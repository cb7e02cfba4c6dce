import { describe, expect, it } from "vitest";
import { keyOfPassage } from "../../../src/analyses/resource-key.ts";
import { missedWaits } from "../../../src/analyses/what-if/missed-waits.ts";
import { bootOf, instance, life, mark, study, trace } from "../../support/traces.ts";

/** Two boots that waited 1 s and 3 s for one lock; one waited 2 s as it was deleted. */
const replayable = study(trace({
  instances: [0, 1].map((index) => instance(`i${index}`, [mark(0, "create-requested"), mark(10_000, "built")], { bootRequestIds: [`req-${index}`] })),
  acquisitions: [life(1_000, 2_000, 2_100, { actor: bootOf(0) }), life(1_000, 4_000, 4_100, { actor: bootOf(1) }), life(20_000, 22_000, 22_100, { actor: bootOf(0, { role: "delete" }) })],
}));
const key = keyOfPassage(life(0, 0, 0));
const missed = (bootUs: number, deleteUs: number): unknown => [...missedWaits(replayable, new Map([[key, { bootUs, deleteUs }]])).values()];

describe("what of the waiting a replay does not bring about", () => {
  it("is told for one boot and one delete on average", () => {
    expect(missed(1_000_000, 0)).toEqual([{ bootUs: 1_500_000, deleteUs: 1_000_000 }]);
  });

  it("is nothing where the replay brings about most of it", () => {
    expect(missed(2_100_000, 1_100_000)).toEqual([{ bootUs: 0, deleteUs: 0 }]);
  });

  it("is all of it where the replay has nobody wait", () => {
    expect([...missedWaits(replayable, new Map()).values()]).toEqual([{ bootUs: 2_000_000, deleteUs: 1_000_000 }]);
  });
});
