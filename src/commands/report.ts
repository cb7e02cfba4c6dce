import type { AskedChange } from "../analyses/what-if/answer.ts";
import type { Report } from "../model/report.ts";
import { countOf } from "../lib/quantity.ts";
import { openGate } from "../gate/gate.ts";
import { comparisonQuantities, reportQuantities } from "../gate/quantities.ts";
import { NO_DETAIL } from "../model/detail.ts";
import { TraceRankError } from "../model/error.ts";
import type { ReportFormat, View } from "../reports/format.ts";
import { formatsOf, type FormatEntry } from "../reports/index.ts";
import { answer } from "./answer.ts";
import { exitByGate } from "./exit.ts";
import { readRenderOptions, type RawOptions } from "./options.ts";
import { isFolder, writeFiles, writeOutput } from "./write-output.ts";

/** Reads the logs, writes the report one way, and applies `--fail-on` and `--strict`. Everything heavy is loaded here, so that `--help` is quick. */
export async function report(paths: readonly string[], raw: RawOptions, view: "rank" | "timeline"): Promise<void> {
  const render = readRenderOptions(raw);
  const gate = openGate(raw.failOn ?? [], reportQuantities);
  const { inDetail, tellsSteps } = checkOutput(view, raw);
  const timelines = view === "timeline" || tellsSteps === true ? "steps" : "gaps";
  const { told, shown } = await answer(raw, {
    read: async (options) => {
      const { analyse, analyseInDetail } = await import("../pipeline.ts");
      const reading = { ...options, timelines } as const;
      const read = inDetail === true ? await analyseInDetail(paths, reading) : { report: await analyse(paths, reading), detail: NO_DETAIL };
      checkFilter(read.report, raw);
      return read;
    },
    write: async ({ report, detail }) => {
      const format = await formatFor(view, raw);
      if (raw.output !== undefined && isFolder(raw.output) && format.files !== undefined) writeFiles(format.files(report, render, detail), raw.output, raw.format);
      else writeOutput(format[view](report, render, detail), raw.output, raw.format);
    },
    summary: ({ report: { run, hotspots } }) => `${countOf(run.requested, "boot")}, ${countOf(hotspots.length, "hotspot")}`,
  });
  exitByGate(gate(told.report));
  if (raw.strict === true) failOnDiagnostics(shown.report);
}

/** What the format asked for needs, held against what else was asked. */
function checkOutput(view: View, { format, output, table, maxEvents }: RawOptions): FormatEntry {
  const formats = formatsOf(view);
  const entry = formats.find(({ id }) => id === format) ?? formats[0];
  if (entry === undefined) throw new TypeError(`no format has ${view}`);
  const others = (has: (one: FormatEntry) => unknown): string => formats.filter(has).map(({ id }) => id).join(", ");
  const intoFolder = output !== undefined && isFolder(output);
  if (table !== undefined && entry.hasTables !== true)
    throw new TraceRankError("bad-option", `--table ${table}: ${format} has no tables`, `These have: ${others(({ hasTables }) => hasTables)}.`);
  if (table !== undefined && intoFolder)
    throw new TraceRankError("bad-option", `--table ${table} --output ${output}: a folder takes all tables`, "Leave out --table, or name a file.");
  if (maxEvents !== undefined && entry.hasEvents !== true)
    throw new TraceRankError("bad-option", `--max-events ${maxEvents}: ${format} has no events`, `These have: ${others(({ hasEvents }) => hasEvents)}.`);
  if (intoFolder && entry.hasTables !== true)
    throw new TraceRankError("bad-option", `--output ${output}: ${format} is one file`, `Name a file; into a folder write: ${others(({ hasTables }) => hasTables)}.`);
  if (entry.isBinary === true && output === undefined)
    throw new TraceRankError(
      "bad-option",
      `--format ${format}: it is no text for a terminal or a pipe`,
      `Name a file with --output, such as hotspots.${format}, or a folder (DIR/) for all tables.`,
    );
  return entry;
}

/** Reads the logs and writes how the waiting of one hotspot comes about. */
export async function why(name: string, paths: readonly string[], raw: RawOptions): Promise<void> {
  const render = readRenderOptions(raw);
  await answer(raw, {
    read: async (options) => (await import("../pipeline.ts")).explain(paths, options, name),
    write: async (explanation) => writeOutput((await formatFor("why", raw)).why(explanation, render), raw.output, raw.format),
    summary: ({ waits }) => countOf(waits.length, "wait"),
  });
}

