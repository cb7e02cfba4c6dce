import type { ResourceKind } from "./event.ts";
import type { Evidence } from "./evidence.ts";
import type { BoundTime, Quantiles, Spread } from "./measures.ts";

/** From this instant to the next so many waited. */
export interface QueueDepth {
  readonly atUs: number;
  readonly waiting: number;
}

export interface Hotspot {
  /** `H1`, in rank order. */
  readonly id: string;
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  /** True: no log line names it; `basis` gives the numbers that showed it. */
  readonly inferred: boolean;
  readonly basis: string | null;
  /** The option whose value is the number of permits, where there is one. */
  readonly option: string | null;
  /** Of the pool with most waiting, where hosts have several: `basis` tells how many the others have. */
  readonly permits: number | null;
  readonly hosts: readonly string[];
  readonly processes: readonly string[];
  /** Individual locks in the class. */
  readonly locks: number;
  /** Times it was got. Null where a tracer does not count them. */
  readonly acquisitions: number | null;
  /** Waits of at least the source's resolution, those in vain or still going on at the end of the logs included. */
  readonly contentions: number;
  /** Instances whose boot or delete waited. */
  readonly instances: number;
  /** Of one individual lock. */
  readonly maxQueueDepth: number;
  /** Who waited at any time, over the whole class: changes in order of time, the last to none. At most 400: of more, the most in each of equal stretches. */
  readonly queueDepth: readonly QueueDepth[];
  /** Over all acquisitions, contended or not, whose wait is known. */
  readonly waitUs: Quantiles;
  /** Over `contentions` alone; null without any, and where a tracer tells no single waits. */
  readonly contendedUs: Spread | null;
  readonly holdUs: Quantiles | null;
  /** A trace that records only waits above a threshold: quantiles are of recorded waits. */
  readonly censoredBelowUs: number | null;
  /** Sums to waitUs.total. */
  readonly waitByPhaseUs: PhaseWaits;
  /** The three sum to waitUs.total. */
  readonly ownWaitUs: number;
  readonly inheritedWaitUs: number;
  readonly unattributedWaitUs: number;
  /** What the inherited part goes back to, worst first; sums to it. */
  readonly inheritedFrom: readonly { readonly kind: ResourceKind; readonly service: string; readonly resource: string; readonly waitUs: number }[];
  /** What holders did meanwhile, by the waiting it caused, worst first; sums to the waiting that known holds caused. */
  readonly heldFor: readonly { readonly name: string; readonly waitCausedUs: number }[];
  /** What was the limit while boots waited for it; sums to what they waited until they were ready. */
  readonly boundUs: BoundTime;
  /** Wall time with at least one waiter of a boot (union over the class). */
  readonly blockedUs: number;
  readonly utilisation: number | null;
  /** Time on the run's critical path in its holds, where it was handed over there, and in waits for it without a known holder; null without a path. */
  readonly onPathUs: number | null;
  /** The run without it, between bounds; null: not predicted. */
  readonly prediction: Prediction | null;
  /** Who made others wait, worst first. */
  readonly holders: readonly { readonly name: string; readonly waitCausedUs: number; readonly count: number }[];
  readonly waiters: readonly { readonly name: string; readonly waitUs: number; readonly count: number }[];
  /** Who waited for whom, from the longest waits to the root of each; at most three. */
  readonly chains: readonly Chain[];
  /** Habits that make it worse than the holds alone would. */
  readonly patterns: readonly Pattern[];
  /** Still so when the log ends. */
  readonly open: { readonly waiting: number; readonly held: number };
  readonly advice: readonly Advice[];
  readonly evidence: readonly Evidence[];
}

/** One wait, and who made it last: each link held what the one before it waited for. */
export interface Chain {
  readonly waiter: string;
  readonly waitUs: number;
  readonly links: readonly {
    readonly holder: string;
    readonly resource: string;
    readonly heldUs: number;
    /** Of anyone, this longest one included, while it was waited for. */
    readonly holds: number;
    /** What it waited for most of that time; else null. */
    readonly waitsFor: string | null;
    /** What it did most of that time; null: it waited. */
    readonly doing: string | null;
  }[];
  readonly evidence: readonly Evidence[];
}

export interface Pattern {
  readonly code: "convoy" | "unfair-hand-off" | "redundant-holds" | "deadlock-suspect";
  /** One sentence with the numbers. */
  readonly text: string;
  /** Waiting it caused, or holding it would save; null where that cannot be told. */
  readonly costUs: number | null;
  readonly evidence: readonly Evidence[];
}

export interface Prediction {
  /** First request to last instance ready. */
  readonly makespanUs: number;
  readonly lowUs: number;
  readonly highUs: number;
  /** Against the makespan observed; negative where it would take longer. */
  readonly savedUs: number;
  /** First delete request to last instance gone; null: nothing was deleted. */
  readonly deletesUs: number | null;
  /** Of that, as `savedUs`. */
  readonly deletesSavedUs: number | null;
}

export interface PhaseWaits {
  readonly create: number;
  readonly ping: number;
  readonly ssh: number;
  readonly delete: number;
  readonly background: number;
}

export interface Advice {
  /** Id of the rule. */
  readonly remedy: string;
  /** To be done before what any hotspot calls for. */
  readonly first: boolean;
  /** What to change, in a few words. */
  readonly title: string;
  /** What in the logs calls for it, then what to do. */
  readonly text: string;
  /** What it takes, or what may go wrong; null: nothing to speak of. */
  readonly cost: string | null;
  /** The releases found in the logs, for which the text is meant; null: it holds in any, or says of each form where it holds. */
  readonly appliesTo: string | null;
  readonly references: readonly string[];
  readonly evidence: readonly Evidence[];
}
