// The program that is measured, and what it says of an input.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./make-inputs/captures.mjs";
import { measure, withScratch } from "./measure.mjs";

export const cli = join(root, "dist", "cli.js");

export function isBuilt() {
  return existsSync(cli);
}

/** The numbers of jobs to compare; undefined: there is no such option yet. */
export function jobChoices() {
  const { stdout } = spawnSync(process.execPath, [cli, "rank", "--help"], { encoding: "utf8" });
  return stdout.includes("--jobs") ? [1, 2] : [undefined];
}

export function jobsTitle(jobs) {
  return jobs === undefined ? "trace-rank" : `trace-rank --jobs ${jobs}`;
}

/** Command line for `path`; the report goes to `report`. */
export function traceRank(path, report, jobs) {
  return [process.execPath, cli, path, ...(jobs === undefined ? [] : ["--jobs", String(jobs)]), "--format", "json", "--quiet", "--output", report];
}

/** One run over `path`: its costs, and the boots that it found in all runs of the logs. */
export function measureTraceRank(path, jobs) {
  return withScratch((scratch) => {
    const report = join(scratch, "report.json");
    const costs = measure(traceRank(path, report, jobs));
    return { ...costs, boots: bootsIn(JSON.parse(readFileSync(report, "utf8"))) };
  });
}

export function bootsIn({ run, otherRuns }) {
  return otherRuns.reduce((sum, { requested }) => sum + requested, run.requested);
}