/** The runs of both sides, by path. */
export interface Sides {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Reads the runs of both sides, one after another, and writes what changed. */
export async function diff(sides: Sides, raw: RawOptions, noise: number | undefined): Promise<void> {
  const render = readRenderOptions(raw);
  const gate = openGate(raw.failOn ?? [], comparisonQuantities);
  const { told } = await answer(raw, {
    read: async (options) => (await import("../pipeline.ts")).compare(sides.before, sides.after, options, noise),
    write: async (comparison) => writeOutput((await formatFor("diff", raw)).diff(comparison, render), raw.output, raw.format),
    summary: ({ verdict }) => verdict,
  });
  exitByGate(gate(told));
}

/** Replays the run, and writes what would have been. */
export async function whatIf(paths: readonly string[], raw: RawOptions, asked: readonly AskedChange[]): Promise<void> {
  const render = readRenderOptions(raw);
  await answer(raw, {
    read: async (options) => (await import("../pipeline.ts")).whatIf(paths, options, asked),
    write: async (told) => writeOutput(await jsonOr(raw, told, async () => (await import("../reports/terminal/what-if.ts")).renderWhatIf(told, render)), raw.output, "what-if"),
    summary: ({ scenario }) => countOf(scenario.length, "change"),
  });
}

/** Reads runs of different size, one after another, and writes how they grow. */
export async function scaling(paths: readonly string[], raw: RawOptions): Promise<void> {
  const render = readRenderOptions(raw);
  await answer(raw, {
    read: async (options) => (await import("../pipeline.ts")).scale(paths, options),
    write: async (told) => writeOutput(await jsonOr(raw, told, async () => (await import("../reports/terminal/scaling.ts")).renderScaling(told, render)), raw.output, "scaling"),
    summary: ({ runs }) => countOf(runs.length, "run"),
  });
}

/** What has no formats but these two. */
async function jsonOr({ format }: RawOptions, told: object, text: () => Promise<string>): Promise<string> {
  return format === "json" ? (await import("../reports/json/write-json.ts")).writeJson(told) : text();
}

/** The format asked for, in a view that it has: the options of the command offer no other. */
async function formatFor<V extends View>(view: V, { format }: RawOptions): Promise<ReportFormat & Required<Pick<ReportFormat, V>>> {
  const loaded = await formatsOf(view).find(({ id }) => id === format)?.load();
  if (loaded?.[view] === undefined) throw new TraceRankError("bad-option", `--format ${format}: cannot show this`, `One of ${formatsOf(view).map(({ id }) => id).join(", ")} can.`);
  return loaded as ReportFormat & Required<Pick<ReportFormat, V>>;
}

/** A name that matches nothing is a mistake, not an empty report. */
function checkFilter({ instances, hotspots, filter }: Report, raw: RawOptions): void {
  if (instances.length > 0 || hotspots.length > 0) return;
  for (const [option, value] of [
    ["--instance", filter.instance],
    ["--request", filter.request],
    ["--host", filter.host],
  ] as const) {
    if (value !== null)
      throw new TraceRankError(
        "no-match",
        `${option} ${value}: nothing in these logs belongs to it`,
        "`trace-rank timeline` lists the instances, `--format json` the hosts and requests.",
      );
  }
  if (filter.sinceUs !== null || filter.untilUs !== null) {
    throw new TraceRankError(
      "no-match",
      `--since ${raw.since ?? "…"} --until ${raw.until ?? "…"}: nothing in these logs lies in that window`,
      "Instants without a zone are UTC unless --timezone says otherwise.",
    );
  }
}

function failOnDiagnostics({ diagnostics, clocks }: Report): void {
  const serious = diagnostics.filter(({ severity }) => severity !== "info");
  const guessed = clocks.find(({ how }) => how === "assumed" || how === "unplaced");
  const [first] = serious;
  if (first !== undefined) {
    const others = serious.length - (guessed === undefined ? 1 : 0);
    const more = others > 0 ? `, and ${countOf(others, "other complaint")}` : "";
    throw new TraceRankError(
      "strict",
      `--strict: ${first.message.replace(/\.$/, "")} (${countOf(first.count, "time")}${more})`,
      first.hint ?? "The report lists all under its notes on the logs.",
    );
  }
  if (guessed !== undefined) {
    throw new TraceRankError(
      "strict",
      `--strict: The clock of ${guessed.sources[0] ?? "a source"} is a guess (${guessed.basis})`,
      guessed.how === "assumed" ? "Say its zone with --timezone." : undefined,
    );
  }
}
