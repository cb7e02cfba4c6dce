import { sum } from "d3-array";
import { describe, expect, it } from "vitest";
import { findQueues } from "../../../src/analyses/queues/find-queues.ts";
import type { LogEvent } from "../../../src/model/event.ts";
import type { Trace } from "../../../src/model/trace.ts";
import { acquired, activity, linked, milestone, released, requested } from "../../support/events.ts";

const BOOTS = 12;

interface Run {
  /** When each boot writes its last line before the lock, and when it gets the lock, ms. */
  readonly beforeMs: (boot: number) => number;
  readonly gotMs: (boot: number) => number;
  /** When it gives the lock back, where that is logged. */
  readonly releasedMs?: (boot: number) => number;
  /** When the one that has the lock writes its next line, ms; else 40 ms after it got it. */
  readonly goesOnMs?: (boot: number) => number;
}

const SPACINGS_MS = [50, 400, 100, 700, 30, 250, 900, 80, 300, 60, 500, 100];

function irregularMs(boot: number): number {
  return 1050 + sum(SPACINGS_MS.slice(0, boot));
}

function logOf({ beforeMs, gotMs, releasedMs, goesOnMs = (boot) => gotMs(boot) + 40 }: Run): Trace {
  const events = Array.from({ length: BOOTS }, (_, boot): readonly LogEvent[] => {
    const at = { requestId: `req-${boot}`, instanceId: `0e1f2a3b-1111-4222-8333-4444555566${boot + 10}` };
    const words = { lock: "compute_resources", by: "instance_claim", at: { requestId: at.requestId } };
    return [
      milestone(beforeMs(boot), "build-started", at), acquired(gotMs(boot), words), activity(goesOnMs(boot), at),
      ...(releasedMs === undefined ? [] : [released(releasedMs(boot), words)]), activity(gotMs(boot) + 5000, at),
    ];
  });
  return linked([{ path: "nova-compute.log", events: events.flat().sort((a, b) => a.head.atUs - b.head.atUs) }]);
}

/** Each has the lock's file after so long, and keeps it until just before the next one gets the lock. */
function filedLog({ beforeMs, gotMs, fileWaitMs }: Pick<Run, "beforeMs" | "gotMs"> & { readonly fileWaitMs: number }): Trace {
  const events = Array.from({ length: BOOTS }, (_, boot): readonly LogEvent[] => {
    const at = { requestId: `req-${boot}`, instanceId: `0e1f2a3b-1111-4222-8333-4444555566${boot + 10}` };
    const words = { lock: "iptables", at: { requestId: at.requestId } };
    const file = { ...words, form: "file" } as const;
    const heldMs = gotMs(boot) + fileWaitMs;
    return [
      milestone(beforeMs(boot), "build-started", at), acquired(gotMs(boot), { ...words, by: "_apply" }), requested(gotMs(boot), file), acquired(heldMs, file),
      released(Math.max(heldMs, gotMs(boot + 1)), file), activity(heldMs + 300 * (boot + 1), at),
    ];
  });
  return linked([{ path: "nova-compute.log", events: events.flat().sort((a, b) => a.head.atUs - b.head.atUs) }]);
}

function told(trace: Trace): { readonly pools: readonly object[]; readonly waitsMs: readonly (number | undefined)[] } {
  const { pools, acquisitions } = findQueues(trace);
  return { pools: [...pools.values()], waitsMs: acquisitions.map(({ waitUs }) => (waitUs === undefined ? undefined : waitUs / 1000)) };
}

const NO_CLAIM = { pools: [], waitsMs: Array.from({ length: BOOTS }, () => undefined) };

