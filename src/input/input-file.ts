import type { Member } from "./archive/member.ts";

/** One source of bytes. Plain data, so it can be handed to a worker. */
export interface InputFile {
  /** As shown in reports: as the user gave it, joined with `/` below directories; `(stdin)`. */
  readonly path: string;
  /** The file to read. Differs from `path` for what can be read only once and was copied to a temporary file, and for a member of an archive. */
  readonly location: string;
  /** From `HOST=PATH` on the command line. */
  readonly host: string | undefined;
  /** `path` without what rotation and compression add: equal for one rotation set, whose files continue one another. */
  readonly lineage: string;
  /** Order inside the rotation set, oldest first; the file still written to has 0, all others less. */
  readonly rotation: number;
  /** Size on disk; of a member, as packed. */
  readonly bytes: number | undefined;
  /** Last modification, µs since the epoch; undefined for a stream and where an archive does not say. */
  readonly modifiedUs: number | undefined;
  /** Where in the file at `location` it lies, if that is an archive. */
  readonly member?: Member;
}
