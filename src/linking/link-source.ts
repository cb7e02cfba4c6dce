import type { PairedSource } from "./raw.ts";

/** One file or stream as linking gets it. */
export interface LinkSource {
  /** As shown in reports. */
  readonly path: string;
  /** Parser id. */
  readonly format: string;
  readonly layout: string | undefined;
  readonly resolutionUs: number;
  /** What its content says; undefined: nothing or several. */
  readonly service: string | undefined;
  /** Where it holds several. */
  readonly services?: readonly string[] | undefined;
  readonly silent?: readonly string[] | undefined;
  readonly statedHost: string | undefined;
  /** `HOST=PATH` on the command line. */
  readonly givenHost: string | undefined;
  readonly hasDebug: boolean | undefined;
  readonly minWaitUs: number | undefined;
  readonly minHoldUs: number | undefined;
  readonly versions: readonly string[];
}

/** The table of a benchmark, which saw the cloud from outside: what it tells of a request comes before all that was logged of it. */
export function isOutside(source: LinkSource | undefined): boolean {
  return source?.format === "phases";
}

/** A log with its rotated predecessors: one writer, so what one file opens the next may close. */
export interface Lineage {
  /** Indices into the list of all sources, oldest first. */
  readonly sources: readonly number[];
  readonly paired: PairedSource;
}

/** In order of their first source, so that no result depends on which was paired first. */
export function inOrderOfSource(lineages: readonly Lineage[]): readonly Lineage[] {
  return [...lineages].sort((a, b) => (a.sources[0] ?? 0) - (b.sources[0] ?? 0));
}
