import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openGate } from "../../src/gate/gate.ts";
import { parseCondition, type Unit } from "../../src/gate/condition.ts";
import { comparisonQuantities, reportQuantities } from "../../src/gate/quantities.ts";
import { TraceRankError } from "../../src/model/error.ts";
import { exampleComparison } from "../support/example-comparison.ts";
import { emptyReport, exampleReport } from "../support/example-report.ts";

const units = new Map<string, Unit>([...reportQuantities, ...comparisonQuantities].map(({ name, unit }) => [name, unit]));
const parsed = (text: string) => parseCondition(text, units);

/** What is wrong, and the column it is pointed to. */
function objection(text: string): readonly [string, number | undefined] {
  try {
    parsed(text);
  } catch (error) {
    if (error instanceof TraceRankError) return [error.message.replace("--fail-on: ", ""), error.shown[1]?.indexOf("^")];
    throw error;
  }
  return ["none", undefined];
}

describe("a condition", () => {
  it.each([
    ["hotspot.wait > 30s", { quantity: "hotspot.wait", of: undefined, operator: ">", value: 30e6 }],
    ["makespan>=1.5min", { quantity: "makespan", of: undefined, operator: ">=", value: 90e6 }],
    ["hotspot[nova-compute build slots].total < 500 ms", { quantity: "hotspot.total", of: "nova-compute build slots", operator: "<", value: 0.5e6 }],
    ["boots.error != 0", { quantity: "boots.error", of: undefined, operator: "!=", value: 0 }],
    ["diff.makespan > +10%", { quantity: "diff.makespan", of: undefined, operator: ">", value: 0.1 }],
    ["diff.delete.verdict == no change", { quantity: "diff.delete.verdict", of: undefined, operator: "==", value: "no change" }],
    ["diff.hotspot[compute_resources].wait > 1h", { quantity: "diff.hotspot.wait", of: "compute_resources", operator: ">", value: 3600e6 }],
  ])("is read: %s", (text, expected) => {
    expect(parsed(text)).toEqual({ text, ...expected });
  });

  it.each([
    ["", "the name of a quantity is needed here", 0],
    ["makespn > 1s", "no quantity is called makespn", 0],
    ["makespan", "a comparison is needed here", 8],
    ["makespan > ", "a number is needed here", 11],
    ["makespan > 120", "a unit is needed here", 14],
    ["makespan > 10%", "not a unit of a duration: %", 13],
    ["boots.error > 3s", "a count has no unit: s", 15],
    ["hotspot[x.wait > 1s", "this bracket is never closed", 7],
    ["makespan[x] > 1s", "makespan is not of one among several", 8],
    ["diff.verdict > worse", "words are equal or not", 14],
    ["makespan > 1s; rm", "nothing more is understood here", 13],
  ])("is refused where it stops making sense: %s", (text, what, column) => {
    expect(objection(text)).toEqual([what, column]);
  });

  it("is either read or refused, whatever it is", () => {
    const piece = fc.constantFrom("hotspot", ".", "wait", "[", "]", " ", ">", "==", "30", "s", "%", "makespan", "diff", "-", "é", "\u001b");
    fc.assert(fc.property(fc.oneof(fc.string(), fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(""))), (text) => {
      const [what, column] = objection(text);
      expect(what === "none" || (column !== undefined && column >= 0 && column <= [...text].length)).toBe(true);
    }));
  });
});

describe("the gate of a report", () => {
  const failures = (...conditions: readonly string[]): readonly string[] => openGate(conditions, reportQuantities)(exampleReport);

  it("says what was asked and what was found", () => {
    expect(failures("makespan > 1s", "makespan > 100h")).toEqual([expect.stringMatching(/^makespan > 1s: \d/)]);
  });

  it("names the hotspots that meet it", () => {
    const [first] = exampleReport.hotspots;
    expect(failures("hotspot[H1].total > 1ms")).toEqual([expect.stringContaining(`H1 ${first?.resource ?? ""} `)]);
  });

  it("passes over resources that nobody waited for, unless that is what it forbids", () => {
    expect(failures("hotspot[nothing of this name].wait > 1s")).toEqual([]);
    expect(failures("hotspot[nothing of this name].wait < 1s")).toHaveLength(1);
  });

  it("does not pass what cannot be judged", () => {
    expect(openGate(["makespan > 1h"], reportQuantities)(emptyReport)).toEqual(["makespan > 1h: these logs do not tell makespan, and what cannot be judged does not pass"]);
  });

  it("does not pass a wait where the logs lack the lines that would show one", () => {
    const quiet = { ...exampleReport, hotspots: [], instances: exampleReport.instances.map((instance) => ({ ...instance, waitUs: 0 })) };
    const silent = { ...quiet, blindSpots: [{ code: "no-debug", title: "No debug lines", detail: "Waits are invisible.", fix: null }] };
    const conditions = ["hotspot.wait > 1h", "hotspot[compute_resources].saves > 1h", "waiting > 99%"];
    expect(openGate(conditions, reportQuantities)(silent)).toEqual(conditions.map((condition) => expect.stringContaining(`${condition}: these logs do not tell`) as string));
    expect(openGate(conditions, reportQuantities)({ ...silent, blindSpots: [] })).toEqual([]);
    expect(openGate(["hotspot.wait > 1h"], reportQuantities)({ ...silent, hotspots: exampleReport.hotspots })).toEqual([]);
  });
});

it("the gate of a comparison judges changes and verdicts", () => {
  const failures = openGate(["diff.makespan < -50%", "diff.makespan > +10%", "diff.verdict == better", "diff.verdict == worse"], comparisonQuantities)(exampleComparison);
  expect(failures).toEqual(["diff.makespan < -50%: -66.7 %", "diff.verdict == better: better"]);
});
