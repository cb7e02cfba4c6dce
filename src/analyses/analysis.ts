import type { Report } from "../model/report.ts";
import type { Place } from "../model/trace.ts";
import type { Study } from "./study.ts";

/** One question about a study, answered by the parts of the report it fills. Pure; never throws on any trace. */
export interface Analysis {
  readonly id: string;
  readonly answer: (study: Study) => Partial<ReportDraft>;
}

/** The report without evidence texts: places are quoted from the files once everything is ranked. */
export type ReportDraft = Quoteless<Pick<Report, "run" | "otherRuns" | "instances" | "hotspots" | "advice" | "gauges" | "blindSpots">>;

/** The same shape with places where the report has quoted lines. */
export type Quoteless<T> = T extends readonly (infer Item)[]
  ? readonly Quoteless<Item>[]
  : T extends { readonly evidence: unknown }
    ? { readonly [Key in keyof T]: Key extends "evidence" ? readonly Place[] : Quoteless<T[Key]> }
    : T extends object
      ? { readonly [Key in keyof T]: Quoteless<T[Key]> }
      : T;
