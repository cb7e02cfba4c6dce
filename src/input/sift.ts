import type { Heads, HeadSieve } from "../model/sieve.ts";
import { DROP, type HeadReader } from "../model/sieve.ts";
import type { Batch } from "./batch.ts";
import { passOver } from "./archive/pass-over.ts";
import { unreadable, type FileNote } from "./file-note.ts";
import type { InputFile } from "./input-file.ts";
import { lineBlocks } from "./line-blocks.ts";
import { CARRIAGE_RETURN, LINE_END } from "./line-text.ts";
import type { Piece, Range } from "./piece.ts";
import { rangeBlocks } from "./range-blocks.ts";
import { noTextFacts, textBytes, type TextFacts } from "./text-bytes.ts";

/** A batch is handed on when it holds so many bytes of text, or heads. */
const BATCH_TEXT = 256 * 1024;
const BATCH_HEADS = 1024;

/** What comes of a piece: of each of its inputs, by its place among them, the batches and then what was found out about it. */
export type Part =
  | { readonly member: number; readonly batch: Batch; readonly facts: undefined }
  | { readonly member: number; readonly batch: undefined; readonly facts: TextFacts; readonly notes: readonly FileNote[] };

/**
 * Reads a piece by bytes and gives what the sieve of each input leaves, batch by batch; without a sieve, all lines. A batch is valid until the
 * next is asked for. Memory is bounded whatever the piece holds. Never throws: what cannot be read becomes a note.
 */
export async function* sift({ inputs, range }: Piece, sieves: readonly (HeadSieve | undefined)[]): AsyncGenerator<Part> {
  const [only] = inputs;
  if (range !== undefined && only !== undefined) {
    yield* siftOne(only, 0, sieves[0], (_, onDisk) => rangeSource(range, onDisk));
    return;
  }
  for await (const { input, open } of passOver(inputs)) {
    const member = inputs.indexOf(input);
    yield* siftOne(input, member, sieves[member], async (note, onDisk) => {
      const { blocks, compression } = await open(input, note, undefined, undefined, onDisk);
      return { blocks, start: 0, placed: compression === undefined };
    });
  }
}

async function* siftOne(input: InputFile, member: number, sieve: HeadSieve | undefined, open: OpenSource): AsyncGenerator<Part> {
  const facts = noTextFacts();
  const notes: FileNote[] = [];
  let diskBytes = 0;
  try {
    const source = await open((note) => notes.push(note), (bytes) => (diskBytes += bytes));
    if (source !== undefined) {
      for await (const batch of siftBlocks(source, sieve, facts)) {
        yield { member, batch: { ...batch, diskBytes }, facts: undefined };
        diskBytes = 0;
      }
    }
  } catch (error) {
    notes.push(unreadable(input.path, error));
  }
  yield { member, batch: undefined, facts, notes };
}

/** Undefined: there is nothing to read. */
type OpenSource = (note: (note: FileNote) => void, onDisk: (bytes: number) => void) => Promise<Source | undefined> | Source | undefined;

function rangeSource(range: Range, onDisk: (bytes: number) => void): Source | undefined {
  const found = rangeBlocks(range);
  return found === undefined ? undefined : { blocks: counted(found.blocks, onDisk), start: found.start, placed: true };
}

/** The same for blocks of bytes, each valid until the next is asked for. Throws what they throw. */
export async function* siftBlocks({ blocks, start, placed }: Source, sieve: HeadSieve | undefined, facts: TextFacts): AsyncGenerator<Batch> {
  const draft = newDraft(sieve);
  for await (const { bytes, offset } of lineBlocks(textBytes(blocks, facts, start === 0), facts)) {
    if (placed && offset !== undefined) draft.places.push(draft.lines, start + offset);
    siftBlock(draft, bytes);
    if (draft.length < BATCH_TEXT && (draft.reader?.noted() ?? 0) < BATCH_HEADS) continue;
    yield finish(draft);
    renew(draft);
  }
  if (draft.lines > 0) yield finish(draft);
}

/** Bytes to be sifted. */
export interface Source {
  readonly blocks: AsyncIterable<Buffer>;
  /** Byte of the file at which the blocks begin. */
  readonly start: number;
  /** A place in the blocks is one in the file. */
  readonly placed: boolean;
}

async function* counted(blocks: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    count(block.length);
    yield block;
  }
}

/** A batch that is being filled. */
interface Draft {
  readonly reader: HeadReader | undefined;
  text: Uint8Array<ArrayBuffer>;
  length: number;
  starts: Uint32Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
  numbers: Uint32Array<ArrayBuffer>;
  kept: number;
  lines: number;
  places: number[];
}

function newDraft(sieve: HeadSieve | undefined): Draft {
  return {
    reader: sieve?.openHeads(),
    text: new Uint8Array(0),
    length: 0,
    starts: new Uint32Array(1024),
    ends: new Uint32Array(1024),
    numbers: new Uint32Array(1024),
    kept: 0,
    lines: 0,
    places: [],
  };
}

function renew(draft: Draft): void {
  draft.length = 0;
  draft.kept = 0;
  draft.lines = 0;
  draft.places = [];
}

function finish(draft: Draft): Batch {
  const heads: Heads | undefined = draft.reader?.take();
  return {
    lines: draft.lines,
    text: draft.text.subarray(0, draft.length),
    starts: draft.starts.subarray(0, draft.kept),
    ends: draft.ends.subarray(0, draft.kept),
    numbers: draft.numbers.subarray(0, draft.kept),
    heads,
    places: Float64Array.from(draft.places),
    diskBytes: 0,
  };
}

/** Wanted lines that stand side by side are copied in one go, line ends between them included. */
function siftBlock(draft: Draft, block: Buffer): void {
  const { reader } = draft;
  const { length } = block;
  let runFrom = -1;
  let runEnd = 0;
  for (let from = 0; from < length; ) {
    const found = block.indexOf(LINE_END, from);
    const end = found < 0 ? length : found;
    // A carriage return before the line end goes with it; one at the end of a file that lacks the line end does not.
    const textEnd = found > from && block[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (reader?.judge(block, from, textEnd, draft.lines) !== DROP) {
      if (runFrom < 0) runFrom = from;
      runEnd = end;
      addLine(draft, draft.length + from - runFrom, draft.length + textEnd - runFrom);
    } else if (runFrom >= 0) {
      append(draft, block, runFrom, runEnd);
      runFrom = -1;
    }
    draft.lines++;
    from = end + 1;
  }
  if (runFrom >= 0) append(draft, block, runFrom, runEnd);
}

function addLine(draft: Draft, start: number, end: number): void {
  const at = draft.kept++;
  if (at === draft.starts.length) {
    draft.starts = grown(draft.starts);
    draft.ends = grown(draft.ends);
    draft.numbers = grown(draft.numbers);
  }
  draft.starts[at] = start;
  draft.ends[at] = end;
  draft.numbers[at] = draft.lines;
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function append(draft: Draft, block: Buffer, from: number, end: number): void {
  const length = draft.length + end - from;
  if (length > draft.text.length) {
    const larger = new Uint8Array(Math.max(2 * length, BATCH_TEXT / 4));
    larger.set(draft.text.subarray(0, draft.length));
    draft.text = larger;
  }
  block.copy(draft.text, draft.length, from, end);
  draft.length = length;
}
