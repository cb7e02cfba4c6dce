import { group } from "d3-array";
import { availableParallelism } from "node:os";
import type { Checkpoint } from "./input/checkpoints.ts";
import type { FileNote } from "./input/file-note.ts";
import { gatherSource, type Gathering } from "./input/gather-source.ts";
import type { InputFile } from "./input/input-file.ts";
import { sharedReading } from "./input/archive/shared-reading.ts";
import { planPasses } from "./input/archive/plan-passes.ts";
import { cutUp, PIECE_BYTES, wholePiece } from "./input/piece.ts";
import { siftInOrder, type Sifted, type SiftTask } from "./input/sift-in-order.ts";
import { siftInPool } from "./input/sift-pool.ts";
import { pairSource, type SourcePairing } from "./linking/pair-source.ts";
import type { Lineage } from "./linking/link-source.ts";
import { retention, type Retention, type Room } from "./linking/retention.ts";
import type { Note } from "./model/diagnostic.ts";
import type { Progress } from "./model/progress.ts";
import { findSieve } from "./parsers/find-sieve.ts";
import { fromJournalExport, TRACES_OF_LENGTHS } from "./parsers/journal-export.ts";
import { fromTheEnd, isNewestFirst } from "./parsers/newest-first.ts";
import type { Parser, ParserSession, SourceFacts } from "./parsers/parser.ts";
import type { Recognised } from "./recognise-inputs.ts";

/** What came of one input. */
export interface ReadSource {
  readonly input: InputFile;
  readonly parser: Parser;
  readonly facts: SourceFacts;
  readonly bytes: number;
  readonly lines: number;
  readonly checkpoints: readonly Checkpoint[];
}

export interface ReadingOptions {
  /** Year of the first record of logs without one. */
  readonly year: number | undefined;
  /** Threads that read; undefined: one for each processor, where there is enough to read. */
  readonly jobs: number | undefined;
  /** Bytes of the pieces that plain files are cut into. */
  readonly pieceBytes: number | undefined;
  /** How much is kept of what may be nobody's business. */
  readonly room: Room | undefined;
  readonly progress: Progress | undefined;
  readonly note: (note: FileNote) => void;
}

/** Less text than this is read before further threads have started and loaded what they need. A compressed log is about ten times as long when it is open. */
const WORTH_THREADS_BYTES = 48 * 1024 * 1024;
const OPEN_TO_COMPRESSED = 10;

const WORKER = new URL("./sift-worker.js", import.meta.url);

/**
 * Reads and pairs all sources. Those of one rotation set of one format are a lineage: they are read oldest first, through one pairing, since
 * what one file opens the next may close. Lines become text and reach their parser in one thread and in the order of files, so what comes of
 * them does not depend on who read the bytes.
 */
export async function readSources(
  sources: readonly Recognised[],
  options: ReadingOptions,
): Promise<{ readonly reads: readonly ReadSource[]; readonly lineages: readonly Lineage[] }> {
  const { progress, pieceBytes = PIECE_BYTES } = options;
  const lineages = divide(sources, options);
  progress?.total(sources.reduce((sum, { input }) => sum + (input.bytes ?? 0), 0));
  const reads = new Map<Recognised, ReadSource>();
  const jobs = threadsFor(sources, options.jobs);
  const tasks = tasksOf(lineages, pieceBytes);
  const lineageOf = new Map(lineages.flatMap((lineage) => lineage.sources.map((source) => [source, lineage] as const)));
  const steps: AsyncIterable<Sifted<Task>> = jobs === 1 ? siftInOrder(tasks, findSieve) : siftInPool(tasks, jobs, WORKER);
  for await (const step of steps) {
    const source = step.task.sources[step.member];
    const lineage = source === undefined ? undefined : lineageOf.get(source);
    if (source === undefined || lineage === undefined) continue;
    const reading = lineage.reading(source);
    if (step.batch !== undefined) {
      reading.gathering.batch(step.batch);
      progress?.read(source.input.path, step.batch.diskBytes);
      continue;
    }
    // How much of an archive was read for one of its files is not known.
    if (source.input.member !== undefined) progress?.read(source.input.path, source.input.bytes ?? 0);
    reading.gathering.piece(step.facts, step.notes);
    if (!step.task.piece.last) continue;
    reads.set(source, lineage.finish(source, reading));
    if (source === lineage.sources.at(-1)) lineage.pairing.end();
  }
  const indexOf = new Map(sources.map((source, index) => [source, index]));
  const done = lineages.map(({ sources: own, pairing }) => ({ sources: own.map((one) => indexOf.get(one) ?? 0), paired: pairing.paired() }));
  return { reads: sources.map((source) => reads.get(source)).filter((read) => read !== undefined), lineages: done };
}

