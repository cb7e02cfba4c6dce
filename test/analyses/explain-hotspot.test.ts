import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReportDraft } from "../../src/analyses/analysis.ts";
import { explainHotspot, type ExplanationDraft } from "../../src/analyses/explain-hotspot.ts";
import { hotspots } from "../../src/analyses/hotspots/hotspots.ts";
import type { LogEvent } from "../../src/model/event.ts";
import type { Acquisition, Trace } from "../../src/model/trace.ts";
import { anyEvents } from "../support/arbitrary-events.ts";
import { acquired, banner, head, linked, released, requested } from "../support/events.ts";
import { bootOf, eventWait, instance, life, mark, study, trace } from "../support/traces.ts";

function explained(of: Trace, resource: string): ExplanationDraft {
  const seen = study(of);
  const ranked = hotspots.answer(seen).hotspots as ReportDraft["hotspots"];
  const hotspot = ranked.find((one) => one.resource === resource);
  if (hotspot === undefined) throw new Error(`no hotspot ${resource}`);
  return explainHotspot(hotspot, seen);
}

const fromLog = (...events: readonly LogEvent[]): Trace => linked([{ path: "nova-compute.log", events }]);
const own = { requestId: "req-a" };

describe("where a hotspot's number comes from", () => {
  it("is the line that states the wait, with who held it meanwhile", () => {
    const of = trace({ acquisitions: [life(undefined, 0, 800, { by: "a" }), life(100, 800, 900, { by: "b", actor: bootOf(0) })], instances: [instance("i", [mark(0, "create-requested"), mark(2_000, "built")], { name: "bench-1" })] });
    expect(explained(of, "L")).toMatchObject({
      parts: [{ how: "stated", count: 1, totalUs: 700_000 }],
      waits: [{ waiter: "b", instance: "bench-1", role: "boot", startUs: 100_000, endUs: 800_000, waitUs: 700_000, how: "stated", reason: "The line states it.", holders: [{ name: "a", us: 700_000 }], evidence: [{ source: 0, line: 800 }] }],
      unknownWaits: 1,
    });
  });

  it("is the two lines around the wait where none states it", () => {
    const of = fromLog(requested(100, { form: "context", at: own }), acquired(600, { form: "context", at: own }), released(900, { form: "context", at: own }));
    expect(explained(of, "L")).toMatchObject({
      parts: [{ how: "between-lines", count: 1, totalUs: 500_000 }],
      waits: [{ waitUs: 500_000, how: "between-lines", evidence: [{ source: 0, line: 100 }, { source: 0, line: 600 }] }],
    });
  });

  it("is the line that asks and the one that gives it back where the line that has it is missing, and says so", () => {
    const of = fromLog(requested(1_000, { at: own }), released(6_000, { holdMs: 1_000, at: own }));
    expect(explained(of, "L").waits).toMatchObject([{ waitUs: 4_000_000, how: "between-lines", reason: expect.stringMatching(/the line that gives it back .*the line that has it is missing\.$/) as string, evidence: [{ line: 1_000 }, { line: 6_000 }] }]);
  });

  it("is the line alone where it states the wait, though another asks for it", () => {
    const of = fromLog(requested(100, { at: own }), acquired(600, { waitMs: 499, at: own }), released(900, { holdMs: 300, at: own }));
    expect(explained(of, "L").waits).toMatchObject([{ waitUs: 499_000, how: "stated", evidence: [{ line: 600 }] }]);
  });

  it("runs to the end of the log where it is still waited for", () => {
    const of = fromLog(requested(100, { at: own }), { kind: "activity", head: head(2_000) });
    expect(explained(of, "L").waits).toMatchObject([{ waitUs: 1_900_000, how: "between-lines", reason: expect.stringContaining("still waiting") as string, evidence: [{ line: 100 }] }]);
  });

  it("runs to the end of its process where that was killed, which no line gives the length of", () => {
    const of = fromLog(acquired(1_000, { waitMs: 0, at: { requestId: "req-b" } }), requested(2_000, { at: own }), banner(8_000, "start"), acquired(9_000, { waitMs: 0, at: own }), released(9_500, { holdMs: 500, at: own }));
    expect(explained(of, "L")).toMatchObject({
      parts: [{ how: "between-lines", count: 1, totalUs: 6_000_000 }, { how: "uncontended" }],
      waits: [{ waitUs: 6_000_000, how: "between-lines", reason: expect.stringContaining("its process had ended") as string, holders: [{ name: "f", us: 6_000_000 }], evidence: [{ line: 2_000 }] }],
    });
  });

  it("says of one who gave up that it did", () => {
    const gaveUp = { ...requested(600, { at: own }), kind: "lock-abandoned", reason: "timeout", waitUs: 500_000, holder: undefined } as const;
    expect(explained(fromLog(requested(100, { at: own }), gaveUp), "L").waits).toMatchObject([{ how: "stated", reason: "It asked and gave up." }]);
  });

  it("counts who was inside of a queue that no line names, and what let it go on", () => {
    const inferred = (wantedMs: number, gotMs: number, leftMs: number): Acquisition => life(wantedMs, gotMs, leftMs, { form: "inferred", resource: "permit", by: undefined });
    const of = trace({ acquisitions: [inferred(0, 0, 1_000), inferred(10, 10, 3_000), inferred(100, 1_035, 4_000)] });
    const [worst] = explained(of, "L").waits;
    expect(worst).toMatchObject({ how: "inferred", waitUs: 935_000, reason: "From the line with which it arrived to the line with which it went on: 2 were inside as it arrived, and it went on 35 ms after one of those inside had left." });
  });

  it("says what bounds the wait for an event", () => {
    const waits = [eventWait(1_000, 3_000, 0), eventWait(1_500, 5_000, 1)];
    const boot = (id: string, index: number, startMs: number | undefined, lineMs: number | undefined) =>
      instance(id, [mark(0, "create-requested"), mark(9_000, "built"), ...(startMs === undefined ? [] : [mark(startMs, "guest-paused")])], {
        eventWaits: waits.slice(index, index + 1),
        ownLines: () => (lineMs === undefined ? [] : [{ atUs: lineMs * 1000, service: "nova-compute", role: "boot" as const, place: { source: 0, line: 7 } }]),
      });
    const { waits: told, parts } = explained(trace({ instances: [boot("a", 0, 1_000, undefined), boot("b", 1, undefined, 1_500)] }), "network-vif-plugged");
    expect(parts).toEqual([{ how: "event", count: 2, totalUs: 5_500_000 }]);
    expect(told).toMatchObject([
      { instance: "b", reason: expect.stringContaining("from the last line of the request") as string, evidence: [{ line: 7 }, { line: 5_000 }] },
      { instance: "a", reason: expect.stringContaining("from the start of the guest") as string, evidence: [{ line: 1_000 }, { line: 3_000 }] },
    ]);
  });

  it("lists the thousand longest waits and counts the rest", () => {
    const acquisitions = Array.from({ length: 1_200 }, (_, index) => life(index * 10, index * 10 + 1 + (index % 7), index * 10 + 9, { lock: `L${index}`, resourceClass: "L" }));
    const { waits, unlisted, parts } = explained(trace({ acquisitions }), "L");
    expect([waits.length, unlisted.count]).toEqual([1_000, 200]);
    expect(waits.reduce((sum, { waitUs }) => sum + waitUs, 0) + unlisted.totalUs).toBe(parts[0]?.totalUs);
  });

  it("adds up to what is ranked, whatever the log", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const seen = study(fromLog(...events));
        for (const hotspot of hotspots.answer(seen).hotspots as ReportDraft["hotspots"]) {
          const { parts, waits } = explainHotspot(hotspot, seen);
          expect(parts.reduce((sum, { totalUs }) => sum + totalUs, 0)).toBe(hotspot.waitUs.total);
          for (const { startUs, endUs, waitUs } of waits) expect(endUs - startUs).toBe(waitUs);
        }
      }),
    );
  });
});
