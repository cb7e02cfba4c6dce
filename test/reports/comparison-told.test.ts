import { describe, expect, it } from "vitest";
import type { Change, Comparison, PhaseChange } from "../../src/model/comparison.ts";
import { comparisonHeadline, resourceColumns, stepColumns } from "../../src/reports/comparison-told.ts";
import { plain } from "../../src/reports/terminal/plain.ts";
import { exampleComparison } from "../support/example-comparison.ts";

const change = (beforeUs: number, afterUs: number, judgement: Change["judgement"]): Change => ({ beforeUs, afterUs, share: afterUs / beforeUs - 1, interval: null, noise: 0.25, judgement, runsToTell: null });
const headline = (changes: Partial<Comparison>): string => plain(comparisonHeadline({ ...exampleComparison, ...changes }));
const columns = <T>(all: readonly { readonly head: string; readonly cell: (row: T) => Parameters<typeof plain>[0] }[], row: T): Record<string, string> => Object.fromEntries(all.map(({ head, cell }) => [head, plain(cell(row))]));

describe("what a change changed, in words", () => {
  it("does not open with `no change` where only the boots did not change", () => {
    const same = change(45_400_000, 53_500_000, "within noise");
    const slower: PhaseChange = { verdict: "worse", mean: change(14_500_000, 48_200_000, "worse"), longest: change(15_600_000, 50_200_000, "worse") };
    expect(headline({ verdict: "no change", makespan: same, boot: same, phases: { ...exampleComparison.phases, delete: slower } })).toMatch(/^Boots, no change beyond noise: .* Deletes, worse: the longest 50\.2 s instead of 15\.6 s \(\+222 %\)\.$/);
  });

  it("says first how many boots were lost, where that changed", () => {
    const side = (requested: number, ready: number): Comparison["before"] => ({ runs: [{ path: "logs", requested, ready, error: requested - ready, makespanUs: 1 }] });
    expect(headline({ before: side(20, 20), after: side(20, 12) })).toContain(": 8 of 20 boots did not become ready instead of 0 of 20; the boots took ");
    expect(headline({ before: side(20, 10), after: side(10, 5) })).not.toContain("did not become ready");
  });

  it("opens with the verdict where deletes did not change", () => {
    expect(headline({ phases: { ...exampleComparison.phases, delete: null } })).toMatch(/^Better: /);
  });

  it("gives no percentage of what was hardly there before", () => {
    const step = { phase: "create", kind: "wait", name: "x", resource: "x" } as const;
    expect(["new", "gone", "worse"].map((judgement) => columns(stepColumns, { ...step, time: change(500, 422_000, judgement as Change["judgement"]) })["change"])).toEqual(["–", "+84,300 %", "+84,300 %"]);
  });

  it("tells locks apart that are called by nothing but an id", () => {
    const row = { kind: "lock", service: "nova-conductor", resource: "<uuid>", judgement: "within noise", boots: change(1, 1, "within noise"), deletes: change(1, 1, "within noise") } as const;
    expect(["a.set_target_cell", "b.do_build"].map((name) => columns(resourceColumns([]), { ...row, waiters: [{ name }] })["resource"])).toEqual(["<uuid> of a", "<uuid> of b"]);
  });
});
