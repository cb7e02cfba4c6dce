import { group } from "d3-array";
import { PASSING_US } from "../../passing.ts";
import { workersOf } from "../services.ts";
import type { Station, Visit } from "../station.ts";

/** The workers of a service on each host, which boots come to from elsewhere. */
export function bootWorkers(service: string, visits: readonly Visit[]): readonly Station[] {
  return [...group(visits, ({ actor }) => actor.host)].map(([host, own]) => ({
    ...workersOf(service, host),
    resource: "service",
    arrivals: "upstream",
    passingUs: PASSING_US,
    visits: own,
  }));
}
