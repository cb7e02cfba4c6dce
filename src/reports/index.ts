import type { ReportFormat, View } from "./format.ts";

/** A format; its code is loaded when it is asked for, so that `--help` and `--version` need not wait for it. */
export interface FormatEntry {
  /** The value of `--format`. */
  readonly id: string;
  /** What it is, in a few words, for `--help`. */
  readonly title: string;
  readonly views: readonly View[];
  readonly load: () => Promise<ReportFormat>;
}

/** Every way to write an answer; the first is the default. */
export const reportFormats: readonly [FormatEntry, ...FormatEntry[]] = [
  { id: "terminal", title: "text for a terminal", views: ["rank", "timeline", "why", "diff"], load: async () => (await import("./terminal/terminal.ts")).terminalFormat },
  { id: "markdown", title: "Markdown, everything unfolded", views: ["rank", "timeline", "why", "diff"], load: async () => (await import("./markdown/markdown.ts")).markdownFormat },
  { id: "json", title: "everything there is, as report.schema.json describes it", views: ["rank", "timeline", "why", "diff"], load: async () => (await import("./json/json.ts")).jsonFormat },
];

/** The formats that have a view; the first is its default. */
export function formatsOf(view: View): readonly FormatEntry[] {
  return reportFormats.filter(({ views }) => views.includes(view));
}
