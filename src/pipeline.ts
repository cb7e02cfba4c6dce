import { analyses } from "./analyses/index.ts";
import type { ReportDraft } from "./analyses/analysis.ts";
import { gapWriters, type GapWriters } from "./analyses/blind-spots/gap-writers.ts";
import { unexplainedGaps } from "./analyses/blind-spots/unexplained.ts";
import { checkLimits } from "./analyses/check-limits.ts";
import { explainHotspot } from "./analyses/explain-hotspot.ts";
import { findHotspot } from "./analyses/find-hotspot.ts";
import { hotspots } from "./analyses/hotspots/hotspots.ts";
import { resourceKey, type Resource } from "./analyses/resource-key.ts";
import { studyTrace, type Study } from "./analyses/study.ts";
import { tellDetail } from "./analyses/tell-detail.ts";
import { fitUniversalScalability } from "./analyses/universal-scalability.ts";
import { answerWhatIf, type AskedChange } from "./analyses/what-if/answer.ts";
import { compareReports, type RunReport } from "./comparison/compare-reports.ts";
import { tellDifferingReleases } from "./comparison/differing-releases.ts";
import { findInputs } from "./input/find-inputs.ts";
import type { InputFile } from "./input/input-file.ts";
import { countOf } from "./lib/quantity.ts";
import type { WallToUtc } from "./lib/time-zone.ts";
import { link } from "./linking/link.ts";
import type { LinkSource } from "./linking/link-source.ts";
import type { Room } from "./linking/retention.ts";
import type { Comparison } from "./model/comparison.ts";
import { NO_DETAIL, type Detail } from "./model/detail.ts";
import { TraceRankError } from "./model/error.ts";
import type { Explanation } from "./model/explanation.ts";
import type { Names } from "./model/names.ts";
import type { Hotspot } from "./model/hotspot.ts";
import type { Filter, Input, Report } from "./model/report.ts";
import type { Fix } from "./model/run.ts";
import type { Progress } from "./model/progress.ts";
import type { ScalingReport } from "./model/scaling.ts";
import type { SortKey } from "./model/sort-key.ts";
import type { TimelineDepth } from "./model/timeline-depth.ts";
import type { Trace } from "./model/trace.ts";
import type { WhatIfReport } from "./model/what-if-report.ts";
import { countNotes, type NoteCounter } from "./note-counter.ts";
import { quoteEvidence } from "./quote-evidence.ts";
import { readSources, type ReadSource } from "./read-sources.ts";
import { advise } from "./remedies/advise.ts";
import { recogniseInputs, type Inputs, type Recognised } from "./recognise-inputs.ts";
import { packageVersion } from "./version.ts";

export interface AnalyseOptions {
  readonly filter: Filter;
  readonly zone: { readonly name: string; readonly toUtc: WallToUtc } | undefined;
  /** Year of the first record of logs without one. */
  readonly year: number | undefined;
  readonly sort: SortKey;
  /** Threads that read; undefined: one for each processor, where there is enough to read. Changes nothing in the report. */
  readonly jobs?: number | undefined;
  /** Size of the pieces that plain files are cut into, bytes. Changes nothing in the report. */
  readonly pieceBytes?: number | undefined;
  /** How much is kept one by one of what no boot waited for; see linking/retention.ts. */
  readonly room?: Room | undefined;
  readonly progress?: Progress | undefined;
  /** Every step, unless told otherwise. */
  readonly timelines?: TimelineDepth | undefined;
  /** Is told what the logs call things by: what redaction must know. */
  readonly onNames?: ((names: Names) => void) | undefined;
  /** 1-based number of the run to report, in order of time; undefined: the one with most waiting. */
  readonly run: number | undefined;
}

/**
 * The whole program: finds the logs behind `paths`, reads and pairs them, links them into one trace, analyses it, and gives the report.
 *
 * @throws TraceRankError `no-such-path`, `no-input`, `nothing-recognised`, `no-such-run`
 */
export async function analyse(paths: readonly string[], options: AnalyseOptions): Promise<Report> {
  return finishReport(await draftReport(paths, options, false), options);
}

