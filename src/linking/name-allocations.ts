import { bisector, group } from "d3-array";
import type { TimedOperation, TracedInstance } from "../model/trace.ts";

/** A stretch in which one boot asked the network service for one thing after another. µs UTC. */
interface Asking {
  readonly instance: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** Stamps of the two logs may disagree by this much about what lies inside what, µs. */
const COARSE_US = 2000;

/** Of the boots at least this share must have asked for the same: else others asked for it. */
const LEAST_FOUND = 0.9;

/** Boots, at least: of fewer, chance decides. */
const LEAST_BOOTS = 3;

/** Requests of one kind that a boot makes in one stretch, at most. */
const MOST_ALIKE = 4;

const NETWORK_SERVICE = /^(?:neutron|quantum)-server$/;

/**
 * Names for whom the network service served what its own log and its callers leave open (before oslo.log 4.8 it does not say which request called it). nova
 * asks it one thing after another: from the beginning of a request to the answer, and from the beginning of the network's allocation to the first request that
 * names the instance. Where nearly every boot has one of a kind in such a stretch of its own, these are the boots'. `operations`: in order of start.
 */
export function nameAllocations(operations: readonly TimedOperation[], instances: readonly TracedInstance[]): readonly TimedOperation[] {
  const served = operations.filter(({ operation, actor, open }) => operation === "http-served" && !open && NETWORK_SERVICE.test(actor.service));
  if (served.some(({ actor }) => actor.globalRequestId !== undefined)) return operations;
  const unnamed = served.filter(({ actor }) => actor.instance === undefined);
  if (unnamed.length === 0) return operations;
  const stretches = [allocationsOf(instances, served), answersOf(instances)];
  const askedBy = new Map<TimedOperation, number>();
  for (const alike of group(unnamed, ({ name }) => kindOf(name)).values()) {
    let left: readonly TimedOperation[] = alike;
    for (let times = 0; times < MOST_ALIKE && left.length > 0; times++) {
      const found = matchAll(left, stretches);
      if (found.size === 0) break;
      for (const [operation, instance] of found) askedBy.set(operation, instance);
      left = left.filter((operation) => !found.has(operation));
    }
  }
  if (askedBy.size === 0) return operations;
  return operations.map((operation) => {
    const instance = askedBy.get(operation);
    return instance === undefined
      ? operation
      : { ...operation, actor: { ...operation.actor, instance, role: "boot" as const, globalRequestId: instances[instance]?.bootRequestIds[0] } };
  });
}

/** From the beginning of each boot's allocation to the first request that is known to be its. */
function allocationsOf(instances: readonly TracedInstance[], served: readonly TimedOperation[]): readonly Asking[] {
  const own = group(served.filter(({ actor }) => actor.role === "boot"), ({ actor }) => actor.instance);
  return instances.flatMap(({ milestones }, instance) => {
    const startUs = milestones.find(({ milestone }) => milestone === "network-started")?.atUs;
    const endUs = startUs === undefined ? undefined : own.get(instance)?.find((one) => one.startUs >= startUs)?.startUs;
    return startUs === undefined || endUs === undefined ? [] : [{ instance, startUs, endUs }];
  });
}

/** From the beginning of each boot's request to its answer. */
function answersOf(instances: readonly TracedInstance[]): readonly Asking[] {
  return instances.flatMap(({ milestones }, instance) => {
    const inside = milestones.filter(({ outside }) => !outside);
    const startUs = inside.find(({ milestone }) => milestone === "create-requested")?.atUs;
    const endUs = inside.find(({ milestone }) => milestone === "create-accepted")?.atUs;
    return startUs === undefined || endUs === undefined ? [] : [{ instance, startUs, endUs }];
  });
}

/** One request for each boot, of those kinds of stretches in which nearly every boot finds one: of all kinds at once, or else of the first that does alone. */
function matchAll(requests: readonly TimedOperation[], kinds: readonly (readonly Asking[])[]): ReadonlyMap<TimedOperation, number> {
  for (const tried of [kinds, ...kinds.map((stretches) => [stretches])]) {
    const found = match(requests, tried.flat());
    const sure = tried.filter((stretches) => stretches.length >= LEAST_BOOTS && stretches.filter((stretch) => found.has(stretch)).length >= LEAST_FOUND * stretches.length);
    if (sure.length === 0) continue;
    const pairs = sure.length === tried.length ? found : match(requests, sure.flat());
    return new Map(sure.flat().flatMap((stretch) => {
      const request = pairs.get(stretch);
      return request === undefined ? [] : [[request, stretch.instance] as const];
    }));
  }
  return new Map();
}

/** Each request, in order of start, goes to the stretch around it that ends first. */
function match(requests: readonly TimedOperation[], stretches: readonly Asking[]): ReadonlyMap<Asking, TimedOperation> {
  const found = new Map<Asking, TimedOperation>();
  const toCome = [...stretches].sort((a, b) => a.startUs - b.startUs);
  let begun = 0;
  // Those that no request was found for, in order of end: as many as boots ask at a time.
  const open: Asking[] = [];
  for (const request of requests) {
    for (let next = toCome[begun]; next !== undefined && next.startUs <= request.startUs + COARSE_US; next = toCome[++begun]) open.splice(byEnd.right(open, next.endUs), 0, next);
    open.splice(0, byEnd.left(open, request.startUs - COARSE_US));
    const [stretch] = open.splice(byEnd.left(open, request.endUs - COARSE_US), 1);
    if (stretch !== undefined) found.set(stretch, request);
  }
  return found;
}

const byEnd = bisector(({ endUs }: Asking) => endUs);

/** `GET /v2.0/networks` of `GET /v2.0/networks?id=0e1f…`. */
function kindOf(name: string): string {
  const at = name.indexOf("?");
  return at < 0 ? name : name.slice(0, at);
}