interface Task extends SiftTask {
  /** One for each input of the piece. */
  readonly sources: readonly Recognised[];
}

interface Reading {
  readonly session: ParserSession;
  readonly gathering: Gathering;
}

interface OpenLineage {
  /** Oldest first. */
  readonly sources: readonly Recognised[];
  readonly pairing: SourcePairing;
  readonly reading: (source: Recognised) => Reading;
  readonly finish: (source: Recognised, reading: Reading) => ReadSource;
}

/** Each lineage oldest first; files that are stored together in a compressed archive, in as few passes over it as that allows. */
function* tasksOf(lineages: readonly OpenLineage[], pieceBytes: number): Generator<Task> {
  const sourceOf = new Map(lineages.flatMap(({ sources }) => sources.map((source) => [source.input, source] as const)));
  for (const { passes } of planPasses(lineages.map(({ sources }) => sources.map(({ input }) => input)))) {
    for (const pass of passes) {
      for (const inputs of group(pass, (input) => sharedReading(input) ?? input).values()) {
        const sources = inputs.map((input) => sourceOf.get(input)).filter((source) => source !== undefined);
        const sieves = sources.map(({ parser, lines }) => ({ parser: parser.id, head: lines }));
        const [alone, ...others] = sources;
        const pieces = alone === undefined || others.length > 0 ? [wholePiece(inputs)] : cutUp(alone.input, alone.plain ? alone.input.bytes : undefined, pieceBytes);
        for (const piece of pieces) yield { piece, sieves, sources };
      }
    }
  }
}

function divide(sources: readonly Recognised[], options: ReadingOptions): readonly OpenLineage[] {
  const indexOf = new Map(sources.map((source, index) => [source, index]));
  const sets = new Map<string, Recognised[]>();
  for (const source of sources) {
    const key = `${source.parser.id}|${source.input.lineage}`;
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [source]);
    else set.push(source);
  }
  const kept = retention(options.room);
  return [...sets.values()].map((set) => openLineage(set, indexOf, kept, options));
}

function openLineage(set: readonly Recognised[], indexOf: ReadonlyMap<Recognised, number>, kept: Retention, { year, note }: ReadingOptions): OpenLineage {
  const pairing = pairSource(kept);
  const readings = new Map<Recognised, Reading>();
  let memory: unknown;
  const inOrder = [...set].sort((a, b) => a.input.rotation - b.input.rotation);
  const begin = (source: Recognised): Reading => {
    const { input, parser } = source;
    const index = indexOf.get(source) ?? 0;
    const noteHere = (one: Note): void => {
      note({ ...one, file: input.path });
    };
    const opened = parser.open({ path: input.path, modifiedUs: input.modifiedUs, year, memory, goesOn: source !== inOrder.at(-1), emit: (event) => pairing.add(event, index), note: noteHere });
    const session = source.isJournalExport ? fromJournalExport(opened) : isNewestFirst(source.lines) ? fromTheEnd(opened, noteHere) : opened;
    const reading = { session, gathering: gatherSource(input, session) };
    readings.set(source, reading);
    return reading;
  };
  return {
    sources: inOrder,
    pairing,
    reading: (source) => readings.get(source) ?? begin(source),
    finish: ({ input, parser, isJournalExport }, { session, gathering }) => {
      const { bytes, lines, checkpoints, notes } = gathering.result();
      notes.filter(({ code }) => !isJournalExport || !TRACES_OF_LENGTHS.has(code)).forEach(note);
      const facts = session.end();
      memory = session.memory?.();
      return { input, parser, facts, bytes, lines, checkpoints };
    },
  };
}

function threadsFor(sources: readonly Recognised[], jobs: number | undefined): number {
  if (jobs !== undefined) return jobs;
  const bytes = sources.reduce((sum, { input, plain }) => sum + (input.bytes ?? 0) * (plain ? 1 : OPEN_TO_COMPRESSED), 0);
  return bytes < WORTH_THREADS_BYTES ? 1 : availableParallelism();
}