/**
 * As `analyse`, and every wait, hold and operation beside it.
 *
 * @throws TraceRankError as `analyse`
 */
export async function analyseInDetail(paths: readonly string[], options: AnalyseOptions): Promise<{ readonly report: Report; readonly detail: Detail }> {
  const drafted = await draftReport(paths, options, true);
  return { report: await finishReport(drafted, options), detail: drafted.detail };
}

async function finishReport({ reads, notes, draft, described, trace }: DraftedReport, options: AnalyseOptions): Promise<Report> {
  const answers = await quoteEvidence<Pick<Report, keyof ReportDraft>>(draft, reads);
  return {
    schemaVersion: 1,
    tool: { version: packageVersion() },
    inputs: described,
    filter: options.filter,
    clocks: trace.clocks,
    clockOffsets: trace.clockOffsets,
    run: { ...answers.run, unexplainedUs: answers.instances.reduce((sum, { unexplainedUs }) => sum + unexplainedUs, 0) },
    otherRuns: answers.otherRuns,
    instances: answers.instances,
    hotspots: answers.hotspots,
    advice: answers.advice,
    gauges: answers.gauges,
    blindSpots: answers.blindSpots,
    unexplained: unexplainedGaps(answers.instances, trace.sources, trace.writers),
    diagnostics: notes.diagnostics(),
  };
}

/**
 * What the makespan would be, had the run been otherwise: reads the logs as `analyse` does, and replays the run.
 *
 * @throws TraceRankError as `analyse`, and `no-boots`, `no-such-hotspot`, `bad-option`
 */
export async function whatIf(paths: readonly string[], options: AnalyseOptions, asked: readonly AskedChange[]): Promise<WhatIfReport> {
  const { study } = await readStudy(paths, { ...options, timelines: "gaps" }, asked.map(({ of }) => of));
  const replayed = study.whatIf();
  if (replayed === undefined || study.boots.length === 0) {
    throw new TraceRankError(
      "no-boots",
      `No boot is recorded in ${logsAsked(options)}: there is nothing to replay`,
      "nova-compute's log shows boots, or the table of a benchmark (phases.csv).",
    );
  }
  const candidates = hotspots.answer(study).hotspots ?? [];
  checkLimits(asked, candidates);
  return { schemaVersion: 1, tool: { version: packageVersion() }, ...answerWhatIf(replayed, asked, candidates) };
}

/**
 * What changed between the runs of two sides; each path is the logs of one run.
 *
 * @throws TraceRankError as `analyse`, and `no-boots`
 */
export async function compare(before: readonly string[], after: readonly string[], options: AnalyseOptions, noise: number | undefined): Promise<Comparison> {
  const sides = [await analyseRuns(before, options), await analyseRuns(after, options)] as const;
  return { schemaVersion: 1, tool: { version: packageVersion() }, ...compareReports(sides[0], sides[1], noise) };
}

/**
 * How the makespan grows with the number of boots; each path is the logs of one run.
 *
 * @throws TraceRankError as `compare`
 */
export async function scale(paths: readonly string[], options: AnalyseOptions): Promise<ScalingReport> {
  const reports = await analyseRuns(paths, { ...options, timelines: "gaps" });
  const runs = reports
    .map(({ path, report: { run } }) => ({ path, n: run.ready, makespanUs: run.makespanUs ?? 0, perInstanceUs: run.scaling.perInstanceUs }))
    .sort((a, b) => a.n - b.n || a.makespanUs - b.makespanUs);
  const fit = fitUniversalScalability(runs);
  const fitted = typeof fit === "string" ? { usl: null, reason: fit } : { usl: fit, reason: null };
  const differing = tellDifferingReleases(reports.map(({ report: { run } }) => run).sort((a, b) => a.ready - b.ready));
  return { schemaVersion: 1, tool: { version: packageVersion() }, runs, ...fitted, notes: differing === undefined ? [] : [differing] };
}

