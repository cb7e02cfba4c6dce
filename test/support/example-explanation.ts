import type { Explanation } from "../../src/model/explanation.ts";
import { exampleReport, HOSTILE } from "./example-report.ts";

const [lock, , permit] = exampleReport.hotspots;
if (lock === undefined || permit === undefined) throw new Error("the example report has lost its hotspots");

const T0 = exampleReport.run.fromUs;
const s = (seconds: number): number => Math.round(seconds * 1_000_000);

/** A lock whose waits are known in several ways. */
export const exampleExplanation: Explanation = {
  schemaVersion: 1,
  tool: { version: "0.1.0" },
  hotspot: lock,
  parts: [
    { how: "stated", count: 30, totalUs: s(201.2) },
    { how: "between-lines", count: 7, totalUs: s(30) },
    { how: "uncontended", count: 375, totalUs: s(0.2) },
  ],
  waits: [
    {
      waiter: "ResourceTracker.instance_claim", instance: "bench-001", role: "boot", startUs: T0 + s(2.988), endUs: T0 + s(12.4), waitUs: s(9.412), how: "stated", reason: "The line states it.",
      holders: [{ name: "ResourceTracker._update_available_resource", us: s(7) }, { name: HOSTILE, us: s(2.4) }], evidence: lock.evidence.slice(0, 1),
    },
    {
      waiter: HOSTILE, instance: null, role: "background", startUs: T0 + s(3), endUs: T0 + s(7), waitUs: s(4), how: "between-lines", reason: "From the line that asks for it to the line that has it.",
      holders: [], evidence: [...lock.evidence.slice(1, 2), { file: HOSTILE, line: 7, text: HOSTILE }],
    },
  ],
  unlisted: { count: 35, totalUs: s(217.788) },
  unknownWaits: 4,
};

/** A queue that no line names. */
export const inferredExplanation: Explanation = { ...exampleExplanation, hotspot: permit, parts: [{ how: "inferred", count: 2, totalUs: s(3.1) }], waits: [], unlisted: { count: 0, totalUs: 0 }, unknownWaits: 0 };
