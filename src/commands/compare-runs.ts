import { fitUniversalScalability } from "../analyses/universal-scalability.ts";
import { TraceRankError } from "../model/error.ts";
import { analyse } from "../pipeline.ts";
import { renderScaling, type ListedRun } from "../reports/terminal/scaling.ts";
import { outputColumns, readAnalyseOptions } from "./options.ts";

interface CompareOptions {
  readonly format: "terminal" | "json";
  readonly timezone?: string;
  readonly year?: string;
  readonly jobs?: string;
}

/**
 * Reads each run by itself, one after another, and fits the law to all of them.
 *
 * @throws TraceRankError `no-run`: the logs hold no ready boot; and what reading them throws
 */
export async function compareRuns(paths: readonly string[], { format, ...given }: CompareOptions): Promise<void> {
  const options = readAnalyseOptions({ ...given, format, top: "10", sort: "wait", colour: false, color: false });
  const { disposeInputs } = await import("../input/spool.ts");
  const runs: ListedRun[] = [];
  try {
    for (const path of paths) runs.push(await runAt(path, options));
  } finally {
    disposeInputs();
  }
  runs.sort((a, b) => a.n - b.n || a.makespanUs - b.makespanUs);
  const fit = fitUniversalScalability(runs);
  if (format === "terminal") process.stdout.write(renderScaling(runs, fit, outputColumns(100)));
  else process.stdout.write(`${JSON.stringify({ runs: runs.map(({ n, makespanUs, perInstanceUs }) => ({ n, makespanUs, perInstanceUs })), usl: typeof fit === "string" ? null : fit, reason: typeof fit === "string" ? fit : null }, undefined, 2)}\n`);
}

async function runAt(path: string, options: Parameters<typeof analyse>[1]): Promise<ListedRun> {
  const { run } = await analyse([path], options);
  if (run.makespanUs === null || run.makespanUs <= 0) throw new TraceRankError("no-run", `${path}: no boot became ready in these logs`, "Each argument is the logs of one run of boots.");
  return { path, n: run.ready, makespanUs: run.makespanUs, perInstanceUs: run.scaling.perInstanceUs };
}
