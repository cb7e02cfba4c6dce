import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { acquired, activity, banner, linked, released, requested } from "../support/events.ts";

const A = { requestId: "req-a" };
const B = { requestId: "req-b" };
const C = { requestId: "req-c" };

/** Who held the lock until when (ms) though no line says so. */
const heldUntil = (...events: readonly LogEvent[]): readonly (readonly [string | undefined, number])[] =>
  linked([{ path: "nova-compute.log", events }]).acquisitions.flatMap(({ actor, heldUntilUs }) => (heldUntilUs === undefined ? [] : [[actor.requestId, heldUntilUs / 1000] as const]));

describe("a hold whose release no line shows", () => {
  it("lasted until the next one got the lock who waited for it", () => {
    expect(heldUntil(acquired(500, { waitMs: 0, at: A }), requested(1000, { at: B }), acquired(5000, { waitMs: 4000, at: B }), released(6000, { holdMs: 1000, at: B }))).toEqual([["req-a", 5000]]);
  });

  it("has no length of its own: none is logged", () => {
    const events = [acquired(500, { waitMs: 0, at: A }), acquired(5000, { waitMs: 4000, at: B }), released(6000, { holdMs: 1000, at: B })];
    expect(linked([{ path: "nova-compute.log", events }]).acquisitions).toMatchObject([{ holdUs: undefined, releasedUs: undefined, state: "released" }, { holdUs: 1_000_000 }]);
  });

  it("ended at an unknown time where nobody waited for it", () => {
    expect(heldUntil(acquired(500, { waitMs: 0, at: A }), acquired(5000, { waitMs: 0, at: B }), released(6000, { holdMs: 1000, at: B }))).toEqual([]);
  });

  it("was over when someone overtook another who waited", () => {
    const events = [acquired(500, { waitMs: 0, at: A }), requested(1000, { at: C }), acquired(3000, { waitMs: 0, at: B }), released(5000, { holdMs: 2000, at: B }), acquired(5000, { waitMs: 4000, at: C }), released(6000, { holdMs: 1000, at: C })];
    expect(heldUntil(...events)).toEqual([["req-a", 3000]]);
  });

  it("lasted until the last one gave up who waited for it, as far as lines tell", () => {
    const gaveUp = { ...requested(2500, { at: B }), kind: "lock-abandoned", reason: "timeout", waitUs: undefined, holder: undefined } as const;
    expect(heldUntil(acquired(500, { waitMs: 0, at: A }), requested(1000, { at: B }), gaveUp, acquired(5000, { waitMs: 0, at: C }), released(6000, { holdMs: 1000, at: C }))).toEqual([["req-a", 2500]]);
  });

  it("was over when its process ended", () => {
    const at = { ...B, pid: 2 };
    expect(heldUntil(acquired(1000, { waitMs: 0, at: A }), requested(2000, { at: B }), banner(8000, "start", { pid: 2 }), acquired(9000, { waitMs: 0, at }), released(9500, { holdMs: 500, at }))).toEqual([["req-a", 8000]]);
  });

  it("is not told from those who wait only for the file", () => {
    const events = [acquired(0, { at: A }), acquired(1000, { at: B }), requested(1001, { form: "file", at: B }), acquired(4000, { form: "file", at: B }), activity(9000)];
    expect(heldUntil(...events)).toEqual([]);
  });

  it("is not told where the lines name no process: the next one may have got another process's lock", () => {
    const lines = { pid: undefined };
    expect(heldUntil(acquired(500, { form: "context", at: { ...A, ...lines } }), requested(1000, { form: "context", at: { ...B, ...lines } }), acquired(5000, { form: "context", at: { ...B, ...lines } }))).toEqual([]);
  });
});
