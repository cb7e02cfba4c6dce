import { NO_FILTER } from "../../src/analyses/study.ts";
import { analyse, type AnalyseOptions } from "../../src/pipeline.ts";
import type { Report } from "../../src/model/report.ts";

/** Runs the whole pipeline as the command line would without options, in this thread. The tool's version is taken out, so that golden files outlive it. */
export async function analyseSample(paths: readonly string[], options: Partial<AnalyseOptions> = {}): Promise<Report> {
  const report = await analyse(paths, { filter: NO_FILTER, zone: undefined, year: undefined, sort: "wait", run: undefined, jobs: 1, ...options });
  return { ...report, tool: { version: "0.0.0" } };
}
