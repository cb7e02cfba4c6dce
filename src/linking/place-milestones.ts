import type { MilestoneName, RecordHead } from "../model/event.ts";
import type { TracedMilestone } from "../model/trace.ts";
import type { Life } from "./bind-actors.ts";
import type { Joins } from "./join-instances.ts";
import type { Lineage, LinkSource } from "./link-source.ts";
import { inOrder, type Placing } from "./placing.ts";

/** The milestones of each instance, by its index, in order of time. */
export function placeMilestones(lineages: readonly Lineage[], sources: readonly LinkSource[], joins: Joins, { at, serviceOf, hostOf }: Placing): readonly (readonly TracedMilestone[])[] {
  const milestones: TracedMilestone[][] = joins.ids.map(() => []);
  for (const { paired } of lineages) {
    for (const { event, place } of paired.milestones) {
      const { head } = event;
      const atUs = at(place.source, head.clock, head.atUs);
      if (atUs === undefined) continue;
      const traced: TracedMilestone = { milestone: event.milestone, atUs, detail: event.detail, service: serviceOf(head, place.source), outside: sources[place.source]?.format === "phases", place };
      for (const id of owners(head, event.domain, hostOf(head, place.source), joins)) {
        const index = joins.indexOf.get(id);
        if (index !== undefined) milestones[index]?.push(traced);
      }
    }
  }
  for (const list of milestones) list.sort(inOrder);
  return milestones;
}

/** A request for several instances passes its own milestones (the API's) on to all of them. */
function owners(head: RecordHead, domain: string | undefined, host: string | undefined, joins: Joins): readonly string[] {
  if (head.instanceId !== undefined) return [head.instanceId];
  if (domain !== undefined) {
    const id = joins.instanceOfDomain(domain, host);
    return id === undefined ? [] : [id];
  }
  const binding = head.requestId === undefined ? undefined : joins.requests.get(head.requestId);
  return binding === undefined || binding.role === "background" ? [] : [...binding.instances];
}

const BOOT_ENDS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["built", "active", "ping", "ssh"]);
const DELETE_STARTS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["delete-requested", "terminating"]);

export function lifeOf(milestones: readonly TracedMilestone[]): Life {
  return {
    bootEndUs: milestones.findLast((one) => BOOT_ENDS.has(one.milestone))?.atUs,
    deleteStartUs: milestones.find((one) => DELETE_STARTS.has(one.milestone))?.atUs,
  };
}