/** Each path by itself, one after another: the logs of one run. */
async function analyseRuns(paths: readonly string[], options: AnalyseOptions): Promise<readonly RunReport[]> {
  const runs: RunReport[] = [];
  for (const path of paths) {
    const report = await analyse([path], options);
    if (report.run.ready === 0)
      throw new TraceRankError(
        "no-boots",
        `${path}: no boot became ready in ${logsAsked(options)}`,
        "Each path is the logs of one run of boots; --run, --since and --until choose among several in one log.",
      );
    runs.push({ path, report });
  }
  return runs;
}

const logsAsked = ({ filter }: AnalyseOptions): string => (filter.sinceUs === null && filter.untilUs === null ? "these logs" : "these logs in the window asked for");

/**
 * Where the waiting of one hotspot comes from, wait by wait. `name` is its id, its resource, or `SERVICE RESOURCE`.
 *
 * @throws TraceRankError as `analyse`, and `no-such-hotspot`
 */
export async function explain(paths: readonly string[], options: AnalyseOptions, name: string): Promise<Explanation> {
  const { study, reads } = await readStudy(paths, { ...options, timelines: "gaps" });
  const hotspot = findHotspot(draftOf(study).hotspots, name);
  const told = await quoteEvidence<Omit<Explanation, "schemaVersion" | "tool">>(explainHotspot(hotspot, study), reads);
  return { schemaVersion: 1, tool: { version: packageVersion() }, ...told };
}

interface DraftedReport {
  readonly reads: readonly ReadSource[];
  readonly notes: NoteCounter;
  readonly draft: ReportDraft;
  readonly described: readonly Input[];
  readonly trace: Pick<Trace, "clocks" | "clockOffsets" | "sources"> & { readonly writers: GapWriters };
  /** Empty unless asked for. */
  readonly detail: Detail;
}

/** What the logs tell, with places for the lines to be quoted. What it was told by goes when this returns: lines need the room. */
async function draftReport(paths: readonly string[], options: AnalyseOptions, inDetail: boolean): Promise<DraftedReport> {
  const { study, inputs, copied, reads, notes } = await readStudy(paths, options);
  const { clocks, clockOffsets, sources } = study.trace;
  const draft = draftOf(study);
  return {
    reads,
    notes,
    draft,
    described: describeInputs(inputs, copied, reads, study.trace),
    trace: { clocks, clockOffsets, sources, writers: gapWriters(draft.instances, study.trace) },
    detail: inDetail ? tellDetail(study, draft.hotspots) : NO_DETAIL,
  };
}

/** All analyses, and what to do. */
function draftOf(study: Study): ReportDraft {
  const answered = Object.assign(
    { otherRuns: [], instances: [], hotspots: [], advice: [], gauges: [], blindSpots: [] },
    ...analyses.map((analysis) => analysis.answer(study)),
  ) as ReportDraft;
  return advise(study, { ...answered, run: { ...answered.run, fixOrder: nameFixes(study, answered.hotspots) } });
}

interface ReadStudy {
  readonly study: Study;
  readonly inputs: readonly InputFile[];
  readonly copied: Inputs["copied"];
  readonly reads: readonly ReadSource[];
  readonly notes: NoteCounter;
}

async function readStudy(paths: readonly string[], options: AnalyseOptions, shownPools: readonly string[] = []): Promise<ReadStudy> {
  const { filter, run, sort, timelines } = options;
  const notes = countNotes();
  const found = await findInputs(paths);
  found.notes.forEach(notes.add);
  if (found.inputs.length === 0) {
    throw new TraceRankError("no-input", `No files in ${paths.join(", ")}`, "Name the folder that holds the logs (nova-compute.log, libvirtd.log, …), or the files themselves.");
  }

  const { inputs, recognised, copied } = await recogniseInputs(found.inputs, notes);
  if (recognised.length === 0) {
    throw nothingRecognised(inputs, notes);
  }
  const { reads, trace } = await readTrace(recognised, notes, options);
  options.onNames?.(namesOf(trace, inputs));
  const study = studyTrace(trace, filter, run, sort, { shownPools, timelines });
  if (run !== undefined && study.run === undefined) {
    throw new TraceRankError("no-such-run", `--run ${run}: these logs hold ${countOf(study.runs.length, "run")}`, "Runs are numbered from 1 in order of time.");
  }
  return { study, inputs, copied, reads, notes };
}

