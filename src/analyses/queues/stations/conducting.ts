import { group } from "d3-array";
import type { OwnLine, Trace, TracedInstance } from "../../../model/trace.ts";
import { PASSING_US } from "../../passing.ts";
import { servicesOf } from "../../services-of.ts";
import { serviceCalled } from "../services.ts";
import type { Station } from "../station.ts";

const SERVICE = "nova-conductor";

/**
 * The conductors as their own lines show them, where no line tells of the calls they serve: one takes up a boot with its first line after those of others, and is done with it
 * when the scheduler or nova-compute writes next of that boot. Before, it was with whoever wrote last.
 */
export function conductors({ instances, sources }: Trace): readonly Station[] {
  if (!sources.some((source) => servicesOf(source).includes(SERVICE))) return [];
  const known = serviceCalled(SERVICE);
  const requests = new Set<string>();
  const visits = instances.flatMap((instance, index) => {
    const [requestId] = instance.bootRequestIds;
    // One request may be of many instances, which the conductor works on together.
    if (requestId === undefined || requests.has(requestId)) return [];
    requests.add(requestId);
    return staysOf(instance).map(({ before, first, last }) => {
      const host = sources[first.place.source]?.host;
      const actor = { service: SERVICE, host, pid: undefined, tid: undefined, requestId, globalRequestId: undefined, instance: index, role: "boot" } as const;
      return { host, visit: { actor, arrivalUs: before.atUs, startUs: first.atUs, endUs: last.atUs, place: first.place, name: "build instances" } };
    });
  });
  return [...group(visits, ({ host }) => host)].map(([host, own]) => ({
    resource: "service", service: SERVICE, host, pid: undefined, name: known?.workers ?? SERVICE, option: known?.option, arrivals: "upstream", passingUs: PASSING_US, visits: own.map(({ visit }) => visit),
  }));
}

interface Stay {
  /** The last line of another service before. */
  readonly before: OwnLine;
  readonly first: OwnLine;
  readonly last: OwnLine;
}

/** Up to the first build: what follows is another try, after one that failed. The API may answer its client meanwhile. */
function staysOf({ ownLines }: TracedInstance): readonly Stay[] {
  const stays: Stay[] = [];
  let before: OwnLine | undefined;
  let own: readonly [OwnLine, OwnLine] | undefined;
  const leave = (): void => {
    if (before !== undefined && own !== undefined && own[1].atUs > own[0].atUs) stays.push({ before, first: own[0], last: own[1] });
    own = undefined;
  };
  for (const line of ownLines()) {
    if (line.role !== "boot") continue;
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
