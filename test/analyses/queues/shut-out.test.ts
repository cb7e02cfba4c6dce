import { describe, expect, it } from "vitest";
import { shutOut } from "../../../src/analyses/queues/shut-out.ts";
import type { Acquisition } from "../../../src/model/trace.ts";
import { bootOf } from "../../support/traces.ts";

/** Waits in ms of calls read and answered at these milliseconds, in the order given; one without an answer is in hand until the log ends, at 10 s. */
function waitsMs(permits: number, ...calls: readonly (readonly [readMs: number, answeredMs?: number])[]): readonly (number | undefined)[] {
  const acquisitions = calls.map(([readMs, answeredMs], index): Acquisition => ({
    resource: "permit", lock: "R", identity: "R", resourceClass: "R", form: "job", by: undefined, actor: bootOf(index), holder: undefined, acquiredUs: readMs * 1000, waitUs: undefined,
    releasedUs: answeredMs === undefined ? undefined : answeredMs * 1000, holdUs: undefined, state: answeredMs === undefined ? "held" : "released", resolutionUs: 1000, place: { source: 0, line: index + 1 },
  }));
  const told = shutOut(acquisitions, permits, 10_000_000);
  return acquisitions.map((call) => (told.get(call)?.waitUs ?? Number.NaN) / 1000);
}

describe("a client shut out", () => {
  it("has its next call wait from the one that took the last room to the answer that gave some back", () => {
    expect(waitsMs(1, [0, 500], [501, 800], [801, 900])).toEqual([0, 500, 299]);
    expect(waitsMs(2, [0, 500], [100, 900], [500, 800])).toEqual([0, 0, 400]);
  });

  it("had nothing to send where the next call comes later than it would have been read", () => {
    expect(waitsMs(1, [0, 500], [503, 800])).toEqual([0, 0]);
  });

  it("has only the first call after an answer wait", () => {
    expect(waitsMs(2, [0, 500], [0, 500], [501, 900], [501, 900])).toEqual([0, 0, 500, 0]);
  });

  it("is let in by an answer of the same stamp, but by no answer before its call", () => {
    expect(waitsMs(1, [0, 500], [500, 500], [500, 700])).toEqual([0, 500, 0]);
  });

  it("is let in no more where an answer never comes", () => {
    expect(waitsMs(1, [0], [600, 700])).toEqual([0, 0]);
  });
});