/** A function of its own: what was paired goes when it returns, for analyses need the room. */
async function readTrace(
  recognised: readonly Recognised[],
  notes: NoteCounter,
  { year, jobs, pieceBytes, room, progress, zone }: AnalyseOptions,
): Promise<{ readonly reads: readonly ReadSource[]; readonly trace: Trace }> {
  const { reads, lineages } = await readSources(recognised, { year, jobs, pieceBytes, room, progress, note: notes.add });
  return { reads, trace: link(reads.map(linkSource), lineages, { zone }) };
}

/** In an order that does not depend on that of the files. */
function namesOf({ instances, sources }: Trace, inputs: readonly InputFile[]): Names {
  const hosts = [...instances.map(({ host }) => host), ...sources.flatMap(({ host, givenHost }) => [host, givenHost]), ...inputs.map(({ host }) => host)];
  const named = instances.map(({ id, name, domain }) => ({ id, name, domain }));
  return {
    instances: named.sort((a, b) => ((a.name ?? a.id) < (b.name ?? b.id) ? -1 : 1)),
    hosts: [...new Set(hosts.filter((host) => host !== undefined))].sort(),
    paths: inputs.map(({ path }) => path),
  };
}

/** Fixes are found by resource; the report calls resources by their rank. */
function nameFixes(study: Study, ranked: readonly Pick<Hotspot, "id" | keyof Resource>[]): readonly Fix[] {
  const named = new Map(ranked.map((hotspot) => [resourceKey(hotspot), hotspot]));
  return (study.whatIf()?.fixes ?? []).flatMap(({ key, next, ...fix }) => {
    const hotspot = named.get(key);
    return hotspot === undefined ? [] : [{ hotspot: hotspot.id, resource: hotspot.resource, ...fix, next: named.get(next ?? "")?.id ?? null }];
  });
}

function linkSource({ input, parser, facts }: ReadSource): LinkSource {
  return {
    path: input.path,
    format: parser.id,
    layout: facts.layout,
    resolutionUs: parser.resolutionUs,
    service: facts.service,
    services: facts.services,
    silent: facts.silent,
    statedHost: facts.host,
    givenHost: input.host,
    hasDebug: facts.hasDebug,
    minWaitUs: facts.minWaitUs,
    minHoldUs: facts.minHoldUs,
    versions: facts.versions,
  };
}

function describeInputs(inputs: readonly InputFile[], copied: Inputs["copied"], reads: readonly ReadSource[], { sources }: Trace): readonly Input[] {
  const indexOf = new Map(reads.map(({ input }, index) => [input, index]));
  return inputs.map((input) => {
    const index = indexOf.get(input) ?? -1;
    const { parser, facts, bytes = 0, lines = 0 } = reads[index] ?? {};
    const source = sources[index];
    return {
      path: input.path,
      host: source?.host ?? null,
      service: facts?.service ?? null,
      format: (parser ?? copied.get(input))?.id ?? null,
      layout: facts?.layout ?? null,
      versions: facts?.versions ?? [],
      bytes,
      lines,
      records: facts?.records ?? 0,
      fromUs: source?.fromUs ?? null,
      toUs: source?.toUs ?? null,
    };
  });
}

/** Why no input could be used, in one line. */
function nothingRecognised(inputs: readonly InputFile[], notes: NoteCounter): TraceRankError {
  const names = inputs.slice(0, 3).map(({ path }) => path);
  const files = `${names.join(", ")}${inputs.length > names.length ? ` and ${countOf(inputs.length - names.length, "other file")}` : ""}`;
  const [worst] = notes.diagnostics().filter(({ code }) => code !== "unrecognised-file");
  if (worst === undefined || worst.count < inputs.length) {
    return new TraceRankError("nothing-recognised", `In no format that is read here: ${files}`, "`trace-rank formats` lists what it reads, each with an example line.");
  }
  return new TraceRankError("nothing-recognised", `${worst.message.replace(/\.$/, "")}: ${files}`, worst.hint ?? undefined);
}
