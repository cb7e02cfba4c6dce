import type { Report } from "../../model/report.ts";
import type { ReportFormat } from "../format.ts";

/** The report itself, as `report.schema.json` describes it. Keys come in the order of `model/report.ts`, as the analyses build them. */
const render = (report: Report): string => `${JSON.stringify(report, null, 1)}\n`;

export const jsonFormat: ReportFormat = {
  id: "json",
  title: "JSON, everything there is (report.schema.json describes it)",
  rank: render,
  timeline: render,
};
