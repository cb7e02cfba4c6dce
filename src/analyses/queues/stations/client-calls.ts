import { group } from "d3-array";
import type { TimedOperation, Trace } from "../../../model/trace.ts";
import { isKnownService, kindOf, requestOf, serviceAt, serviceOfTopic, workersOf } from "../services.ts";
import type { Departure, DepartureStation } from "../station.ts";

/** What one service's log tells of another: the calls it sent and waited for. Each service called may serve one call at a time. */
export function clientCalls(trace: Trace): readonly DepartureStation[] {
  const calls = trace.operations.flatMap((operation) => {
    const called = operation.open || operation.outcome === "timeout" || operation.outcome === "retry" ? undefined : calledBy(operation);
    return called === undefined ? [] : [called];
  });
  // All who call, wherever they are, stand in one queue.
  return [...group(calls, ({ service }) => service).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined || !isKnownService(first.service)) return [];
    return [{ ...workersOf(first.service, undefined), processes: [], departures: own.map(({ departure }) => departure) }];
  });
}

function calledBy(operation: TimedOperation): { readonly service: string; readonly departure: Departure } | undefined {
  const { actor, name, startUs, endUs, place } = operation;
  const request = operation.operation === "http-call" ? requestOf(name) : undefined;
  const service = operation.operation === "rpc-call" ? serviceOfTopic(name, actor.service) : request === undefined ? undefined : serviceAt(request);
  if (service === undefined || service === actor.service) return undefined;
  return { service, departure: { actor, arrivalUs: startUs, departureUs: endUs, server: undefined, kind: request === undefined ? name : kindOf(request), place } };
}
