import type { Explanation } from "../../model/explanation.ts";
import type { Report } from "../../model/report.ts";
import type { ReportFormat } from "../format.ts";

/** The report itself, as `report.schema.json` describes it. Keys come in the order of `model/report.ts`, as the analyses build them. */
const render = (report: Report | Explanation): string => `${JSON.stringify(report, null, 1).replace(RAW, escaped)}\n`;

/** What JSON leaves as it is and a terminal obeys or hides: DEL, C1, format characters, separators. Escaped they are the same JSON. */
const RAW = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
}

export const jsonFormat: ReportFormat = {
  id: "json",
  title: "JSON, everything there is (report.schema.json describes it)",
  rank: render,
  timeline: render,
  why: render,
};
