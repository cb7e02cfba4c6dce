import { group } from "d3-array";
import type { OwnLine, TimedOperation, Trace, TracedInstance } from "../../../model/trace.ts";
import { PASSING_US } from "../../passing.ts";
import { servicesOf } from "../../services-of.ts";
import { serviceCalled } from "../services.ts";
import type { Station } from "../station.ts";
import { bootLines } from "./boot-lines.ts";
import { selectionsOf } from "./selections.ts";

const SERVICE = "nova-conductor";

/**
 * The conductors as their own lines show them, where no line tells of the calls they serve. Since Stein one tells how long the scheduler took to choose a host, so that it had taken
 * up the boot by then; it is done with it at its last line before nova-compute writes of that boot. Otherwise, and where it works on other boots while it waits for the
 * scheduler, it takes one up with its first line after those of others, and is done with it when the scheduler or nova-compute writes next. Before, the boot was with whoever wrote last.
 */
export function conductors(trace: Trace): readonly Station[] {
  const { instances, sources } = trace;
  if (!sources.some((source) => servicesOf(source).includes(SERVICE))) return [];
  const selectionsFor = selectionsOf(trace);
  const boots = instances.flatMap((instance, index) => {
    const [requestId] = instance.bootRequestIds;
    return requestId === undefined ? [] : [{ index, requestId, instance }];
  });
  // One request may be of many instances, which the conductor works on together.
  const requests = [...group(boots, ({ requestId }) => requestId).values()].flatMap(([boot]) => boot ?? []);
  return [
    ...stationsOf(requests.map((boot) => ({ ...boot, stays: aroundSelection(boot.instance, selectionsFor(boot.requestId)) })), trace),
    ...stationsOf(requests.map((boot) => ({ ...boot, stays: betweenOthers(boot.instance) })), trace),
  ];
}

interface Stay {
  /** The last line of another service before. */
  readonly before: OwnLine;
  readonly startUs: number;
  readonly first: OwnLine;
  readonly last: OwnLine;
}

interface Boot {
  readonly index: number;
  readonly requestId: string;
  readonly stays: readonly Stay[];
}

function stationsOf(boots: readonly Boot[], { sources }: Trace): readonly Station[] {
  const known = serviceCalled(SERVICE);
  const visits = boots.flatMap(({ index, requestId, stays }) => stays.map(({ before, startUs, first, last }) => {
    const host = sources[first.place.source]?.host;
    const actor = { service: SERVICE, host, pid: undefined, tid: undefined, requestId, globalRequestId: undefined, instance: index, role: "boot" } as const;
    return { host, visit: { actor, arrivalUs: before.atUs, startUs, endUs: last.atUs, place: first.place, name: "build instances" } };
  }));
  return [...group(visits, ({ host }) => host)].map(([host, own]) => ({
    resource: "service", service: SERVICE, host, pid: undefined, name: known?.workers ?? SERVICE, option: known?.option, arrivals: "upstream", passingUs: PASSING_US, visits: own.map(({ visit }) => visit),
  }));
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
  const startUs = Math.min(first.atUs, asked.startUs);
  const before = upTo.findLast(({ service, atUs }) => service !== SERVICE && service !== "nova-scheduler" && atUs <= startUs);
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
