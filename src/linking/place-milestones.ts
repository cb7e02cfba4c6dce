import { taken } from "../lib/taken.ts";
import type { MilestoneName } from "../model/event.ts";
import type { TracedMilestone } from "../model/trace.ts";
import type { Life } from "./bind-actors.ts";
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

const BOOT_ENDS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["built", "active", "ping", "ssh"]);
const DELETE_STARTS: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["delete-requested", "terminating"]);

/**
 * When each instance's QEMU process was started and stopped, as libvirt's log says: all there is where no other log tells of its boot and
 * delete. By index of the instance.
 */
export function processLives(lineages: readonly Lineage[], joins: Joins, { at, hostOf }: Placing): ReadonlyMap<number, Life> {
  const lives = new Map<number, Life>();
  for (const { paired } of lineages) {
    for (const { operation, writer, work, domain, place, startUs, endUs, open } of paired.operations) {
      if (operation !== "domain-start" && operation !== "domain-stop") continue;
      const name = domain ?? work?.domain;
      const id = work?.instanceId ?? (name === undefined ? undefined : joins.instanceOfDomain(name, hostOf(writer, place.source)));
      const instance = id === undefined ? undefined : joins.indexOf.get(id);
      if (instance === undefined) continue;
      const { bootEndUs, deleteStartUs } = lives.get(instance) ?? { bootEndUs: undefined, deleteStartUs: undefined };
      if (operation === "domain-stop") lives.set(instance, { bootEndUs, deleteStartUs: at(place.source, writer.clock, startUs) });
      else if (!open) lives.set(instance, { bootEndUs: bootEndUs ?? at(place.source, writer.clock, endUs), deleteStartUs });
    }
  }
  return lives;
}

export function lifeOf(milestones: readonly TracedMilestone[], process: Life | undefined): Life {
  if (process !== undefined && milestones.every(({ milestone }) => milestone.startsWith("guest-"))) return process;
  return {
    bootEndUs: milestones.findLast((one) => BOOT_ENDS.has(one.milestone))?.atUs,
    deleteStartUs: milestones.find((one) => DELETE_STARTS.has(one.milestone))?.atUs,
  };
}
