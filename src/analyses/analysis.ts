import type { Report } from "../model/report.ts";
import type { Quoteless } from "./quoteless.ts";
import type { Study } from "./study.ts";

/** One question about a study, answered by the parts of the report it fills. Pure; never throws on any trace. */
export interface Analysis {
  readonly id: string;
  readonly answer: (study: Study) => Partial<ReportDraft>;
}

/** The report without evidence texts: places are quoted from the files once everything is ranked. */
export type ReportDraft = Quoteless<Pick<Report, "run" | "otherRuns" | "instances" | "hotspots" | "advice" | "gauges" | "blindSpots">>;
