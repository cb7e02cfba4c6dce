import type { OwnLine, TimedOperation, Trace, TracedInstance } from "../../../model/trace.ts";
import { isLogged } from "../../services-of.ts";
import { bootActor } from "../boot-actor.ts";
import type { Station } from "../station.ts";
import { bootLines } from "./boot-lines.ts";
import { bootWorkers } from "./boot-workers.ts";
import { perRequest, type RequestedBoot } from "./per-request.ts";
import { ROUNDED_US, selectionsOf } from "./selections.ts";

const SERVICE = "nova-conductor";

/**
 * The conductors as their own lines show them, where no line tells of the calls they serve. Since Stein one tells how long the scheduler took to choose a host,
 * so that it had taken up the boot by then; it is done with it at its last line before nova-compute writes of that boot. Otherwise, and where it works on other
 * boots while it waits for the scheduler, it takes one up with its first line after those of others, and is done with it when the scheduler or nova-compute
 * writes next. Before, the boot was with whoever wrote last.
 */
export function conductors(trace: Trace): readonly Station[] {
  const { sources } = trace;
  if (!isLogged(SERVICE, sources)) return [];
  const selectionsFor = selectionsOf(trace);
  const stationsWhere = (staysOf: (boot: RequestedBoot) => readonly Stay[]): readonly Station[] =>
    bootWorkers(SERVICE, perRequest(trace, (boot) => staysOf(boot).map(({ before, startUs, first, last }) => {
      const actor = bootActor(SERVICE, sources[first.place.source]?.host, boot.instance, boot.index);
      return { actor, arrivalUs: before.atUs, startUs, endUs: last.atUs, place: first.place, name: "build instances" };
    })));
  const timed = stationsWhere(({ instance, requestId }) => aroundSelection(instance, selectionsFor(requestId)));
  return [...timed, ...stationsWhere(({ instance }) => betweenOthers(instance))];
}

interface Stay {
  /** The last line of another service before. */
  readonly before: OwnLine;
  readonly startUs: number;
  readonly first: OwnLine;
  readonly last: OwnLine;
}

/** Clocks of a compute node and of the controller may be this far apart, µs: nova-compute seems to begin before the conductor's last line. */
const CLOCKS_US = 50_000;

/** From when the conductor asked the scheduler, as the stated time tells, to its last line. */
function aroundSelection(instance: TracedInstance, selections: readonly TimedOperation[]): readonly Stay[] {
  const lines = bootLines(instance);
  const builtUs = lines.find(({ service }) => service === "nova-compute")?.atUs ?? Number.POSITIVE_INFINITY;
  const upTo = lines.filter(({ service, atUs }) => atUs <= builtUs || (service === SERVICE && atUs <= builtUs + CLOCKS_US));
  const first = upTo.find(({ service }) => service === SERVICE);
  const last = upTo.findLast(({ service }) => service === SERVICE);
  const asked = selections.find(({ endUs }) => last !== undefined && endUs <= last.atUs);
  if (first === undefined || last === undefined || asked === undefined) return [];
  const statedUs = Math.min(first.atUs, asked.startUs);
  const before = upTo.findLast(({ service, atUs }) => service !== SERVICE && service !== "nova-scheduler" && atUs <= statedUs + ROUNDED_US);
  const startUs = Math.max(statedUs, before?.atUs ?? statedUs);
  return before === undefined || last.atUs <= startUs ? [] : [{ before, startUs, first, last }];
}

/** Up to the first build: what follows is another try, after one that failed. The API may answer its client meanwhile. */
function betweenOthers(instance: TracedInstance): readonly Stay[] {
  const stays: Stay[] = [];
  let before: OwnLine | undefined;
  let own: readonly [OwnLine, OwnLine] | undefined;
  const leave = (): void => {
    if (before !== undefined && own !== undefined && own[1].atUs > own[0].atUs) stays.push({ before, startUs: own[0].atUs, first: own[0], last: own[1] });
    own = undefined;
  };
  for (const line of bootLines(instance)) {
    if (line.service === SERVICE) own = [own?.[0] ?? line, line];
    else {
      if (line.service === "nova-compute" || line.service === "nova-scheduler") leave();
      if (line.service === "nova-compute") return stays;
      if (own === undefined) before = line;
    }
  }
  leave();
  return stays;
}
