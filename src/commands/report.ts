import { renameSync, rmSync, writeFileSync } from "node:fs";
import type { Report } from "../model/report.ts";
import { TraceRankError } from "../model/error.ts";
import type { ReportFormat } from "../reports/format.ts";
import { readAnalyseOptions, readRenderOptions, type RawOptions } from "./options.ts";

/** Reads the logs, writes the report one way, and applies `--strict`. Everything heavy is loaded here, so that `--help` is quick. */
export async function report(paths: readonly string[], raw: RawOptions, view: "rank" | "timeline"): Promise<void> {
  const render = readRenderOptions(raw);
  const options = readAnalyseOptions(raw);
  const [{ analyse }, { reportFormats }, { disposeInputs }] = await Promise.all([import("../pipeline.ts"), import("../reports/index.ts"), import("../input/spool.ts")]);
  const format = reportFormats.find(({ id }) => id === raw.format);
  if (format === undefined) throw new TraceRankError("bad-option", `--format ${raw.format}: no such format`);
  try {
    const made = await analyse(paths, options);
    checkFilter(made, raw);
    write(format[view](made, render), raw.output, format);
    if (raw.strict === true) failOnDiagnostics(made);
  } finally {
    await disposeInputs();
  }
}

/** A name that matches nothing is a mistake, not an empty report. */
function checkFilter({ instances, hotspots, filter }: Report, raw: RawOptions): void {
  if (instances.length > 0 || hotspots.length > 0) return;
  for (const [option, value] of [["--instance", filter.instance], ["--request", filter.request], ["--host", filter.host]] as const) {
    if (value !== null) throw new TraceRankError("no-match", `${option} ${value}: nothing in these logs belongs to it`, "`trace-rank timeline` lists the instances, `--format json` the hosts and requests.");
  }
  if (filter.sinceUs !== null || filter.untilUs !== null) {
    throw new TraceRankError("no-match", `--since ${raw.since ?? "…"} --until ${raw.until ?? "…"}: nothing in these logs lies in that window`, "Instants without a zone are UTC unless --timezone says otherwise.");
  }
}

function write(text: string, output: string | undefined, { id }: ReportFormat): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  const partial = `${output}.${process.pid}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, output);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new TraceRankError("cannot-write", `Cannot write the ${id} report to ${output}: ${error instanceof Error ? error.message : String(error)}`, "Name a file in a folder that exists and may be written to.");
  }
}

function failOnDiagnostics({ diagnostics }: Report): void {
  const serious = diagnostics.filter(({ severity }) => severity !== "info");
  const [first] = serious;
  if (first === undefined) return;
  const more = serious.length > 1 ? `, and ${serious.length - 1} more kinds of it` : "";
  throw new TraceRankError("strict", `--strict: ${first.message} (${first.count}×${more})`, first.hint ?? "The report lists them under what cannot be seen.");
}
