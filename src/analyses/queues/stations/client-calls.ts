import { group } from "d3-array";
import { commonUs, totalUs, unite } from "../../../lib/intervals.ts";
import type { TimedOperation, Trace } from "../../../model/trace.ts";
import { kindOfName, serviceCalled } from "../../called-service.ts";
import { isKnownService, workersOf } from "../services.ts";
import type { Departure, DepartureStation } from "../station.ts";
import { servedRequests } from "./service-workers.ts";

/** A service that was at work for less than this share of the time in which others waited for it did not make them wait: the way to it did. */
const BUSY_SHARE = 0.5;

/** Its log is there, as far as so many answers for the calls tell. */
const ANSWERED_SHARE = 0.9;

/**
 * What one service's log tells of another: the calls it sent and waited for. Each service called may serve one call at a time, unless its own log shows that it had
 * little to do meanwhile, so that a broker or a proxy between them is slow.
 */
export function clientCalls(trace: Trace): readonly DepartureStation[] {
  const calls = trace.operations.flatMap((operation) => {
    const called = operation.open || operation.outcome === "timeout" || operation.outcome === "retry" ? undefined : calledBy(operation);
    return called === undefined ? [] : [called];
  });
  if (calls.length === 0) return [];
  const served = group(servedRequests(trace.operations), ({ actor }) => actor.service);
  // All who call, wherever they are, stand in one queue.
  return [...group(calls, ({ service }) => service).values()].flatMap((own) => {
    const [first] = own;
    const departures = own.map(({ departure }) => departure);
    if (first === undefined || !isKnownService(first.service) || isIdleMeanwhile(served.get(first.service) ?? [], departures)) return [];
    return [{ ...workersOf(first.service, undefined), processes: [], departures }];
  });
}

function isIdleMeanwhile(served: readonly TimedOperation[], calls: readonly Departure[]): boolean {
  if (served.length < ANSWERED_SHARE * calls.length) return false;
  const waiting = unite(calls.map(({ arrivalUs, departureUs }) => ({ startUs: arrivalUs, endUs: departureUs })));
  return commonUs(unite(served), waiting) < BUSY_SHARE * totalUs(waiting);
}

function calledBy(operation: TimedOperation): { readonly service: string; readonly departure: Departure } | undefined {
  const { actor, name, startUs, endUs, place } = operation;
  const service = serviceCalled(operation);
  if (service === undefined || service === actor.service) return undefined;
  return { service, departure: { actor, arrivalUs: startUs, departureUs: endUs, server: undefined, kind: kindOfName(name), place } };
}
