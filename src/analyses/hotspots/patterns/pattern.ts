import type { Hotspot } from "../../../model/hotspot.ts";
import type { Acquisition } from "../../../model/trace.ts";
import type { Study } from "../../study.ts";
import type { Quoteless } from "../../quoteless.ts";

export type FoundPattern = Quoteless<Hotspot>["patterns"][number];

/** A habit that makes a resource worse than its holds alone: told of one class, given the lives of each of its individual locks in order of time. */
export type PatternFinder = (locks: readonly (readonly Acquisition[])[], study: Study) => FoundPattern | undefined;

/** Places quoted of one pattern. */
export const PLACES = 3;

/** Waiting below this is not worth a pattern, µs. */
export const LEAST_COST_US = 100_000;