describe("waits for a lock whose lines do not state them", () => {
  it("last from a boot's line before it until it got the lock, where all came at once and got it one by one", () => {
    const { pools, waitsMs } = told(logOf({ beforeMs: (boot) => 1000 + boot, gotMs: (boot) => 1050 + 200 * boot }));
    expect(pools).toMatchObject([{ permits: 1, inferred: true }]);
    // The first, whom nobody was before, may have done anything from 1000 to 1050; the others waited from 1050 on.
    expect(waitsMs).toEqual(Array.from({ length: BOOTS }, (_, boot) => 200 * boot));
  });

  it("end at the pace of a boot where nobody comes behind, though the same function takes longer in deletes", () => {
    const held = (index: number, role: "boot" | "delete", gotMs: number): readonly LogEvent[] => {
      const at = { requestId: `req-${role}-${index}`, instanceId: `0e1f2a3b-1111-4222-8333-4444555566${index + 10}` };
      const fromMs = role === "boot" ? 1000 : 60_000;
      return [milestone(fromMs + index, role === "boot" ? "build-started" : "terminating", at), acquired(gotMs, { lock: "compute_resources", by: "update_usage", at: { requestId: at.requestId } }), activity(gotMs + 5, at)];
    };
    const boots = Array.from({ length: BOOTS }, (_, index) => [...held(index, "boot", 1050 + 60 * index), ...held(index, "delete", 60_050 + 300 * index)]);
    const { acquisitions } = findQueues(linked([{ path: "nova-compute.log", events: boots.flat().sort((a, b) => a.head.atUs - b.head.atUs) }]));
    expect(acquisitions.filter(({ actor }) => actor.role === "boot").map(({ holdUs }) => holdUs)).toEqual(Array.from({ length: BOOTS }, () => 60_000));
  });

  it("are not told where each boot needs as long for what lies before the lock, at whatever pace they come", () => {
    expect(told(logOf({ beforeMs: (boot) => 1000 + 200 * boot, gotMs: (boot) => 1600 + 200 * boot }))).toEqual(NO_CLAIM);
  });

  it("are not told where boots get the lock at no pace", () => {
    const gotMs = [0, 10, 20, 600, 610, 1900, 1910, 1920, 2700, 2710, 2720, 4000];
    expect(told(logOf({ beforeMs: (boot) => 500 + boot, gotMs: (boot) => 1000 + (gotMs[boot] ?? 0) }))).toEqual(NO_CLAIM);
  });

  it("last as long as a hold beyond the pace, where its holder wrote nothing and went on as the next one got the lock", () => {
    const gotMs = (boot: number): number => 1050 + 200 * boot + (boot > 3 ? 3000 : 0);
    const { waitsMs } = told(logOf({ beforeMs: (boot) => 1000 + boot, gotMs, goesOnMs: (boot) => gotMs(boot + 1) + 2 }));
    expect(waitsMs).toEqual(Array.from({ length: BOOTS }, (_, boot) => gotMs(boot) - 1050));
  });

  it("begin at the pace before the next one got the lock, where its holder went on long before", () => {
    const gotMs = (boot: number): number => 1050 + 200 * boot + (boot > 3 ? 3000 : 0);
    const { waitsMs } = told(logOf({ beforeMs: (boot) => 1000 + boot, gotMs }));
    expect(waitsMs).toEqual(Array.from({ length: BOOTS }, (_, boot) => 200 * boot));
  });

  it("are told at no pace, where holders write nothing and go on as the next one gets the lock", () => {
    const { pools, waitsMs } = told(logOf({ beforeMs: (boot) => 1000 + boot, gotMs: irregularMs, goesOnMs: (boot) => irregularMs(boot + 1) + 2 }));
    expect(pools).toMatchObject([{ permits: 1, inferred: true }]);
    expect(waitsMs).toEqual(Array.from({ length: BOOTS }, (_, boot) => irregularMs(boot) - irregularMs(0)));
  });

  it("are not told at no pace where each boot needs as long for what lies before the lock, though holders go on as the next one gets it", () => {
    expect(told(logOf({ beforeMs: (boot) => irregularMs(boot) - 600, gotMs: irregularMs, goesOnMs: (boot) => irregularMs(boot + 1) + 2 }))).toEqual(NO_CLAIM);
  });

  it("begin after what boots usually do before the lock, as those show that found it free", () => {
    // The first five come one by one and need 100 ms each before the lock, the others all at once.
    const gotMs = (boot: number): number => (boot < 5 ? 1100 + 1000 * boot : 8100 + 300 * (boot - 5));
    const { waitsMs } = told(logOf({ beforeMs: (boot) => (boot < 5 ? gotMs(boot) - 100 : 8000 + boot), gotMs }));
    expect(waitsMs.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(waitsMs.slice(6)).toEqual([1, 2, 3, 4, 5, 6].map((behind) => 300 * behind - behind - 5));
  });

  it("end as the one before gave the lock back, where that is logged, at whatever pace", () => {
    const { waitsMs } = told(logOf({ beforeMs: (boot) => 1000 + boot, gotMs: irregularMs, releasedMs: (boot) => irregularMs(boot + 1) - 1 }));
    expect(waitsMs.at(-1)).toBeCloseTo(irregularMs(11) - 1050 - 11, 0);
  });

  it("are told beside what lines about the lock's file tell, and last from the boot's line before until it had both", () => {
    const { waitsMs } = told(filedLog({ beforeMs: (boot) => 1000 + boot, gotMs: (boot) => 1050 + 200 * boot, fileWaitMs: 30 }));
    expect(waitsMs).toEqual(Array.from({ length: BOOTS }, (_, boot) => 200 * boot + 30));
  });

  it("are of the file alone where each got the lock of the process as it came", () => {
    const { pools, waitsMs } = told(filedLog({ beforeMs: (boot) => 1000 + boot, gotMs: (boot) => 1002 + boot, fileWaitMs: 50 }));
    expect(pools).toEqual([]);
    expect(waitsMs).toEqual(Array.from({ length: BOOTS }, () => 50));
  });

  it("are not told where releases are logged and the next one comes long after them", () => {
    expect(told(logOf({ beforeMs: (boot) => 1000 + boot, gotMs: (boot) => 1050 + 200 * boot, releasedMs: (boot) => 1100 + 200 * boot }))).toEqual(NO_CLAIM);
  });
});
