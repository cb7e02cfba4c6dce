import { greatest, group } from "d3-array";
import type { OwnLine, Trace, TracedInstance } from "../../../model/trace.ts";
import { isLogged, logOf } from "../../services-of.ts";
import { bootActor } from "../boot-actor.ts";
import { workersOf } from "../services.ts";
import type { DepartureStation, Station } from "../station.ts";
import { bootLines } from "./boot-lines.ts";
import { bootWorkers } from "./boot-workers.ts";
import { perRequest } from "./per-request.ts";
import { ROUNDED_US, selectionsOf } from "./selections.ts";

const SERVICE = "nova-scheduler";

/**
 * The scheduler as its own lines show it: it takes up a boot with `Starting to schedule …` or `Attempting to build …`, and is done with it when it has chosen a
 * host. Before, the boot was with the API and with a conductor, up to when that asked for a host if it says so.
 */
export function schedulers(trace: Trace): readonly Station[] {
  const { sources } = trace;
  if (!isLogged(SERVICE, sources)) return [];
  const selectionsFor = selectionsOf(trace);
  return bootWorkers(SERVICE, perRequest(trace, ({ index, instance, requestId }) => {
    const stay = schedulingOf(instance, sources);
    if (stay === undefined) return [];
    const { before, start, end } = stay;
    const askedUs = selectionsFor(requestId).find(({ startUs, endUs }) => startUs <= start.atUs + ROUNDED_US && endUs >= start.atUs)?.startUs;
    const arrivalUs = before?.atUs ?? start.atUs;
    const actor = bootActor(SERVICE, sources[start.place.source]?.host, instance, index);
    return [{ actor, arrivalUs: Math.min(start.atUs, Math.max(arrivalUs, askedUs ?? arrivalUs)), startUs: start.atUs, endUs: end.atUs, place: start.place, name: "select destinations" }];
  }));
}

function schedulingOf(instance: TracedInstance, sources: Trace["sources"]): { readonly before: OwnLine | undefined; readonly start: OwnLine; readonly end: OwnLine } | undefined {
  const lines = bootLines(instance);
  const first = lines.findIndex(({ service }) => service === SERVICE);
  const start = lines[first];
  if (start === undefined) return undefined;
  // What follows on another service's lines may be another try, after a build that failed.
  const built = lines.findIndex(({ service }, at) => at > first && service === "nova-compute");
  const end = lines.findLast((line, at) => (built < 0 || at < built) && line.service === SERVICE && logOf(line.place, sources) === logOf(start.place, sources));
  return end === undefined || end.atUs <= start.atUs ? undefined : { before: lines[first - 1], start, end };
}

/**
 * From the API's answer to the scheduler's choice of a host: between them a boot may wait for a scheduler that works on another. Where the scheduler says when
 * it takes up a boot, from there: before, its lines show whether it was busy, and a conductor may have been. One that chooses for several instances of a request works
 * on them together, up to the last choice.
 */
export function scheduling({ instances, sources }: Trace): readonly DepartureStation[] {
  const departures = instances.flatMap((instance, index) => {
    const { milestones } = instance;
    const scheduled = milestones.find((one) => one.milestone === "scheduled" && one.service === SERVICE);
    const accepted = milestones.findLast(({ milestone, outside, atUs }) => milestone === "create-accepted" && !outside && atUs <= (scheduled?.atUs ?? 0));
    if (scheduled === undefined || accepted === undefined) return [];
    const { atUs, place } = scheduled;
    const actor = bootActor(SERVICE, sources[place.source]?.host, instance, index);
    return [{ actor, arrivalUs: takenUpUs(instance.ownLines(), atUs) ?? accepted.atUs, departureUs: atUs, server: undefined, kind: "select destinations", place }];
  });
  const together = [...group(departures, ({ actor }) => actor.requestId ?? actor.instance).values()].flatMap((own) => greatest(own, (a, b) => a.departureUs - b.departureUs) ?? []);
  return [...group(together, ({ actor }) => actor.host)].map(([host, own]) => ({ ...workersOf(SERVICE, host), departures: own }));
}

/** When the scheduler wrote first of a boot for which it chose a host then, unless that was all it wrote. */
function takenUpUs(lines: readonly OwnLine[], chosenUs: number): number | undefined {
  const first = lines.find(({ role, service }) => role === "boot" && service === SERVICE);
  return first !== undefined && first.atUs < chosenUs ? first.atUs : undefined;
}
