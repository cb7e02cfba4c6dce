import { describe, expect, it } from "vitest";
import type { Hotspot } from "../../src/model/hotspot.ts";
import type { Report } from "../../src/model/report.ts";
import { exampleReport } from "../support/example-report.ts";
import { scenarios } from "../support/simulator/scenarios/index.ts";
import { judge, type Verdict } from "../support/simulator/truth/judge.ts";
import type { Truth, TrueResource } from "../support/simulator/truth/truth.ts";

const S = 1_000_000;
const [scenario] = scenarios;
const [anyHotspot] = exampleReport.hotspots;
if (scenario === undefined || anyHotspot === undefined) throw new Error("no example");

const resource = (some: Partial<TrueResource>): TrueResource => ({
  kind: "lock",
  service: "nova-compute",
  resource: "compute_resources",
  permits: 1,
  observable: "logged",
  waitUs: { boots: 100 * S, deletes: 0, background: 0 },
  contentions: 10,
  acquisitions: 20,
  maxQueueDepth: 3,
  ownWaitUs: 60 * S,
  inheritedWaitUs: 40 * S,
  unattributedWaitUs: 0,
  inheritedFrom: {},
  causedBy: {},
  causedByInstance: {},
  asLogged: { ownWaitUs: 100 * S, inheritedWaitUs: 0 },
  without: { outsideUs: 20 * S, seenUs: 20 * S, next: null },
  limited: {},
  ...some,
});

const truth = (resources: readonly TrueResource[]): Truth => ({ schemaVersion: 1, scenario, makespan: { outsideUs: 40 * S, seenUs: 40 * S }, cpu: { cores: 2, busyShare: 0.5, saturated: [] }, boots: [], resources });

const hotspot = (some: Partial<Hotspot>): Hotspot => ({
  ...anyHotspot,
  service: "nova-compute",
  resource: "compute_resources",
  inferred: false,
  permits: 1,
  waitUs: { ...anyHotspot.waitUs, total: 100 * S },
  waitByPhaseUs: { create: 100 * S, ping: 0, ssh: 0, delete: 0, background: 0 },
  ownWaitUs: 60 * S,
  inheritedWaitUs: 40 * S,
  prediction: null,
  ...some,
});

const prediction = (makespanUs: number): NonNullable<Hotspot["prediction"]> => ({ makespanUs, lowUs: makespanUs - 3 * S, highUs: makespanUs + 3 * S, savedUs: 40 * S - makespanUs, deletesUs: null, deletesSavedUs: null });

const verdict = (hotspots: readonly Hotspot[], resources: readonly TrueResource[]): Verdict => judge({ ...exampleReport, hotspots } satisfies Report, truth(resources));

const SLOTS = { kind: "permit", resource: "nova-compute build slots", permits: 10, observable: "hidden" } as const;

describe("the verdict on a report", () => {
  it("is the share by which a logged wait was missed", () => {
    const { waits } = verdict([hotspot({ waitUs: { ...anyHotspot.waitUs, total: 97 * S } })], [resource({})]);
    expect(waits).toHaveLength(1);
    expect(waits[0]?.waitError).toBeCloseTo(0.03);
  });

  it("accepts the true split of a wait and the one that logs show, and no third", () => {
    const blameError = (ownWaitUs: number, inheritedWaitUs: number): number | undefined => verdict([hotspot({ ownWaitUs, inheritedWaitUs })], [resource({})]).waits[0]?.blameError;
    expect(blameError(60 * S, 40 * S)).toBe(0);
    expect(blameError(100 * S, 0)).toBe(0);
    expect(blameError(80 * S, 20 * S)).toBeCloseTo(0.2);
  });

  it("tells a hidden queue that was found from one with other permits and from one that was missed", () => {
    const found = (hotspots: readonly Hotspot[]): unknown => verdict(hotspots, [resource(SLOTS)]).queues[0]?.found;
    expect(found([hotspot({ ...SLOTS, inferred: true })])).toBe("found");
    expect(found([hotspot({ ...SLOTS, inferred: true, permits: 9 })])).toBe("other permits");
    expect(found([])).toBe("missed");
  });

  it("holds a claim for wrong if boots did not wait for it, or if it has other permits", () => {
    const claim = hotspot({ ...SLOTS, inferred: true });
    expect(verdict([claim], [resource(SLOTS)]).wronglyClaimed).toEqual([]);
    expect(verdict([claim], [resource({ ...SLOTS, waitUs: { boots: 0, deletes: 9 * S, background: 0 } })]).wronglyClaimed).toEqual(["nova-compute build slots (10)"]);
    expect(verdict([claim], [resource({ ...SLOTS, permits: 5 })]).wronglyClaimed).toEqual(["nova-compute build slots (10)"]);
  });

  it("is right about what saves most if that is first, or what saves as much", () => {
    const resources = [resource({}), resource({ ...SLOTS, without: { outsideUs: 39 * S, seenUs: 39 * S, next: null } })];
    const spots = (lock: number, slots: number): readonly Hotspot[] => [hotspot({ prediction: prediction(lock) }), hotspot({ ...SLOTS, prediction: prediction(slots) })];
    expect(verdict(spots(21 * S, 35 * S), resources).best).toMatchObject({ trueBest: "compute_resources", said: "compute_resources", isRight: true });
    expect(verdict(spots(35 * S, 21 * S), resources).best).toMatchObject({ said: "nova-compute build slots", isRight: false });
    expect(verdict([], resources).best).toMatchObject({ said: null, isRight: false });
  });

  it("says how far a predicted makespan is off, and whether its range holds the true one", () => {
    expect(verdict([hotspot({ prediction: prediction(22 * S) })], [resource({})]).predictions).toMatchObject([{ trueUs: 20 * S, isInRange: true, isNextSeen: true }]);
    const [far] = verdict([hotspot({ prediction: prediction(30 * S) })], [resource({})]).predictions;
    expect(far?.error).toBeCloseTo(0.5);
    expect(far?.isInRange).toBe(false);
  });
});
