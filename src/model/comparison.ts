import type { ResourceKind } from "./event.ts";
import type { Step } from "./instance.ts";

/** The answer of `trace-rank diff`. Durations µs, of several runs their mean; a missing answer is null. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly tool: { readonly version: string };
  readonly before: Side;
  readonly after: Side;
  /** What counts as a change, in a sentence. */
  readonly basis: string;
  /** What makes the sides less comparable, a sentence each. */
  readonly notes: readonly string[];
  /** Of the boots, by the time until all were ready and by how long a boot took. */
  readonly verdict: Verdict;
  /** First request to last instance ready; divided by the boots where the sides differ in their number. */
  readonly makespan: Change;
  /** Request to ready, mean over the boots. */
  readonly boot: Change;
  /** Null: not seen on both sides. */
  readonly phases: Readonly<Record<PhaseName, PhaseChange | null>>;
  /** What changed first, then by the waiting on both sides. */
  readonly resources: readonly ResourceChange[];
  /** As `resources`: by the time on both sides. */
  readonly steps: readonly StepChange[];
  /** Where the time of a boot, and of a delete, went to or came from. */
  readonly moved: { readonly boots: Moved; readonly deletes: Moved };
}

export type PhaseName = Step["phase"];

export type Verdict = "better" | "worse" | "mixed" | "no change";

export interface Side {
  readonly runs: readonly ComparedRun[];
}

export interface ComparedRun {
  readonly path: string;
  readonly requested: number;
  readonly ready: number;
  readonly error: number;
  readonly makespanUs: number | null;
}

/** `gone`: next to nothing is left of it; `new`: there was next to nothing of it; `unknown`: not seen on one side. */
export type Judgement = "better" | "worse" | "gone" | "new" | "within noise" | "unknown";

/** One figure on both sides. */
export interface Change {
  readonly beforeUs: number | null;
  readonly afterUs: number | null;
  /** after ÷ before − 1; null without both, and where there was none before. */
  readonly share: number | null;
  /** 95 % of what resampled runs give for `share`; null with fewer than three runs a side. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The share of the mean of both sides within which a change is noise; null where the interval decides. */
  readonly noise: number | null;
  readonly judgement: Judgement;
  /** Runs a side that would tell a change of this size from noise; null where it is told, or there is none. */
  readonly runsToTell: number | null;
}

export interface PhaseChange {
  readonly verdict: Verdict;
  readonly mean: Change;
  readonly longest: Change;
}

/** Waiting for one class of resource, of each boot on average. */
export interface ResourceChange {
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  /** Who waited most, on the later side if there: it tells locks apart that are called by nothing but an id. */
  readonly waiters: readonly { readonly name: string }[];
  readonly judgement: Judgement | "mixed";
  /** Until the boot was ready. */
  readonly boots: Change;
  readonly deletes: Change;
}

/** Time of each boot, on average, in one step of its timeline. */
export interface StepChange {
  readonly phase: PhaseName;
  readonly kind: Step["kind"];
  readonly name: string;
  /** What was waited for. */
  readonly resource: string | null;
  readonly time: Change;
}

/** What took less time than before and what took more, most first: of each boot or delete on average. */
export interface Moved {
  readonly from: readonly Shift[];
  readonly to: readonly Shift[];
}

export interface Shift {
  readonly kind: Step["kind"];
  /** The resource waited for, or the name of the step. */
  readonly name: string;
  /** after − before */
  readonly changeUs: number;
}
