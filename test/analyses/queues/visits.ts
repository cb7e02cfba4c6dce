import type { Visit } from "../../../src/analyses/queues/station.ts";
import { bootOf } from "../../support/traces.ts";

/** One passage at these milliseconds; without a start it never came in, without an end it never left. */
export function visit(arrivalMs: number, startMs: number | undefined, endMs: number | undefined, instance = 0): Visit {
  return {
    actor: bootOf(instance), arrivalUs: arrivalMs * 1000, startUs: startMs === undefined ? undefined : startMs * 1000, endUs: endMs === undefined ? undefined : endMs * 1000,
    place: { source: 0, line: Math.max(1, Math.round(arrivalMs)) }, name: `bench-${instance}`,
  };
}

/** One who wants to be served: since when, and for how long. Milliseconds. */
export interface Wish {
  readonly arrivalMs: number;
  readonly serviceMs: number;
}

/** Serves the wishes k at a time, in the order that `next` picks from those who wait (0: the first who came). */
export function serve(wishes: readonly Wish[], permits: number, next: (waiting: number) => number = () => 0): readonly Visit[] {
  const coming = [...wishes].sort((a, b) => a.arrivalMs - b.arrivalMs);
  const waiting: Wish[] = [];
  const freeMs = Array.from({ length: permits }, () => 0);
  const visits: Visit[] = [];
  while (coming.length + waiting.length > 0) {
    const server = freeMs.indexOf(Math.min(...freeMs));
    const nowMs = waiting.length > 0 ? freeMs[server] ?? 0 : Math.max(freeMs[server] ?? 0, coming[0]?.arrivalMs ?? 0);
    while (coming[0] !== undefined && coming[0].arrivalMs <= nowMs) waiting.push(...coming.splice(0, 1));
    const [one] = waiting.splice(next(waiting.length), 1);
    if (one === undefined) continue;
    freeMs[server] = nowMs + one.serviceMs;
    visits.push(visit(one.arrivalMs, nowMs, nowMs + one.serviceMs, visits.length));
  }
  return visits;
}
