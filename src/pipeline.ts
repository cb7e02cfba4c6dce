import { analyses } from "./analyses/index.ts";
import type { ReportDraft } from "./analyses/analysis.ts";
import { studyTrace } from "./analyses/study.ts";
import type { Checkpoint } from "./input/checkpoints.ts";
import { readPasses } from "./input/archive/pass-over.ts";
import { planPasses } from "./input/archive/plan-passes.ts";
import { findCopies } from "./input/find-copies.ts";
import { findInputs } from "./input/find-inputs.ts";
import { fileNote, type FileNote } from "./input/file-note.ts";
import type { InputFile } from "./input/input-file.ts";
import type { Open } from "./input/read-bytes.ts";
import type { Head } from "./input/read-head.ts";
import { readHeads } from "./input/read-heads.ts";
import { readLines } from "./input/read-lines.ts";
import { countOf } from "./lib/quantity.ts";
import type { WallToUtc } from "./lib/time-zone.ts";
import { link } from "./linking/link.ts";
import type { Lineage, LinkSource } from "./linking/link-source.ts";
import { pairSource } from "./linking/pair-source.ts";
import { TraceRankError } from "./model/error.ts";
import type { Filter, Input, Report } from "./model/report.ts";
import type { SortKey } from "./model/sort-key.ts";
import type { Trace } from "./model/trace.ts";
import { countNotes, EXAMPLE_LENGTH, type NoteCounter } from "./note-counter.ts";
import { detectParser } from "./parsers/detect.ts";
import type { Parser, SourceFacts } from "./parsers/parser.ts";
import { quoteEvidence } from "./quote-evidence.ts";
import { packageVersion } from "./version.ts";

export interface AnalyseOptions {
  readonly filter: Filter;
  readonly zone: { readonly name: string; readonly toUtc: WallToUtc } | undefined;
  /** Year of the first record of logs without one. */
  readonly year: number | undefined;
  readonly sort: SortKey;
  /** 1-based number of the run to report, in order of time; undefined: the one with most waiting. */
  readonly run: number | undefined;
}

/** A source with its parser and what came of it. */
interface ReadSource {
  readonly input: InputFile;
  readonly parser: Parser | undefined;
  readonly facts: SourceFacts | undefined;
  readonly bytes: number;
  readonly lines: number;
  readonly checkpoints: readonly Checkpoint[];
}

/**
 * The whole program: finds the logs behind `paths`, reads and pairs them, links them into one trace, analyses it, and gives the report.
 *
 * @throws TraceRankError `no-such-path`, `no-input`, `nothing-recognised`, `no-such-run`
 */
export async function analyse(paths: readonly string[], options: AnalyseOptions): Promise<Report> {
  const notes = countNotes();
  const found = await findInputs(paths);
  found.notes.forEach(notes.add);
  if (found.inputs.length === 0) {
    throw new TraceRankError("no-input", `No files in ${paths.join(", ")}`, "Name the folder that holds the logs (nova-compute.log, libvirtd.log, …), or the files themselves.");
  }

  const { sources, lineages, reads } = await readAll(await recogniseAll(found.inputs, notes), options.year, notes);
  if (lineages.length === 0) {
    throw nothingRecognised(reads.map(({ input }) => input), notes);
  }

  const trace = link(sources, lineages, { zone: options.zone });
  const study = studyTrace(trace, options.filter, options.run, options.sort);
  if (options.run !== undefined && study.run === undefined) {
    throw new TraceRankError("no-such-run", `--run ${options.run}: these logs hold ${countOf(study.runs.length, "run")}`, "Runs are numbered from 1 in order of time.");
  }
  const draft = Object.assign({ otherRuns: [], instances: [], hotspots: [], gauges: [], blindSpots: [] }, ...analyses.map((analysis) => analysis.answer(study))) as ReportDraft;
  const answers = await quoteEvidence<Pick<Report, keyof ReportDraft>>(draft, reads.filter(({ parser }) => parser !== undefined));

  return {
    schemaVersion: 1,
    tool: { version: packageVersion() },
    inputs: describeInputs(reads, trace),
    filter: options.filter,
    clocks: trace.clocks,
    run: { ...answers.run, unexplainedUs: answers.instances.reduce((sum, { unexplainedUs }) => sum + unexplainedUs, 0) },
    otherRuns: answers.otherRuns,
    instances: answers.instances,
    hotspots: answers.hotspots,
    gauges: answers.gauges,
    blindSpots: answers.blindSpots,
    diagnostics: notes.diagnostics(),
  };
}

interface ReadLogs {
  /** Recognised ones only; lineages refer to them by index. */
  readonly sources: readonly LinkSource[];
  readonly lineages: readonly Lineage[];
  /** All, in order of path. */
  readonly reads: readonly ReadSource[];
}

