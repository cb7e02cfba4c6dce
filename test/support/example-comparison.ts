import { compareReports } from "../../src/comparison/compare-reports.ts";
import type { Comparison } from "../../src/model/comparison.ts";
import type { Report } from "../../src/model/report.ts";
import { exampleReport, HOSTILE } from "./example-report.ts";

/** The same run with everything of its boots and its first hotspot taking this much of its time. */
function stretched(report: Report, factor: number): Report {
  const at = (us: number | null): number | null => (us === null ? null : Math.round(report.run.fromUs + (us - report.run.fromUs) * factor));
  const instances = report.instances.map((one) => ({
    ...one, requestUs: at(one.requestUs), activeUs: at(one.activeUs), readyUs: at(one.readyUs),
    steps: one.steps.map((step) => (step.phase === "delete" ? step : { ...step, startUs: at(step.startUs) ?? 0, endUs: at(step.endUs) ?? 0 })),
  }));
  const hotspots = report.hotspots.map((one, index) => {
    const { create, ping, ssh, ...others } = one.waitByPhaseUs;
    return index > 0 ? one : { ...one, waitByPhaseUs: { ...others, create: Math.round(create * factor), ping, ssh } };
  });
  return { ...report, instances, hotspots, run: { ...report.run, makespanUs: report.run.makespanUs === null ? null : Math.round(report.run.makespanUs * factor) } };
}

/** Two runs: the second took a third of the time of the first. */
export const exampleComparison: Comparison = {
  schemaVersion: 1,
  tool: { version: "0.1.0" },
  ...compareReports([{ path: "before", report: exampleReport }], [{ path: `after/${HOSTILE}`, report: stretched(exampleReport, 1 / 3) }], undefined),
};
