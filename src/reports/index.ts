import type { ReportFormat, View } from "./format.ts";

/** A format; its code is loaded when it is asked for, so that `--help` and `--version` need not wait for it. */
export interface FormatEntry {
  /** The value of `--format`. */
  readonly id: string;
  /** What it is, in a few words, for `--help`. */
  readonly title: string;
  readonly views: readonly View[];
  /** Its ranking shows the steps of each boot: without, only what no evidence covers is told of them. */
  readonly tellsSteps?: true;
  /** It is given every wait, hold and operation. */
  readonly inDetail?: true;
  /** It writes one of several tables (`--table`), or all into a folder. */
  readonly hasTables?: true;
  /** It is no text: it needs `--output`. */
  readonly isBinary?: true;
  /** It writes events, of which there may be too many (`--max-events`). */
  readonly hasEvents?: true;
  readonly load: () => Promise<ReportFormat>;
}

/** Every way to write an answer; the first is the default. */
export const reportFormats: readonly [FormatEntry, ...FormatEntry[]] = [
  { id: "terminal", title: "text for a terminal", views: ["rank", "timeline", "why", "diff"], load: async () => (await import("./terminal/terminal.ts")).terminalFormat },
  { id: "markdown", title: "Markdown, everything unfolded", views: ["rank", "timeline", "why", "diff"], load: async () => (await import("./markdown/markdown.ts")).markdownFormat },
  {
    id: "github",
    title: "a comment on GitHub: details folded, within its size limit",
    views: ["rank", "why", "diff"],
    load: async () => (await import("./github/github.ts")).githubFormat,
  },
  {
    id: "launchpad",
    title: "a comment on Launchpad: plain text of 72 columns",
    views: ["rank", "why", "diff"],
    load: async () => (await import("./launchpad/launchpad.ts")).launchpadFormat,
  },
  { id: "gerrit", title: "a comment in Gerrit, within its size limit", views: ["rank", "why", "diff"], load: async () => (await import("./gerrit/gerrit.ts")).gerritFormat },
  {
    id: "json",
    title: "everything there is; *.schema.json of the package describe it",
    views: ["rank", "timeline", "why", "diff"],
    tellsSteps: true,
    load: async () => (await import("./json/json.ts")).jsonFormat,
  },
  {
    id: "html",
    title: "one page for a browser, with drawings, that needs no network",
    views: ["rank", "timeline", "why", "diff"],
    tellsSteps: true,
    load: async () => (await import("./html/html.ts")).htmlFormat,
  },
  { id: "svg", title: "the figure alone: phases, utilisation and queues over time", views: ["rank"], tellsSteps: true, load: async () => (await import("./svg/svg.ts")).svgFormat },
  {
    id: "csv",
    title: "a table (--table), or all of them as files (--output DIR/)",
    views: ["rank"],
    tellsSteps: true,
    inDetail: true,
    hasTables: true,
    load: async () => (await import("./csv/csv.ts")).csvFormat,
  },
  {
    id: "parquet",
    title: "the tables of csv in columns, for data tools; needs --output",
    views: ["rank"],
    tellsSteps: true,
    inDetail: true,
    hasTables: true,
    isBinary: true,
    load: async () => (await import("./parquet/parquet.ts")).parquetFormat,
  },
  {
    id: "trace-event",
    title: "tracks and flows, for ui.perfetto.dev and chrome://tracing",
    views: ["rank"],
    tellsSteps: true,
    inDetail: true,
    hasEvents: true,
    load: async () => (await import("./trace-event/trace-event.ts")).traceEventFormat,
  },
  {
    id: "folded",
    title: "stacks of waiting for flame graphs and speedscope",
    views: ["rank"],
    inDetail: true,
    load: async () => (await import("./folded/folded.ts")).foldedFormat,
  },
  {
    id: "otlp",
    title: "OpenTelemetry traces as JSON, one for each boot",
    views: ["rank"],
    tellsSteps: true,
    inDetail: true,
    load: async () => (await import("./otlp/otlp.ts")).otlpFormat,
  },
];

/** The formats that have a view; the first is its default. */
export function formatsOf(view: View): readonly FormatEntry[] {
  return reportFormats.filter(({ views }) => views.includes(view));
}
