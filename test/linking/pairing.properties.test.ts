import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/model/event.ts";
import { anyEvents } from "../support/arbitrary-events.ts";
import { paired } from "../support/events.ts";

/** Every lock event but what others complete: an upper bound of what may come out. */
const lockEvents = (events: readonly LogEvent[]): number => events.filter(({ kind }) => kind.startsWith("lock-")).length;

describe("laws of pairing", () => {
  it("no sequence of events makes it throw, or gives more acquisitions than there were lock events", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        expect(paired(...events).acquisitions.length).toBeLessThanOrEqual(lockEvents(events));
      }),
      { numRuns: 500 },
    );
  });

  it("every wait and every hold is at least zero, even where time stamps run backwards", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        for (const { waitUs, holdUs } of paired(...events).acquisitions) {
          expect(waitUs ?? 0).toBeGreaterThanOrEqual(0);
          expect(holdUs ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("every operation ends no earlier than it began", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        for (const { startUs, endUs } of paired(...events).operations) expect(endUs).toBeGreaterThanOrEqual(startUs);
      }),
    );
  });

  it("what still waits or is held at the end says so, and nothing else does", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        for (const { state, acquiredUs, releasedUs } of paired(...events).acquisitions) {
          if (state === "held") expect([acquiredUs === undefined, releasedUs]).toEqual([false, undefined]);
          if (state === "waiting") expect([acquiredUs === undefined, releasedUs]).toEqual([false, undefined]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("a request that only asks, takes and gives back in turn leaves as many released lives as turns", () => {
    const turns = fc.array(fc.tuple(fc.constantFrom("req-a", "req-b", "req-c"), fc.nat(50), fc.nat(50)), { maxLength: 20 });
    fc.assert(
      fc.property(turns, (list) => {
        let atMs = 0;
        const parts = { resource: "lock" as const, lock: "L", scope: "process" as const, form: "context" as const, by: undefined, key: undefined };
        const events = list.flatMap(([requestId, waitMs, holdMs]): LogEvent[] => {
          const head = (): LogEvent["head"] => ({
            atUs: atMs * 1000, clock: "utc", line: 1, service: undefined, host: undefined, pid: 1, tid: undefined, requestId, globalRequestId: undefined, instanceId: undefined,
          });
          const wanted: LogEvent = { kind: "lock-requested", head: head(), holder: undefined, ...parts };
          atMs += waitMs;
          const got: LogEvent = { kind: "lock-acquired", head: head(), waitUs: undefined, ...parts };
          atMs += holdMs;
          return [wanted, got, { kind: "lock-released", head: head(), holdUs: undefined, ...parts }];
        });
        expect(paired(...events).acquisitions.map(({ waitUs, holdUs, state }) => [waitUs, holdUs, state])).toEqual(list.map(([, waitMs, holdMs]) => [waitMs * 1000, holdMs * 1000, "released"]));
      }),
    );
  });
});
