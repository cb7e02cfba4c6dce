import { describe, expect, it } from "vitest";
import { bootOf, eventWait, instance, life, mark, study, trace } from "../../support/traces.ts";

/** Eight boots that hold a lock one after the other before each gets its event, some 350 ms later: when each asked for it, got it and got the event, ms. */
const HOLDS = [
  [100, 100, 6827], [288, 6481, 14_398], [345, 14_087, 22_979], [410, 22_671, 33_960],
  [421, 33_617, 39_331], [426, 39_043, 49_329], [533, 48_996, 60_547], [636, 60_275, 69_695],
] as const;

describe("a replay that takes events for ones that come one after another", () => {
  const instances = HOLDS.map(([askedMs, , eventMs], boot) =>
    instance(`boot-${boot}`, [mark(0, "create-requested"), mark(eventMs + 100, "built")], {
      bootRequestIds: [`req-${boot}`],
      events: [{ event: "network-vif-plugged", preparedUs: askedMs * 1000, neededUs: eventMs * 1000, receivedUs: eventMs * 1000, place: { source: 0, line: boot + 1 } }],
      eventWaits: [eventWait(eventMs - 100, eventMs, boot)],
    }));
  const acquisitions = HOLDS.map(([askedMs, gotMs, eventMs], boot) => life(askedMs, gotMs, HOLDS[boot + 1]?.[1] ?? eventMs - 350, { actor: bootOf(boot) }));
  const asked = study(trace({ instances, acquisitions }));

  it("gives way to one in which they come by themselves, where only that replays the run as it was", () => {
    expect(asked.eventTurns).toHaveLength(HOLDS.length);
    expect(Math.abs(asked.whatIf()?.calibration?.error ?? 1)).toBeLessThan(0.02);
  });

  it("predicts then that without the lock all go on at once", () => {
    // The longest hold, and the event after it.
    expect(asked.whatIf()?.predict([{ kind: "remove", key: "lock|nova-compute|L" }]).boots?.makespanUs).toBeCloseTo(12_000_000, -6);
  });
});
