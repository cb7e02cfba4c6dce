import type { FileNote } from "../file-note.ts";
import type { InputFile } from "../input-file.ts";
import type { Bytes } from "../bytes.ts";
import { sweep } from "./sweep.ts";

/** One member by itself: where it cannot be entered at will, all before it in the archive is unfolded for it. See `pass-over.ts`. */
export async function readMember(input: InputFile, note: (note: FileNote) => void, from: number, blockBytes: number): Promise<Bytes> {
  const turns = sweep([input], blockBytes);
  const turn = await turns.next();
  if (turn.done === true) return { compression: undefined, blocks: untilLeft(turns, undefined) };
  const { compression, blocks } = await turn.value.open(input, note, from);
  return { compression, blocks: untilLeft(turns, blocks) };
}

async function* untilLeft(turns: AsyncGenerator<unknown>, blocks: AsyncIterable<Buffer> | undefined): AsyncGenerator<Buffer> {
  try {
    if (blocks !== undefined) yield* blocks;
  } finally {
    await turns.return(undefined);
  }
}
