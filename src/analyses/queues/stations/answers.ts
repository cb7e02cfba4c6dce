import { group } from "d3-array";
import type { Trace } from "../../../model/trace.ts";
import { kindOfName } from "../../called-service.ts";
import { workersOf } from "../services.ts";
import type { DepartureStation } from "../station.ts";
import { processesOf, requestedUs, servedRequests } from "./service-workers.ts";

/** What a service's log tells of itself where the times of its answers begin with the arrival: `… "POST /v2.1/servers" status: 202 len: 860 time: 1.98`. */
export function answers({ operations, instances }: Trace): readonly DepartureStation[] {
  return [...group(servedRequests(operations), ({ actor }) => `${actor.service}|${actor.host ?? ""}`).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const departures = own.map((operation) => {
      const { actor, name, startUs, endUs, place } = operation;
      return { actor, arrivalUs: requestedUs(operation, instances) ?? startUs, departureUs: endUs, server: actor.pid, kind: kindOfName(name), place };
    });
    return [{ ...workersOf(first.actor.service, first.actor.host), processes: processesOf(own), departures }];
  });
}
