import type { Explanation } from "../model/explanation.ts";
import type { Report } from "../model/report.ts";
import type { SortKey } from "../model/sort-key.ts";

/** A way to write a report. Pure: gets the report, gives the text. */
export interface ReportFormat {
  /** The value of `--format`. */
  readonly id: string;
  readonly title: string;
  /** The answer of `trace-rank rank`. Ends with a line end. */
  readonly rank: (report: Report, options: RenderOptions) => string;
  /** The answer of `trace-rank timeline`. Ends with a line end. */
  readonly timeline: (report: Report, options: RenderOptions) => string;
  /** The answer of `trace-rank why`; `top` is the number of waits to show. Ends with a line end. */
  readonly why: (explanation: Explanation, options: RenderOptions) => string;
  /** The text of both views in parts, of a format that holds all there is and whose text may be large. */
  readonly parts?: (report: Report) => Iterable<string>;
}

export interface RenderOptions {
  /** Columns available, at least 60. */
  readonly width: number;
  readonly colour: boolean;
  /** Hotspots, or waits of one, to show; the JSON report holds more. */
  readonly top: number;
  /** What the ranking is by; its column is shown whatever the width. By the waiting of boots unless told. */
  readonly sort?: SortKey;
}
