import type { ResourceKind } from "../../model/event.ts";
import type { Actor, Place, Trace } from "../../model/trace.ts";

/** One passage through a place where work may queue. µs UTC. */
export interface Visit {
  readonly actor: Actor;
  /** It wants to go on. */
  readonly arrivalUs: number;
  /** It may have wanted to since then already. Whether there is a queue is not judged by that; where there is one, it waited for as long as this was full. */
  readonly sinceUs?: number | undefined;
  /** It goes on: has a permit, is being served. Undefined: it was still waiting when the logs end. */
  readonly startUs: number | undefined;
  /** It gives the permit back. Undefined: it was still inside when the logs end. */
  readonly endUs: number | undefined;
  /** The line that shows the end of the wait. */
  readonly place: Place;
  /** What to call it: the instance, else what was asked for. */
  readonly name: string | undefined;
}

/** A place where work may queue without a line that says so: who passed it, and what to call it should it turn out to be a queue. */
export interface Station {
  readonly resource: ResourceKind;
  readonly service: string;
  readonly host: string | undefined;
  /** Of the process that has the permits; undefined where several share them, or the logs do not say. */
  readonly pid: number | undefined;
  /** Fixed: the same in every log of every release. */
  readonly name: string;
  /** The option whose value is the number of permits. */
  readonly option: string | undefined;
  /**
   * What arrivals are: `seen`, the instant someone begins to wait here; `upstream`, the last that was seen of it before, so that other work may lie
   * between.
   */
  readonly arrivals: "seen" | "upstream";
  /** A gap up to this is the way in, not a wait, µs. */
  readonly passingUs: number;
  readonly visits: readonly Visit[];
  /** Those that serve, where they are not those that wait. */
  readonly processes?: readonly string[];
}

/** A request of which only the arrival and the answer are seen: its wait and its service are one stretch. µs UTC. */
export interface Departure {
  readonly actor: Actor;
  readonly arrivalUs: number;
  readonly departureUs: number;
  /** The process that served it, where its line says so. */
  readonly server: number | undefined;
  /** Requests of one kind take about as long as one another. */
  readonly kind: string;
  readonly place: Place;
  /** Where the arrival is told by what was seen of it before, the service that wrote that: the same other work lies between. */
  readonly after?: string | undefined;
}

/** A place where one thing at a time may be served, seen by its departures only. */
export interface DepartureStation extends Pick<Station, "service" | "host" | "pid" | "name" | "option" | "processes"> {
  readonly departures: readonly Departure[];
  /** As of a station; `amid`: seen, but other requests lie between that take their time too, so that only an even pace of departures shows a server. */
  readonly arrivals?: Station["arrivals"] | "amid";
}

export type DepartureFinder = (trace: Trace) => readonly DepartureStation[];

/**
 * Finds the stations of one kind in a trace: one for each host or process that has its own. Where a place can be told in several ways, the
 * surest comes first; the first that shows a queue counts.
 */
export type StationFinder = (trace: Trace) => readonly Station[];
