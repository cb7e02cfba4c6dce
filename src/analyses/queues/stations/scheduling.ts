import { group } from "d3-array";
import type { Trace } from "../../../model/trace.ts";
import { serviceCalled } from "../services.ts";
import type { DepartureStation } from "../station.ts";

/** From the API's answer to the scheduler's choice of a host: between them a boot may wait for a scheduler that works on another. */
export function scheduling({ instances, sources }: Trace): readonly DepartureStation[] {
  const service = "nova-scheduler";
  const known = serviceCalled(service);
  const chosen = instances.flatMap(({ milestones, bootRequestIds }, instance) => {
    const scheduled = milestones.find((one) => one.milestone === "scheduled" && one.service === service);
    const accepted = milestones.findLast(({ milestone, outside, atUs }) => milestone === "create-accepted" && !outside && atUs <= (scheduled?.atUs ?? 0));
    if (scheduled === undefined || accepted === undefined || known === undefined) return [];
    const host = sources[scheduled.place.source]?.host;
    const actor = { service, host, pid: undefined, tid: undefined, requestId: bootRequestIds[0], globalRequestId: undefined, instance, role: "boot" } as const;
    return [{ host, departure: { actor, arrivalUs: accepted.atUs, departureUs: scheduled.atUs, server: undefined, kind: "select destinations", place: scheduled.place } }];
  });
  return [...group(chosen, ({ host }) => host)].map(([host, own]) => ({
    service, host, pid: undefined, name: known?.workers ?? service, option: known?.option, departures: own.map(({ departure }) => departure),
  }));
}
