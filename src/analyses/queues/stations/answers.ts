import { group } from "d3-array";
import type { Trace } from "../../../model/trace.ts";
import { kindOf, requestOf, serviceCalled } from "../services.ts";
import type { DepartureStation } from "../station.ts";
import { isServed, isWholeSecond, processesOf, requestedUs } from "./service-workers.ts";

/** What a service's log tells of itself where the times of its answers begin with the arrival: `… "POST /v2.1/servers" status: 202 len: 860 time: 1.98`. */
export function answers({ operations, instances }: Trace): readonly DepartureStation[] {
  const served = operations.filter(({ operation, actor, open, startUs }) => isServed(operation) && !open && serviceCalled(actor.service) !== undefined && !isWholeSecond(startUs));
  return [...group(served, ({ actor }) => `${actor.service}|${actor.host ?? ""}`).values()].flatMap((own) => {
    const [first] = own;
    const known = first === undefined ? undefined : serviceCalled(first.actor.service);
    if (first === undefined || known === undefined) return [];
    const departures = own.map((operation) => {
      const { actor, name, startUs, endUs, place } = operation;
      const request = requestOf(name);
      return { actor, arrivalUs: requestedUs(operation, instances) ?? startUs, departureUs: endUs, server: actor.pid, kind: request === undefined ? name : kindOf(request), place };
    });
    return [{ service: first.actor.service, host: first.actor.host, pid: undefined, name: known.workers, option: known.option, processes: processesOf(own), departures }];
  });
}
