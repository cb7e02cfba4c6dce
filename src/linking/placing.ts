import type { Clock, RecordHead } from "../model/event.ts";
import type { Place } from "../model/trace.ts";
import type { LinkSource } from "./link-source.ts";
import type { PlacedClocks } from "./place-clocks.ts";

/** Says of any record when, by which service and on which host it was written. */
export interface Placing {
  /** µs UTC of an instant on a source's clock; undefined where that clock could not be placed. */
  readonly at: (source: number, clock: Clock, atUs: number) => number | undefined;
  readonly serviceOf: (head: Pick<RecordHead, "service">, source: number) => string;
  readonly hostOf: (head: Pick<RecordHead, "host">, source: number) => string | undefined;
}

export function placing(sources: readonly LinkSource[], hosts: readonly (string | undefined)[], { toUtc }: PlacedClocks): Placing {
  return {
    at: toUtc,
    serviceOf: (head, source) => head.service ?? sources[source]?.service ?? sources[source]?.format ?? "unknown",
    // A record that names the host its source names is on the host that was settled for the source, which may be told apart from a twin.
    hostOf: (head, source) => (head.host === undefined || head.host === sources[source]?.statedHost ? hosts[source] : undefined) ?? head.host,
  };
}

export function comparePlaces(a: Place, b: Place): number {
  return a.source - b.source || a.line - b.line;
}

/** Orders what has an instant and a place. */
export function inOrder(a: { readonly atUs: number; readonly place: Place }, b: { readonly atUs: number; readonly place: Place }): number {
  return a.atUs - b.atUs || comparePlaces(a.place, b.place);
}
