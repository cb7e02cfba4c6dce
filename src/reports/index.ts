import type { ReportFormat } from "./format.ts";
import { jsonFormat } from "./json/json.ts";
import { markdownFormat } from "./markdown/markdown.ts";
import { terminalFormat } from "./terminal/terminal.ts";

/** Every way to write a report; the first is the default. */
export const reportFormats: readonly ReportFormat[] = [terminalFormat, markdownFormat, jsonFormat];
