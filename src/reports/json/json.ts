import type { ReportFormat } from "../format.ts";
import { jsonParts } from "./write-json.ts";

/** The report itself, as `report.schema.json` describes it. Keys come in the order of `model/report.ts`, as the analyses build them. */
export const jsonFormat = {
  rank: jsonParts,
  timeline: jsonParts,
  why: jsonParts,
  diff: jsonParts,
} satisfies ReportFormat;
