import type { HeadSieve } from "../../../src/model/sieve.ts";
import { gatherSource, type ReadResult } from "../../../src/input/gather-source.ts";
import type { InputFile } from "../../../src/input/input-file.ts";
import { cutUp } from "../../../src/input/piece.ts";
import { siftInOrder } from "../../../src/input/sift-in-order.ts";

/** Reads a whole file and hands over its lines; with `pieceBytes`, as pieces of that size. */
export async function readLines(input: InputFile, sieve: HeadSieve | undefined, take: (text: string, line: number) => void, pieceBytes?: number): Promise<ReadResult> {
  const gathering = gatherSource(input, { line: take });
  const pieces = cutUp(input, pieceBytes === undefined ? undefined : input.bytes, pieceBytes);
  const tasks = [...pieces].map((piece) => ({ piece, sieves: [{ parser: "", head: [] }] }));
  for await (const step of siftInOrder(tasks, () => sieve)) {
    if (step.batch === undefined) gathering.piece(step.facts, step.notes);
    else gathering.batch(step.batch);
  }
  return gathering.result();
}
