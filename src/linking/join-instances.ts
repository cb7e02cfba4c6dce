import { hasText, numberOf, textsOf, withText, type Few } from "../lib/few.ts";
import { taken } from "../lib/taken.ts";
import type { Role } from "../model/trace.ts";
import { inOrderOfSource, type Lineage } from "./link-source.ts";
import { signOfMilestone } from "./request-signs.ts";

/** What one request was for. */
interface RequestBinding {
  /** `by-time`: it served one instance, in its boot or in its delete, whichever was going on. */
  readonly role: Role | "by-time";
  /** Instances it worked on; a boot request may ask for several. */
  readonly instances: ReadonlySet<string>;
  /** The boot's or delete's own request, not one that it caused in another service. */
  readonly own: boolean;
  /** The one request that caused it, which not all of its lines need to say. */
  readonly cause: string | undefined;
}

/** Who is who, before any clock is known. */
export interface Joins {
  /** All instances any source names, sorted: their index in the trace. */
  readonly ids: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly nameOf: ReadonlyMap<string, string>;
  readonly domainOf: ReadonlyMap<string, string>;
  readonly nodeOf: ReadonlyMap<string, string>;
  /** The instance of a port of the network service. */
  readonly ofPort: ReadonlyMap<string, string>;
  readonly requests: ReadonlyMap<string, RequestBinding>;
  /** The one instance that a request names in what it asks for; undefined: several. */
  readonly namedIn: ReadonlyMap<string, string | undefined>;
  /** The instance behind a domain, on that host if its name is used on several. */
  readonly instanceOfDomain: (domain: string, host: string | undefined) => string | undefined;
}

/** Everything the records of one request told, before it is decided what it was for. */
interface RequestRecord {
  boots: boolean;
  deletes: boolean;
  periodic: boolean;
  causes: Few;
  instances: Few;
}

/** A cause is followed this far: boot → neutron's call → the event it sends → … */
const CAUSES_FOLLOWED = 4;

/**
 * Joins request ids, instances, domains and names over all sources. A request that boots and then cleans up after its failure is a
 * boot. One that a boot or delete caused in another service belongs to it. Any other is background, unless another service's request caused
 * it and it names a single instance (an external event for it). Takes the identities out of their lineages: what they told is in the joins.
 */
