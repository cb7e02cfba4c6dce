import type { Release } from "../../model/release.ts";
import type { TracedSource } from "../../model/trace.ts";
import { mayBe, releasesOf } from "../releases.ts";
import { servicesOf } from "../services-of.ts";

/** A service that every boot goes through. */
interface Station {
  readonly name: string;
  /** Any of these is its log. */
  readonly writes: RegExp;
  /** nova's release from which on there is one. */
  readonly from?: Release;
}

const STATIONS: readonly Station[] = [
  { name: "nova-api", writes: /^nova-api/ },
  { name: "nova-conductor", writes: /^nova-conductor$/, from: "Grizzly" },
  { name: "nova-scheduler", writes: /^nova-scheduler$/ },
  { name: "neutron-server", writes: /^(?:neutron-(?:server|rpc-server)|quantum-server|nova-network)$/ },
  { name: "placement-api", writes: /^placement/, from: "Ocata" },
  { name: "glance-api", writes: /^glance/ },
  { name: "keystone", writes: /^keystone/ },
];

/** Services that boots went through without a log of theirs, as far as these releases have them. */
export function missingServices(sources: readonly TracedSource[]): readonly string[] {
  const writers = sources.flatMap(servicesOf);
  const nova = releasesOf(sources).find(({ project }) => project === "nova");
  return STATIONS.filter(({ writes, from }) => !writers.some((writer) => writes.test(writer)) && mayBe(nova, from, undefined)).map(({ name }) => name);
}
