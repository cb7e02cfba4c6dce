import type { Bytes } from "../bytes.ts";
import { compressionOf, type Compression } from "../compression.ts";
import { damagedCompression, fileNote, type FileNote } from "../file-note.ts";
import type { Cursor } from "./cursor.ts";
import { limitNote, LimitReached, type Meter } from "./limits.ts";
import { TAR_BLOCK } from "./tar.ts";
import { unfold } from "./unfold.ts";

/** A file inside an archive, or the archive itself. */
export interface Content {
  readonly stored: Cursor;
  /** Its own compression, undone in `plain`. */
  readonly compression: Compression | undefined;
  readonly plain: Cursor;
  readonly close: () => Promise<void>;
}

export async function openContent(stored: Cursor, meter: Meter): Promise<Content> {
  const compression = compressionOf(await stored.peek(TAR_BLOCK));
  if (compression === undefined) return { stored, compression, plain: stored, close: () => Promise.resolve() };
  const plain = unfold(stored, stored.length, { method: compression, plain: undefined }, meter);
  return { stored, compression, plain, close: plain.close };
}

/** The bytes of a member of an archive, as `readBytes` gives those of a file. */
export function bytesOf(path: string, content: Content, note: (note: FileNote) => void): Bytes {
  const outer = content.stored.origin.layers.at(-1)?.coding?.method;
  return { compression: content.compression ?? outer, blocks: blocksOf(path, content, note) };
}

async function* blocksOf(path: string, { stored, compression, plain }: Content, note: (note: FileNote) => void): AsyncGenerator<Buffer> {
  for (let block = await plain.take(); block !== undefined; block = await plain.take()) yield block;
  const reason = plain.failure();
  if (reason === undefined) return;
  if (reason instanceof LimitReached) note(limitNote(path, reason));
  else if (compression !== undefined && stored.failure() === undefined) note(damagedCompression(path, compression, reason));
  else note(damagedMember(path, reason));
}

function damagedMember(path: string, reason: unknown): FileNote {
  const message = "A file in an archive is damaged or cut short; what stands before the damage was used.";
  return fileNote(path, "damaged-member", "warning", message, "Copy the archive again, or make it anew.", reason instanceof Error ? reason.message : undefined);
}
