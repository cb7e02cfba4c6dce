import { availableParallelism } from "node:os";
import type { Checkpoint } from "./input/checkpoints.ts";
import type { FileNote } from "./input/file-note.ts";
import { gatherSource, type Gathering } from "./input/gather-source.ts";
import type { InputFile } from "./input/input-file.ts";
import { cutUp, PIECE_BYTES } from "./input/piece.ts";
import { siftInOrder, type Sifted, type SiftTask } from "./input/sift-in-order.ts";
import { siftInPool } from "./input/sift-pool.ts";
import { pairSource, type SourcePairing } from "./linking/pair-source.ts";
import type { Lineage } from "./linking/link-source.ts";
import { retention, type Retention, type Room } from "./linking/retention.ts";
import type { Progress } from "./model/progress.ts";
import { findSieve } from "./parsers/find-sieve.ts";
import type { Parser, ParserSession, SourceFacts } from "./parsers/parser.ts";

/** An input, the parser that claims it, and how it begins. */
export interface Recognised {
  readonly input: InputFile;
  readonly parser: Parser;
  readonly lines: readonly string[];
  /** Its text is its bytes: it may be read in pieces. */
  readonly plain: boolean;
}

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
  /** Threads that read; undefined: one for each processor. */
  readonly jobs: number | undefined;
  /** Bytes of the pieces that plain files are cut into. */
  readonly pieceBytes: number | undefined;
  /** How much is kept of what may be nobody's business. */
  readonly room: Room | undefined;
  readonly progress: Progress | undefined;
  readonly note: (note: FileNote) => void;
}

/** Lines of the head that a sieve is chosen by. */
const SIEVE_HEAD = 200;

/** Less text than this is read before further threads have started. A compressed log is about ten times as long when it is open. */
const WORTH_THREADS_BYTES = 16 * 1024 * 1024;
const OPEN_TO_COMPRESSED = 10;

const WORKER = new URL("./sift-worker.js", import.meta.url);

/**
 * Reads and pairs all sources. Those of one rotation set of one format are a lineage: they are read oldest first, through one pairing, since
 * what one file opens the next may close. Lines become text and reach their parser in one thread and in the order of files, so what comes of
 * them does not depend on who read the bytes.
 */
export async function readSources(sources: readonly Recognised[], options: ReadingOptions): Promise<{ readonly reads: readonly ReadSource[]; readonly lineages: readonly Lineage[] }> {
  const { progress, pieceBytes = PIECE_BYTES } = options;
  const lineages = divide(sources, options);
  progress?.total(sources.reduce((sum, { input }) => sum + (input.bytes ?? 0), 0));
  const reads = new Map<Recognised, ReadSource>();
  const done: Lineage[] = [];
  const jobs = threadsFor(sources, options.jobs);
  const tasks = tasksOf(lineages, pieceBytes);
  const steps: AsyncIterable<Sifted<Task>> = jobs === 1 ? siftInOrder(tasks, findSieve) : siftInPool(tasks, jobs, WORKER);
  for await (const step of steps) {
    const { lineage, source, piece } = step.task;
    const reading = lineage.reading(source);
    if (step.batch !== undefined) {
      reading.gathering.batch(step.batch);
      progress?.read(source.input.path, step.batch.diskBytes);
      continue;
    }
    reading.gathering.piece(step.facts, step.notes);
    if (!piece.last) continue;
    reads.set(source, lineage.finish(source, reading));
    if (source === lineage.sources.at(-1)) done.push({ sources: lineage.sources.map((one) => sources.indexOf(one)), paired: lineage.pairing.end() });
  }
  return { reads: sources.map((source) => reads.get(source)).filter((read) => read !== undefined), lineages: done };
}

interface Task extends SiftTask {
  readonly lineage: OpenLineage;
  readonly source: Recognised;
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

function* tasksOf(lineages: readonly OpenLineage[], pieceBytes: number): Generator<Task> {
  for (const lineage of lineages) {
    for (const source of lineage.sources) {
      const { input, parser, lines, plain } = source;
      const sieve = { parser: parser.id, head: lines.slice(0, SIEVE_HEAD) };
      for (const piece of cutUp(input, plain ? input.bytes : undefined, pieceBytes)) yield { piece, sieve, lineage, source };
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
  const begin = (source: Recognised): Reading => {
    const { input, parser } = source;
    const index = indexOf.get(source) ?? 0;
    const session = parser.open({
      path: input.path,
      modifiedUs: input.modifiedUs,
      year,
      emit: (event) => pairing.add(event, index),
      note: (one) => note({ ...one, file: input.path }),
    });
    const reading = { session, gathering: gatherSource(input, session) };
    readings.set(source, reading);
    return reading;
  };
  return {
    sources: [...set].sort((a, b) => a.input.rotation - b.input.rotation),
    pairing,
    reading: (source) => readings.get(source) ?? begin(source),
    finish: ({ input, parser }, { session, gathering }) => {
      const { bytes, lines, checkpoints, notes } = gathering.result();
      notes.forEach(note);
      return { input, parser, facts: session.end(), bytes, lines, checkpoints };
    },
  };
}

function threadsFor(sources: readonly Recognised[], jobs: number | undefined): number {
  const most = jobs ?? availableParallelism();
  const bytes = sources.reduce((sum, { input, plain }) => sum + (input.bytes ?? 0) * (plain ? 1 : OPEN_TO_COMPRESSED), 0);
  return bytes < WORTH_THREADS_BYTES ? 1 : most;
}
