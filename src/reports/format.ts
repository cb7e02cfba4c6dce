import type { Comparison } from "../model/comparison.ts";
import type { Detail } from "../model/detail.ts";
import type { Explanation } from "../model/explanation.ts";
import type { Report } from "../model/report.ts";
import type { SortKey } from "../model/sort-key.ts";

/** What a format gives: text, or, where that may be large or is no text, parts of it. Ends with a line end where it is text. */
export type Written = string | Iterable<string | Uint8Array>;

/** A way to write what the program answers. Pure: gets the answer, gives the text. A view that a format lacks cannot be asked for in it. */
export interface ReportFormat {
  /** The answer of `trace-rank rank`. The detail is empty unless the registry says that the format takes it. */
  readonly rank?: (report: Report, options: RenderOptions, detail: Detail) => Written;
  /** As `rank`, as the files of a folder, by name: what `--output DIR/` writes. */
  readonly files?: (report: Report, options: RenderOptions, detail: Detail) => Iterable<readonly [name: string, content: Written]>;
  /** The answer of `trace-rank timeline`. */
  readonly timeline?: (report: Report, options: RenderOptions) => Written;
  /** The answer of `trace-rank why`; `top` is the number of waits to show. */
  readonly why?: (explanation: Explanation, options: RenderOptions) => Written;
  /** The answer of `trace-rank diff`; `top` is the number of resources and steps to show. */
  readonly diff?: (comparison: Comparison, options: RenderOptions) => Written;
}

/** What a command asks a format for. */
export type View = Exclude<keyof ReportFormat, "files">;

export interface RenderOptions {
  /** Columns available, at least 60. */
  readonly width: number;
  readonly colour: boolean;
  /** Hotspots, or waits of one, to show; the JSON report holds more. */
  readonly top: number;
  /** What the ranking is by; its column is shown whatever the width. By the waiting of boots unless told. */
  readonly sort?: SortKey;
  /** Which table, of a format that has several; the hotspots unless told. */
  readonly table?: TableName;
  /** Events written at most, of a format that has events. */
  readonly maxEvents?: number;
}

export const TABLES = ["hotspots", "waits", "spans", "instances"] as const;

export type TableName = (typeof TABLES)[number];
