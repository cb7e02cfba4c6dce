import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { acquired, banner, head, linked, released, requested } from "../support/events.ts";

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

  it("is not told where the lines name no process: the next one may have got another process's lock", () => {
    const lines = { pid: undefined };
    expect(heldUntil(acquired(500, { form: "context", at: { ...A, ...lines } }), requested(1000, { form: "context", at: { ...B, ...lines } }), acquired(5000, { form: "context", at: { ...B, ...lines } }))).toEqual([]);
  });
});

describe("a traced mutex that nobody gave back", () => {
  const traced = (atMs: number, tid: number, own: { waitMs?: number; holdMs?: number; lock?: string } = {}): LogEvent => {
    const words = { form: "traced" as const, at: { tid }, ...own };
    return own.holdMs === undefined ? acquired(atMs, { waitMs: 0, ...words }) : released(atMs, words);
  };
  const waiting = (atMs: number, tid: number, lock = "L"): LogEvent => requested(atMs, { form: "traced", lock, at: { tid } });
  const states = (minHoldUs: number | undefined, ...events: readonly LogEvent[]): readonly (readonly [number | undefined, string])[] =>
    linked([{ path: "lock.txt", events, own: { format: "lock-trace", service: "libvirtd", minHoldUs } }]).acquisitions.filter(({ lock }) => lock === "L").map(({ actor, state }) => [actor.tid, state] as const);
  /** Without any release a trace records none. */
  const RELEASE = traced(9000, 9, { lock: "M", holdMs: 10 });

  it("is held when the trace ends where someone waits for it", () => {
    expect(states(undefined, traced(0, 1), RELEASE, waiting(1000, 2))).toEqual([[1, "held"], [2, "waiting"]]);
  });

  it("may be free where nobody waits for it: waits on condition variables give it back unseen", () => {
    expect(states(undefined, traced(0, 1), RELEASE)).toEqual([[1, "released"]]);
  });

  it("is held by the last who got it", () => {
    expect(states(undefined, traced(0, 1), traced(500, 3), RELEASE, waiting(1000, 2))).toEqual([[1, "released"], [3, "held"], [2, "waiting"]]);
  });

  it("was given back by the thread whose hold is recorded", () => {
    expect(states(undefined, traced(0, 1), traced(500, 1, { holdMs: 500 }), RELEASE, waiting(1000, 2))).toEqual([[1, "released"], [1, "released"], [2, "waiting"]]);
  });

  it("is not known to be held where short holds are not recorded", () => {
    expect(states(100, traced(0, 1), RELEASE, waiting(1000, 2))).toEqual([[1, "released"], [2, "waiting"]]);
  });

  it("is held by the last who got it, too, where all that a trace shows is who still waits", () => {
    expect(states(undefined, traced(0, 1), waiting(1000, 2), { kind: "activity", head: head(9000) })).toEqual([[1, "held"], [2, "waiting"]]);
  });

  it("was held for an unknown time in a trace that records no releases", () => {
    expect(heldUntilIn("lock.txt", traced(0, 1), traced(5000, 2, { waitMs: 4000 }))).toEqual([]);
  });

  it("was held for an unknown time where only waits of some length are seen: others may have had it in between", () => {
    expect(heldUntilIn("lock.txt", traced(100, 1, { waitMs: 50 }), RELEASE, traced(5000, 2, { waitMs: 4000 }))).toEqual([]);
  });

  it("was held until the next one got it who waited", () => {
    expect(heldUntilIn("lock.txt", traced(0, 1), RELEASE, traced(5000, 2, { waitMs: 4000 }))).toEqual([[1, 5000]]);
  });
});

function heldUntilIn(path: string, ...events: readonly LogEvent[]): readonly (readonly [number | undefined, number])[] {
  return linked([{ path, events }]).acquisitions.flatMap(({ actor, heldUntilUs }) => (heldUntilUs === undefined ? [] : [[actor.tid, heldUntilUs / 1000] as const]));
}
