import type { ResourceKind } from "../../model/event.ts";
import type { Actor, Place, Trace } from "../../model/trace.ts";

/** One passage through a place where work may queue. µs UTC. */
export interface Visit {
  readonly actor: Actor;
  /** It wants to go on. */
  readonly arrivalUs: number;
  /** It goes on: has a permit, is being served. */
  readonly startUs: number;
  /** It gives the permit back. */
  readonly endUs: number;
  /** The line that shows the end of the wait. */
  readonly place: Place;
}

/** A place where work may queue without a line that says so: who passed it, and what to call it should it turn out to be a queue. */
export interface Station {
  readonly resource: ResourceKind;
  readonly service: string;
  readonly host: string | undefined;
  /** Fixed: the same in every log of every release. */
  readonly name: string;
  /** The option whose value is the number of permits. */
  readonly option: string | undefined;
  readonly visits: readonly Visit[];
}

/** Finds the stations of one kind in a trace: one for each host or process that has its own. */
export type StationFinder = (trace: Trace) => readonly Station[];