export function joinInstances(lineages: readonly Lineage[], hosts: readonly (string | undefined)[]): Joins {
  const ids = new Set<string>();
  const nameOf = new Map<string, string>();
  const domainOf = new Map<string, string>();
  const nodeOf = new Map<string, string>();
  const ofPort = new Map<string, string>();
  const byDomain = new Map<string, string>();
  const byHostAndDomain = new Map<string, string>();
  const requests = new Map<string, RequestRecord>();
  const domainsAlone = new Set<string>();
  const namesAsked = new Map<string, string>();
  const namedIn = new Map<string, string | undefined>();

  const requestOf = (id: string): RequestRecord => {
    let request = requests.get(id);
    if (request === undefined) requests.set(id, (request = { boots: false, deletes: false, periodic: false, causes: undefined, instances: undefined }));
    return request;
  };

  // Where logs contradict one another, the last in order of source wins, whatever order they were paired in.
  for (const { paired, sources } of inOrderOfSource(lineages)) {
    const host = hosts[sources[0] ?? -1];
    for (const [id, trails] of paired.trails) {
      for (const trail of trails) {
        for (const instance of textsOf(trail.instances)) ids.add(instance);
        if (hasText(trail.instances, id)) continue;
        const request = requestOf(id);
        request.periodic ||= trail.periodic;
        for (const cause of textsOf(trail.causes)) request.causes = withText(request.causes, cause);
        for (const instance of textsOf(trail.instances)) request.instances = withText(request.instances, instance);
        request.boots ||= trail.boots;
        request.deletes ||= trail.deletes;
      }
    }
    for (const event of paired.milestones) {
      const { instanceId, requestId } = event.writer;
      if (instanceId !== undefined) ids.add(instanceId);
      if (event.domain !== undefined) domainsAlone.add(event.domain);
      if (requestId === undefined) continue;
      const request = requestOf(requestId);
      const sign = signOfMilestone(event.milestone);
      request.boots ||= sign === "boot";
      request.deletes ||= sign === "delete";
      if (instanceId !== undefined) request.instances = withText(request.instances, instanceId);
    }
    for (const event of taken(paired.identities)) {
      const { requestId } = event.writer;
      const id = event.instanceId ?? event.writer.instanceId;
      if (event.domain !== undefined) domainsAlone.add(event.domain);
      if (id === undefined) {
        if (requestId !== undefined && event.instanceName !== undefined) namesAsked.set(requestId, event.instanceName);
        continue;
      }
      ids.add(id);
      if (event.instanceName !== undefined) nameOf.set(id, event.instanceName);
      if (event.node !== undefined) nodeOf.set(id, event.node);
      if (event.portId !== undefined) ofPort.set(event.portId, id);
      for (const requestId of [event.writer.requestId, event.requestId]) {
        if (requestId === undefined) continue;
        const request = requestOf(requestId);
        request.instances = withText(request.instances, id);
        namedIn.set(requestId, namedIn.has(requestId) && namedIn.get(requestId) !== id ? undefined : id);
      }
      if (event.domain === undefined) continue;
      domainOf.set(id, event.domain);
      byDomain.set(event.domain, id);
      byHostAndDomain.set(`${host ?? ""} ${event.domain}`, id);
    }
  }
  for (const domain of domainsAlone) if (!byDomain.has(domain)) ids.add(domain);

  for (const [requestId, name] of namesAsked) {
    const [id, ...others] = textsOf(requests.get(requestId)?.instances);
    if (id !== undefined && others.length === 0 && !nameOf.has(id)) nameOf.set(id, name);
  }

  const sorted = [...ids].sort();
  const bindings = new Map<string, RequestBinding>();
  const setOf = sharedSets();
  for (const id of requests.keys()) {
    const binding = bindingOf(id, requests, setOf, CAUSES_FOLLOWED);
    if (binding !== undefined) bindings.set(id, binding);
  }
  return {
    ids: sorted,
    indexOf: new Map(sorted.map((id, index) => [id, index])),
    nameOf,
    domainOf,
    nodeOf,
    ofPort,
    requests: bindings,
    namedIn,
    instanceOfDomain: domainLookup(byHostAndDomain, byDomain, ids),
  };
}

/** A function of its own, lest what it is kept in outlive the records of the requests. */
function domainLookup(byHostAndDomain: ReadonlyMap<string, string>, byDomain: ReadonlyMap<string, string>, ids: ReadonlySet<string>): Joins["instanceOfDomain"] {
  return (domain, host) => byHostAndDomain.get(`${host ?? ""} ${domain}`) ?? byDomain.get(domain) ?? (ids.has(domain) ? domain : undefined);
}

function bindingOf(id: string, requests: ReadonlyMap<string, RequestRecord>, setOf: (few: Few) => ReadonlySet<string>, follow: number): RequestBinding | undefined {
  const request = requests.get(id);
  if (request === undefined) return undefined;
  // All periodic tasks of a process share one request id, whatever they clean up or heal.
  if (request.periodic) return BACKGROUND;
  const cause = typeof request.causes === "string" ? request.causes : undefined;
  if (request.boots) return { role: "boot", instances: setOf(request.instances), own: true, cause };
  if (request.deletes) return { role: "delete", instances: setOf(request.instances), own: true, cause };
  if (follow > 0) {
    for (const one of textsOf(request.causes)) {
      const inherited = bindingOf(one, requests, setOf, follow - 1);
      if (inherited !== undefined && inherited.role !== "background") return { ...inherited, own: false, cause };
    }
  }
  return request.causes !== undefined && numberOf(request.instances) === 1 ? { role: "by-time", instances: setOf(request.instances), own: false, cause } : BACKGROUND;
}

/** One set for all requests that worked on the same single instance: there are several for each. */
function sharedSets(): (few: Few) => ReadonlySet<string> {
  const singles = new Map<string, ReadonlySet<string>>();
  return (few) => {
    if (typeof few !== "string") return new Set(textsOf(few));
    let set = singles.get(few);
    if (set === undefined) singles.set(few, (set = new Set([few])));
    return set;
  };
}

const BACKGROUND: RequestBinding = { role: "background", instances: new Set(), own: false, cause: undefined };
