import type { Interval } from "../../lib/intervals.ts";
import type { ResourceKey } from "../resource-key.ts";

/**
 * What happened, as something that can happen again: lines of work that meet in queues. Observed waiting is no part of it, since the replay
 * finds its own. µs UTC.
 */
export interface ActivityGraph {
  readonly lines: readonly Line[];
  readonly resources: readonly Queue[];
  /** First request of the run. */
  readonly fromUs: number;
  readonly observed: Observed;
  /** What ran on the hosts meanwhile; those of boots have lines of their own. */
  readonly guests: GuestsByHost;
}

export interface Observed {
  /** First request to last ready; undefined: no boot became ready. */
  readonly makespanUs: number | undefined;
  /** First delete request to last gone; undefined: nothing was deleted. */
  readonly deletesUs: number | undefined;
}

/** One thing after another. */
export interface Line {
  readonly role: "boot" | "delete" | "background";
  readonly host: string | undefined;
  /** By its place in the trace. */
  readonly instance: number | undefined;
  readonly start: Start;
  readonly nodes: readonly ActivityNode[];
}

export type Start =
  | { readonly kind: "fixed"; readonly atUs: number }
  /** This long after the last boot of the run was ready: the client waited for all of them. */
  | { readonly kind: "after-last-ready"; readonly gapUs: number }
  /** This long after another line's boot was ready. */
  | { readonly kind: "after-ready"; readonly line: number; readonly gapUs: number }
  /** Another line's `fork` starts it. */
  | { readonly kind: "forked" };

export type ActivityNode =
  /**
   * The stretch in which it was done; how much of it was CPU time is told by the gauges. With a cause it is what someone outside the graph did
   * while this line waited for that resource. What it asked of the cores may be known by itself.
   */
  | { readonly kind: "work"; readonly startUs: number; readonly endUs: number; readonly cause?: ResourceKey; readonly asks?: { readonly cores: number; readonly cpuUs: number } }
  /** Its process stands still from one instant to another, whatever the line did before: one that comes so far meanwhile goes on at the end. */
  | { readonly kind: "until"; readonly startUs: number; readonly endUs: number; readonly cause: ResourceKey }
  | { readonly kind: "acquire"; readonly queue: number }
  | { readonly kind: "release"; readonly queue: number }
  | { readonly kind: "fork"; readonly line: number }
  /** With a cause it waits there for that resource, as for an event that the other line brings. */
  | { readonly kind: "join"; readonly line: number; readonly cause?: ResourceKey }
  | { readonly kind: "ready" }
  | { readonly kind: "gone" };

/** An individual lock or pool. */
export interface Queue {
  readonly identity: string;
  readonly key: ResourceKey;
  readonly permits: number;
  /** Served in order of arrival; otherwise the order is unknown. */
  readonly fair: boolean;
  /** Where as many are let in as come: the processes that serve them, as far as logs name them. */
  readonly served?: ServedBy | undefined;
}

export interface ServedBy {
  readonly processes: number;
  /** The most that one of them was seen to serve at once: a process of green threads or threads serves many. */
  readonly each: number;
}

/** The process of one guest. */
export interface Guest {
  /** The boot that it came of, by the place of its instance in the trace; undefined: it was there before, or nobody's boot became ACTIVE by it. */
  readonly instance: number | undefined;
  /** What it uses for itself, in order of time: up to when its boot is ACTIVE what it does is part of that. */
  readonly own: readonly CoresUsed[];
}

export type GuestsByHost = ReadonlyMap<string | undefined, readonly Guest[]>;

/** Cores used between two instants, on average. */
export interface CoresUsed extends Interval {
  readonly cores: number;
}
