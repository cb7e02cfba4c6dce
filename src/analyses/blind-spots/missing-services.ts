import type { Release } from "../../model/release.ts";
import { mayBe, releaseOf, type SignedSource } from "../releases.ts";
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

/** In the order in which a boot goes through them, before it is built. */
const WAY: readonly string[] = ["nova-api", "nova-conductor", "nova-scheduler", "nova-conductor", "nova-compute"];

/** Of some services those that a boot goes through between two others; `from` undefined: it had only been asked for. */
export function servicesBetween(services: readonly string[], from: string | undefined, to: string): readonly string[] {
  const start = from === undefined ? -1 : WAY.lastIndexOf(from);
  if (from !== undefined && start < 0) return [];
  const between = WAY.slice(start + 1, Math.max(0, WAY.indexOf(to)));
  return services.filter((name) => between.includes(name));
}

/** Services that boots went through without a log of theirs, as far as these releases have them. */
export function missingServices(sources: readonly SignedSource[]): readonly string[] {
  const writers = sources.flatMap(servicesOf);
  const nova = releaseOf("nova", sources);
  return STATIONS.filter(({ writes, from }) => !writers.some((writer) => writes.test(writer)) && mayBe(nova, from, undefined)).map(({ name }) => name);
}
