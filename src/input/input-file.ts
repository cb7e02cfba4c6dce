/** One source of bytes. Plain data, so it can be handed to a worker. */
export interface InputFile {
  /** As shown in reports: as the user gave it, joined with `/` below directories; `(stdin)`. */
  readonly path: string;
  /** Where it is read. Differs from `path` for what can be read only once and was copied to a temporary file. */
  readonly location: string;
  /** From `HOST=PATH` on the command line. */
  readonly host: string | undefined;
  /** `path` without what rotation and compression add: equal for one rotation set, whose files continue one another. */
  readonly lineage: string;
  /** Order inside the rotation set, oldest first; the file still written to has 0, all others less. */
  readonly rotation: number;
  /** Size on disk. */
  readonly bytes: number | undefined;
  /** Last modification, µs since the epoch; undefined for a stream. */
  readonly modifiedUs: number | undefined;
}
