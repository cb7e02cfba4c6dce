import type { Report } from "../model/report.ts";
import { escapeControls } from "../lib/escape.ts";
import { countOf } from "../lib/quantity.ts";
import { openGate } from "../gate/gate.ts";
import { comparisonQuantities, reportQuantities } from "../gate/quantities.ts";
import { NO_DETAIL } from "../model/detail.ts";
import { TraceRankError } from "../model/error.ts";
import type { ReportFormat, View } from "../reports/format.ts";
import { formatsOf, type FormatEntry } from "../reports/index.ts";
import type { Sides } from "./diff.ts";
import { exitByGate } from "./exit.ts";
import type { ProgressLine } from "./progress-line.ts";
import { readAnalyseOptions, readRenderOptions, type RawOptions } from "./options.ts";
import { openRedaction } from "./redaction.ts";
import { isFolder, writeFiles, writeOutput } from "./write-output.ts";

/** Reads the logs, writes the report one way, and applies `--strict`. Everything heavy is loaded here, so that `--help` is quick. */
export async function report(paths: readonly string[], raw: RawOptions, view: "rank" | "timeline"): Promise<void> {
  const render = readRenderOptions(raw);
  const options = readAnalyseOptions(raw);
  const gate = openGate(raw.failOn ?? [], reportQuantities);
  const { inDetail, tellsSteps } = checkOutput(view, raw);
  const redaction = openRedaction(raw);
  const [{ analyse, analyseInDetail }, format, { disposeInputs }, progress] = await Promise.all([import("../pipeline.ts"), formatFor(view, raw), import("../input/spool.ts"), progressOf(raw)]);
  try {
    const timelines = view === "timeline" || tellsSteps === true ? "steps" : "gaps";
    const reading = { ...options, timelines, progress, onNames: redaction.onNames } as const;
    const told = await (inDetail === true ? analyseInDetail(paths, reading) : analyse(paths, reading).then((report) => ({ report, detail: NO_DETAIL }))).finally(progress?.end);
    checkFilter(told.report, raw);
    const { report: made, detail } = redaction.apply(told);
    if (raw.output !== undefined && isFolder(raw.output) && format.files !== undefined) writeFiles(format.files(made, render, detail), raw.output, raw.format);
    else writeOutput(format[view](made, render, detail), raw.output, raw.format);
    if (raw.output !== undefined && raw.quiet !== true) process.stderr.write(`trace-rank: wrote ${escapeControls(raw.output)}: ${countOf(made.run.requested, "boot")}, ${countOf(made.hotspots.length, "hotspot")}\n`);
    redaction.finish();
    exitByGate(gate(told.report));
    if (raw.strict === true) failOnDiagnostics(made);
  } finally {
    disposeInputs();
  }
}

/** What the format asked for needs, held against what else was asked. */
function checkOutput(view: View, { format, output, table, maxEvents }: RawOptions): FormatEntry {
  const formats = formatsOf(view);
  const entry = formats.find(({ id }) => id === format) ?? formats[0];
  if (entry === undefined) throw new TypeError(`no format has ${view}`);
  const others = (has: (one: FormatEntry) => unknown): string => formats.filter(has).map(({ id }) => id).join(", ");
  const intoFolder = output !== undefined && isFolder(output);
  if (table !== undefined && entry.hasTables !== true) throw new TraceRankError("bad-option", `--table ${table}: ${format} has no tables`, `These have: ${others(({ hasTables }) => hasTables)}.`);
  if (table !== undefined && intoFolder) throw new TraceRankError("bad-option", `--table ${table} --output ${output}: a folder takes all tables`, "Leave out --table, or name a file.");
  if (maxEvents !== undefined && entry.hasEvents !== true) throw new TraceRankError("bad-option", `--max-events ${maxEvents}: ${format} has no events`, `These have: ${others(({ hasEvents }) => hasEvents)}.`);
  if (intoFolder && entry.hasTables !== true) throw new TraceRankError("bad-option", `--output ${output}: ${format} is one file`, `Name a file; into a folder write: ${others(({ hasTables }) => hasTables)}.`);
  if (entry.isBinary === true && output === undefined) throw new TraceRankError("bad-option", `--format ${format}: it is no text for a terminal or a pipe`, `Name a file with --output, such as hotspots.${format}, or a folder (DIR/) for all tables.`);
  return entry;
}

