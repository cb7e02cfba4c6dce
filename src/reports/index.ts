import type { ReportFormat } from "./format.ts";

/** A format by the value of `--format`; its code is loaded when it is asked for, so that `--help` and `--version` need not wait for it. */
export interface FormatEntry {
  readonly id: string;
  readonly load: () => Promise<ReportFormat>;
}

/** Every way to write a report; the first is the default. */
export const reportFormats: readonly [FormatEntry, ...FormatEntry[]] = [
  { id: "terminal", load: async () => (await import("./terminal/terminal.ts")).terminalFormat },
  { id: "markdown", load: async () => (await import("./markdown/markdown.ts")).markdownFormat },
  { id: "json", load: async () => (await import("./json/json.ts")).jsonFormat },
];
