import { taken } from "../lib/taken.ts";
import type { TracedMilestone } from "../model/trace.ts";
import type { Joins } from "./join-instances.ts";
import { isOutside, type Lineage, type LinkSource } from "./link-source.ts";
import { inOrder, type Placing } from "./placing.ts";
import type { Writer } from "./raw.ts";

/** The milestones of each instance, by its index, in order of time; taken out of their lineages. */
export function placeMilestones(
  lineages: readonly Lineage[],
  sources: readonly LinkSource[],
  joins: Joins,
  { at, serviceOf, hostOf }: Placing,
): readonly (readonly TracedMilestone[])[] {
  const milestones: TracedMilestone[][] = joins.ids.map(() => []);
  for (const { paired } of lineages) {
    for (const { milestone, detail, domain, writer, atUs: rawUs, place } of taken(paired.milestones)) {
      const atUs = at(place.source, writer.clock, rawUs);
      if (atUs === undefined) continue;
      const host = hostOf(writer, place.source);
      const traced: TracedMilestone = { milestone, atUs, detail, service: serviceOf(writer, place.source), host, outside: isOutside(sources[place.source]), place };
      for (const id of owners(writer, domain, host, joins)) {
        const index = joins.indexOf.get(id);
        if (index !== undefined) milestones[index]?.push(traced);
      }
    }
  }
  for (const list of milestones) list.sort(inOrder);
  return milestones;
}

/** A request for several instances passes its own milestones (the API's) on to all of them. */
function owners({ instanceId, requestId }: Writer, domain: string | undefined, host: string | undefined, joins: Joins): readonly string[] {
  if (instanceId !== undefined) return [instanceId];
  if (domain !== undefined) {
    const id = joins.instanceOfDomain(domain, host);
    return id === undefined ? [] : [id];
  }
  const binding = requestId === undefined ? undefined : joins.requests.get(requestId);
  return binding === undefined || binding.role === "background" ? [] : [...binding.instances];
}