/** Reads rotation sets oldest file first, through one pairing each: what one file opens the next may close. */
async function readAll(heads: readonly Recognised[], year: number | undefined, notes: NoteCounter): Promise<ReadLogs> {
  const known = heads.filter((head) => head.parser !== undefined);
  const copies = await findCopies(known);
  for (const { path } of copies.keys()) notes.add(fileNote(path, "copied-file", "info", "A file holds the same as another and counts once."));
  const recognised = known.filter(({ input }) => !copies.has(input));
  const indexOf = new Map(recognised.map(({ input }, index) => [input, index]));
  const bySet = new Map<string, Recognised[]>();
  for (const one of recognised) {
    const key = `${one.parser?.id ?? ""}|${one.input.lineage}`;
    const set = bySet.get(key);
    if (set === undefined) bySet.set(key, [one]);
    else set.push(one);
  }
  const sets = [...bySet.values()].map((set) => set.sort((a, b) => a.input.rotation - b.input.rotation));

  const results = new Map<InputFile, ReadSource>();
  const lineages: Lineage[] = [];
  const places = new Map(sets.flatMap((set, place) => set.map((head) => [head.input, { head, place, isNewest: head === set.at(-1) }])));
  const pairings = new Map<number, ReturnType<typeof pairSource>>();
  const read = async (input: InputFile, open: Open): Promise<void> => {
    const { head, place, isNewest } = places.get(input) ?? {};
    if (head?.parser === undefined || place === undefined) return;
    const { parser, lines } = head;
    const index = indexOf.get(input) ?? 0;
    const pairing = pairings.get(place) ?? pairSource();
    pairings.set(place, pairing);
    const session = parser.open({
      path: input.path,
      modifiedUs: input.modifiedUs,
      year,
      emit: (event) => pairing.add(event, index),
      note: (note) => notes.add({ ...note, file: input.path }),
    });
    const { bytes, lines: count, checkpoints, notes: found } = await readLines(input, parser.sieve?.(lines), session.line, open);
    found.forEach(notes.add);
    results.set(input, { input, parser, facts: session.end(), bytes, lines: count, checkpoints });
    if (isNewest !== true) return;
    lineages[place] = { sources: sets[place]?.map((one) => indexOf.get(one.input) ?? 0) ?? [], paired: pairing.end() };
    pairings.delete(place);
  };
  for (const reading of planPasses(sets.map((set) => set.map(({ input }) => input)))) await readPasses(reading, read);

  const reads = heads.map(({ input }) => results.get(input) ?? { input, parser: undefined, facts: undefined, bytes: 0, lines: 0, checkpoints: [] });
  return { sources: reads.flatMap(({ input, parser, facts }) => (parser === undefined || facts === undefined ? [] : [linkSource(input, parser, facts)])), lineages, reads };
}

interface Recognised {
  readonly input: InputFile;
  readonly parser: Parser | undefined;
  /** The beginning of the file. */
  readonly lines: readonly string[];
}

/** Looks at the beginnings of all files, those in archives included. An archive in which nothing is recognised counts as one file. */
async function recogniseAll(files: readonly InputFile[], notes: NoteCounter): Promise<readonly Recognised[]> {
  const { heads, notes: found } = await readHeads(files, recognise);
  found.forEach(notes.add);
  const recognised: Recognised[] = [];
  const worthOpening = new Set(heads.flatMap(({ input, seen }) => (seen?.parser === undefined ? [] : [input.member?.archive])));
  const passedOver = new Set<string>();
  for (const { input, seen } of heads) {
    const archive = input.member?.archive;
    if (archive === undefined || worthOpening.has(archive)) {
      seen?.notes.forEach(notes.add);
      recognised.push({ input, parser: seen?.parser, lines: seen?.lines ?? [] });
    } else if (!passedOver.has(archive)) {
      passedOver.add(archive);
      notes.add(fileNote(archive, "unrecognised-archive", "warning", "An archive holds nothing in a format that is read here.", "`trace-rank formats` lists the formats that are read."));
      recognised.push(...files.filter(({ path }) => path === archive).map((file) => ({ input: file, parser: undefined, lines: [] })));
    }
  }
  return recognised.sort((a, b) => (a.input.path < b.input.path ? -1 : a.input.path > b.input.path ? 1 : 0));
}

/** Of what is not recognised, why it may not be. */
function recognise(input: InputFile, head: Head): Recognised & { readonly notes: readonly FileNote[] } {
  const parser = head.empty || head.binary ? undefined : detectParser(head.lines);
  // Reading a recognised file whole notes the same again.
  if (parser !== undefined) return { input, parser, lines: head.lines, notes: [] };
  return { input, parser, lines: [], notes: [...head.notes, ...unrecognisedNotes(input.path, head)] };
}

function unrecognisedNotes(path: string, head: Head): readonly FileNote[] {
  if (head.empty) return head.notes.length > 0 ? [] : [fileNote(path, "empty-file", "info", "A file is empty.")];
  const first = head.binary ? undefined : head.lines.find((line) => line.trim() !== "");
  // A copy: a piece of a string keeps the whole of it in memory.
  const text = first === undefined ? undefined : Buffer.from(first.slice(0, EXAMPLE_LENGTH)).toString();
  return [fileNote(path, "unrecognised-file", "warning", "A file is in no format that is read here.", "`trace-rank formats` lists the formats that are read.", text)];
}

function linkSource(input: InputFile, parser: Parser, facts: SourceFacts): LinkSource {
  return {
    path: input.path,
    format: parser.id,
    layout: facts.layout,
    resolutionUs: parser.resolutionUs,
    service: facts.service,
    statedHost: facts.host,
    givenHost: input.host,
    hasDebug: facts.hasDebug,
    minWaitUs: facts.minWaitUs,
    minHoldUs: facts.minHoldUs,
    versions: facts.versions,
  };
}

function describeInputs(reads: readonly ReadSource[], trace: Trace): readonly Input[] {
  const traced = new Map(trace.sources.map((source) => [source.path, source]));
  return reads.map(({ input, parser, facts, bytes, lines }) => {
    const source = traced.get(input.path);
    return {
      path: input.path,
      host: source?.host ?? null,
      service: parser === undefined ? null : facts?.service ?? null,
      format: parser?.id ?? null,
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
