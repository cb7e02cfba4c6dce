import type { Release } from "../../model/release.ts";
import { mayBe, releaseOf, type SignedSource } from "../releases.ts";
import { isLogged, servicesOf } from "../services-of.ts";

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

const BUILDS = "nova-compute";

/**
 * Of some services those that a boot goes through between two others; `from` undefined: it had only been asked for. What is not on the way was asked by who
 * builds, once the boot was on its way there, and by the API before anything else.
 */
export function servicesBetween(services: readonly string[], from: string | undefined, to: string): readonly string[] {
  const start = from === undefined ? -1 : WAY.lastIndexOf(from);
  const isBuilding = from !== undefined && start < 0;
  const end = WAY.indexOf(to);
  if (end < 0) {
    const asks = isBuilding || from === "nova-conductor" ? BUILDS : from === undefined ? WAY[0] : undefined;
    return services.filter((name) => name === asks);
  }
  const between = isBuilding ? [] : WAY.slice(start + 1, end);
  return services.filter((name) => between.includes(name));
}

/** Services that boots went through without a log of theirs, as far as these releases have them. */
export function missingServices(sources: readonly SignedSource[]): readonly string[] {
  const writers = sources.flatMap(servicesOf);
  const nova = releaseOf("nova", sources);
  return STATIONS.filter(({ writes, from }) => !writers.some((writer) => writes.test(writer)) && mayBe(nova, from, undefined)).map(({ name }) => name);
}

/** The same, and who builds. */
export function missingOnTheWay(sources: readonly SignedSource[]): readonly string[] {
  return [...missingServices(sources), ...(isLogged(BUILDS, sources) ? [] : [BUILDS])];
}
