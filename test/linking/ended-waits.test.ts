import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { acquired, activity, linked, milestone, released, requested } from "../support/events.ts";

const A = { requestId: "req-a", instanceId: "0e1f2a3b-1111-4222-8333-444455556666" };
const B = { requestId: "req-b" };
const LATER = activity(20_000, { requestId: "req-z" });

/** What is waited for when the log ends, ms, and how many waits are lost. */
function openOf(compute: readonly LogEvent[], api: readonly LogEvent[] = []): readonly [waitsMs: readonly number[], lost: number] {
  const { acquisitions, lost } = linked([{ path: "nova-compute.log", events: compute }, { path: "nova-api.log", own: { service: "nova-api" }, events: api }]);
  return [acquisitions.filter(({ state }) => state === "waiting").map(({ waitUs = 0 }) => waitUs / 1000), lost.reduce((sum, { waits }) => sum + waits, 0)];
}

describe("a wait that is open when its log ends", () => {
  const wait = [milestone(500, "build-started", A), requested(1000, { at: A })];

  it("lasts until then if nothing tells otherwise", () => {
    expect(openOf([...wait, LATER])).toEqual([[19_000], 0]);
    expect(openOf([...wait, LATER], [milestone(900, "active", A)])).toEqual([[19_000], 0]);
  });

  it("is over, and its end lost, if another log tells that its boot was ready later", () => {
    expect(openOf([...wait, LATER], [milestone(9000, "active", A)])).toEqual([[], 1]);
  });

  it("is over for a delete only once its instance was gone", () => {
    const deleting = [milestone(500, "terminating", A), requested(1000, { at: A }), LATER];
    expect(openOf(deleting, [milestone(9000, "active", A)])).toEqual([[19_000], 0]);
    expect(openOf(deleting, [milestone(9000, "gone", A)])).toEqual([[], 1]);
  });

  it("is over if someone got the lock at once who found it free later", () => {
    const held = [acquired(900, { waitMs: 0, at: B }), ...wait, released(5000, { holdMs: 4100, at: B })];
    const later = (atMs: number, waitMs: number): readonly LogEvent[] => [acquired(atMs, { waitMs, at: B }), released(atMs + 50, { holdMs: 50, at: B })];
    expect(openOf([...held, ...later(9000, 0), LATER])).toEqual([[], 1]);
    expect(openOf([...held, ...later(9000, 3), LATER])).toEqual([[19_000], 0]);
  });

  it("is not over where the lock was only just given back: a newcomer may be quicker than the one that is woken", () => {
    expect(openOf([acquired(900, { waitMs: 0, at: B }), ...wait, released(5000, { holdMs: 4100, at: B }), acquired(5002, { waitMs: 0, at: B }), LATER])).toEqual([[19_000], 0]);
  });
});
