import { group } from "d3-array";
import type { OwnLine, Trace, TracedInstance } from "../../../model/trace.ts";
import { servicesOf } from "../../services-of.ts";
import { serviceCalled } from "../services.ts";
import { PASSING_US } from "../../passing.ts";
import type { DepartureStation, Station } from "../station.ts";
import { bootLines } from "./boot-lines.ts";
import { selectionsOf } from "./selections.ts";

const SERVICE = "nova-scheduler";

/**
 * The scheduler as its own lines show it: it takes up a boot with `Starting to schedule …` or `Attempting to build …`, and is done with it when it has chosen a
 * host. Before, the boot was with the API and with a conductor, up to when that asked for a host if it says so.
 */
export function schedulers(trace: Trace): readonly Station[] {
  const { instances, sources } = trace;
  if (!sources.some((source) => servicesOf(source).includes(SERVICE))) return [];
  const known = serviceCalled(SERVICE);
  const requests = new Set<string>();
  const selectionsFor = selectionsOf(trace);
  const visits = instances.flatMap((instance, index) => {
    const [requestId] = instance.bootRequestIds;
    const stay = schedulingOf(instance, sources);
    // One request may be of many instances, which are then scheduled together.
    if (stay === undefined || requestId === undefined || requests.has(requestId)) return [];
    requests.add(requestId);
    const { host } = stay;
    const askedUs = selectionsFor(requestId).find(({ startUs, endUs }) => startUs <= stay.startUs && endUs >= stay.startUs)?.startUs;
    const actor = { service: SERVICE, host, pid: undefined, tid: undefined, requestId, globalRequestId: undefined, instance: index, role: "boot" } as const;
    return [{ host, visit: { actor, arrivalUs: Math.max(stay.arrivalUs, askedUs ?? stay.arrivalUs), startUs: stay.startUs, endUs: stay.endUs, place: stay.place, name: "select destinations" } }];
  });
  return [...group(visits, ({ host }) => host)].map(([host, own]) => ({
    resource: "service", service: SERVICE, host, pid: undefined, name: known?.workers ?? SERVICE, option: known?.option, arrivals: "upstream", passingUs: PASSING_US, visits: own.map(({ visit }) => visit),
  }));
}

function schedulingOf(instance: TracedInstance, sources: Trace["sources"]) {
  const lines = bootLines(instance);
  const first = lines.findIndex(({ service }) => service === SERVICE);
  const start = lines[first];
  if (start === undefined) return undefined;
  // What follows on another service's lines may be another try, after a build that failed.
  const built = lines.findIndex(({ service }, at) => at > first && service === "nova-compute");
  const end = lines.findLast((line, at) => (built < 0 || at < built) && line.service === SERVICE && line.place.source === start.place.source);
  if (end === undefined || end.atUs <= start.atUs) return undefined;
  return { host: sources[start.place.source]?.host, arrivalUs: lines[first - 1]?.atUs ?? start.atUs, startUs: start.atUs, endUs: end.atUs, place: start.place };
}

/**
 * From the API's answer to the scheduler's choice of a host: between them a boot may wait for a scheduler that works on another. Where the scheduler says when it takes up a boot, from there:
 * before, its lines show whether it was busy, and a conductor may have been.
 */
export function scheduling({ instances, sources }: Trace): readonly DepartureStation[] {
  const service = SERVICE;
  const known = serviceCalled(service);
  const chosen = instances.flatMap(({ milestones, bootRequestIds, ownLines }, instance) => {
    const scheduled = milestones.find((one) => one.milestone === "scheduled" && one.service === service);
    const accepted = milestones.findLast(({ milestone, outside, atUs }) => milestone === "create-accepted" && !outside && atUs <= (scheduled?.atUs ?? 0));
    if (scheduled === undefined || accepted === undefined || known === undefined) return [];
    const host = sources[scheduled.place.source]?.host;
    const actor = { service, host, pid: undefined, tid: undefined, requestId: bootRequestIds[0], globalRequestId: undefined, instance, role: "boot" } as const;
    return [{ host, departure: { actor, arrivalUs: takenUpUs(ownLines(), scheduled.atUs) ?? accepted.atUs, departureUs: scheduled.atUs, server: undefined, kind: "select destinations", place: scheduled.place } }];
  });
  return [...group(chosen, ({ host }) => host)].map(([host, own]) => ({
    service, host, pid: undefined, name: known?.workers ?? service, option: known?.option, departures: own.map(({ departure }) => departure),
  }));
}

/** When the scheduler wrote first of a boot for which it chose a host then, unless that was all it wrote. */
function takenUpUs(lines: readonly OwnLine[], chosenUs: number): number | undefined {
  const first = lines.find(({ role, service }) => role === "boot" && service === SERVICE);
  return first !== undefined && first.atUs < chosenUs ? first.atUs : undefined;
}