/** Reads the logs and writes how the waiting of one hotspot comes about. */
export async function why(name: string, paths: readonly string[], raw: RawOptions): Promise<void> {
  const render = readRenderOptions(raw);
  const options = readAnalyseOptions(raw);
  const redaction = openRedaction(raw);
  const [{ explain }, format, { disposeInputs }, progress] = await Promise.all([import("../pipeline.ts"), formatFor("why", raw), import("../input/spool.ts"), progressOf(raw)]);
  try {
    const made = redaction.apply(await explain(paths, { ...options, progress, onNames: redaction.onNames }, name).finally(progress?.end));
    writeOutput(format.why(made, render), raw.output, raw.format);
    if (raw.output !== undefined && raw.quiet !== true) process.stderr.write(`trace-rank: wrote ${escapeControls(raw.output)}: ${countOf(made.waits.length, "wait")}\n`);
    redaction.finish();
  } finally {
    disposeInputs();
  }
}

/** Reads the runs of both sides, one after another, and writes what changed. */
export async function diff(sides: Sides, raw: RawOptions, noise: number | undefined): Promise<void> {
  const render = readRenderOptions(raw);
  const options = readAnalyseOptions(raw);
  const gate = openGate(raw.failOn ?? [], comparisonQuantities);
  const redaction = openRedaction(raw);
  const [{ compare }, format, { disposeInputs }, progress] = await Promise.all([import("../pipeline.ts"), formatFor("diff", raw), import("../input/spool.ts"), progressOf(raw)]);
  try {
    const made = await compare(sides.before, sides.after, { ...options, progress, onNames: redaction.onNames }, noise).finally(progress?.end);
    writeOutput(format.diff(redaction.apply(made), render), raw.output, raw.format);
    if (raw.output !== undefined && raw.quiet !== true) process.stderr.write(`trace-rank: wrote ${escapeControls(raw.output)}: ${made.verdict}\n`);
    redaction.finish();
    exitByGate(gate(made));
  } finally {
    disposeInputs();
  }
}

/** The format asked for, in a view that it has: the options of the command offer no other. */
async function formatFor<V extends View>(view: V, { format }: RawOptions): Promise<ReportFormat & Required<Pick<ReportFormat, V>>> {
  const loaded = await formatsOf(view).find(({ id }) => id === format)?.load();
  if (loaded?.[view] === undefined) throw new TraceRankError("bad-option", `--format ${format}: cannot show this`, `One of ${formatsOf(view).map(({ id }) => id).join(", ")} can.`);
  return loaded as ReportFormat & Required<Pick<ReportFormat, V>>;
}

/** On a terminal that can go back in a line, and where nobody asked for quiet. */
export async function progressOf({ quiet }: RawOptions): Promise<ProgressLine | undefined> {
  if (quiet === true || !process.stderr.isTTY || process.env["TERM"] === "dumb") return undefined;
  return (await import("./progress-line.ts")).progressLine(process.stderr);
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

function failOnDiagnostics({ diagnostics, clocks }: Report): void {
  const serious = diagnostics.filter(({ severity }) => severity !== "info");
  const guessed = clocks.find(({ how }) => how === "assumed" || how === "unplaced");
  const [first] = serious;
  if (first !== undefined) {
    const others = serious.length - (guessed === undefined ? 1 : 0);
    const more = others > 0 ? `, and ${countOf(others, "other complaint")}` : "";
    throw new TraceRankError("strict", `--strict: ${first.message.replace(/\.$/, "")} (${countOf(first.count, "time")}${more})`, first.hint ?? "The report lists all under what cannot be seen.");
  }
  if (guessed !== undefined) {
    throw new TraceRankError("strict", `--strict: The clock of ${guessed.sources[0] ?? "a source"} is a guess (${guessed.basis})`, guessed.how === "assumed" ? "Say its zone with --timezone." : undefined);
  }
}
