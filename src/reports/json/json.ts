import type { ReportFormat } from "../format.ts";
import { jsonParts, writeJson } from "./write-json.ts";

/** The report itself, as `report.schema.json` describes it. Keys come in the order of `model/report.ts`, as the analyses build them. */
export const jsonFormat: ReportFormat = {
  id: "json",
  title: "JSON, everything there is (report.schema.json describes it)",
  rank: writeJson,
  timeline: writeJson,
  why: writeJson,
  parts: jsonParts,
};
