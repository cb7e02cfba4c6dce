import type { ResourceKind } from "./event.ts";
import type { LimitedBy } from "./run.ts";

/** The answer of `trace-rank what-if`. Durations µs; a missing answer is null. */
export interface WhatIfReport {
  readonly schemaVersion: 1;
  readonly tool: { readonly version: string };
  /** As it was. */
  readonly baseline: { readonly makespanUs: number | null; readonly deletesUs: number | null };
  readonly scenario: readonly ScenarioChange[];
  /** First request to last instance ready; null: no instance became ready. */
  readonly prediction: Estimate | null;
  /** First delete request to last instance gone; null: nothing was deleted. */
  readonly deletes: Estimate | null;
  /** The run replayed with nothing changed, and how far that is from what was observed, as a share. */
  readonly calibration: { readonly observedUs: number; readonly replayedUs: number; readonly error: number } | null;
  /** What is waited for before and after, in the replay, most after first. */
  readonly waits: readonly WaitBeforeAfter[];
  /** What would limit it then. */
  readonly limitedBy: LimitedBy;
  /** Gauges tell of the processors of every host; without them savings are upper bounds. */
  readonly measured: boolean;
}

/** A time as it would be, between bounds. */
export interface Estimate {
  readonly makespanUs: number;
  readonly lowUs: number;
  readonly highUs: number;
  /** Against what was observed; negative where it would take longer. */
  readonly savedUs: number;
}

export interface ScenarioChange {
  readonly change: "remove" | "limit" | "scale";
  /** Id of the hotspot. */
  readonly hotspot: string;
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  /** Permits, or the factor by which the work inside is scaled; null where it is removed. */
  readonly value: number | null;
}

/** A replay that brings about less than this share of a waiting knows too little of what was queued for: bounds allow for the rest. */
export const LEAST_REPLAYED_SHARE = 0.5;

export interface WaitBeforeAfter {
  readonly hotspot: string | null;
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  /** As the ranking tells it; null where that does not have it. */
  readonly bootsMeasuredUs: number | null;
  readonly deletesMeasuredUs: number | null;
  /** In the replay with nothing changed. */
  readonly bootsBeforeUs: number;
  readonly bootsAfterUs: number;
  readonly deletesBeforeUs: number;
  readonly deletesAfterUs: number;
}
