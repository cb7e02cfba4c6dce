import { group, max, min } from "d3-array";
import type { Interval } from "../../lib/intervals.ts";
import type { Acquisition, TimedOperation } from "../../model/trace.ts";
import { partsOfKey, resourceKey, type ResourceKey } from "../resource-key.ts";
import type { Replayable } from "./replayable.ts";
import type { ActivityNode, Line, Queue } from "./activity.ts";

/** A process that stood still calls others this long before its first line at most, by which the freeze is known to be over, µs. */
const AWAKE_US = 50_000;

/** What another service's answer waited for was the process itself, where it ends with the freeze: to within this, µs. */
const TOGETHER_US = 5000;

interface Freeze {
  readonly key: ResourceKey;
  readonly service: string;
  /** What its host is called, in its own log and by its boots. */
  readonly hosts: ReadonlySet<string | undefined>;
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Parts the work of a line into what was done and its process standing still: nobody of its host went on, whether the freeze is told as the line's own wait or not. Whatever
 * else it does in that process might have come to lie there too, had something been otherwise.
 */
export type Freezing = (line: Line, resources: readonly Queue[]) => Line;

/** A wait for a process that stood still as a whole. */
export function isFreeze({ form, resource, resourceClass }: Acquisition): boolean {
  return form === "inferred" && resource === "service" && resourceClass.endsWith(" freeze");
}

export function tellFreezes({ trace }: Replayable): Freezing {
  const waits = trace.acquisitions.filter((acquisition) => isFreeze(acquisition) && acquisition.acquiredUs !== undefined);
  const freezes = [...group(waits, ({ identity, acquiredUs }) => `${identity} ${String(acquiredUs)}`).values()]
    .map((own) => freezeOf(own, new Set(own.flatMap(({ actor }) => [actor.host, trace.instances[actor.instance ?? -1]?.host]))))
    .filter((freeze) => freeze !== undefined)
    .sort((a, b) => a.startUs - b.startUs);
  if (freezes.length === 0) return (line) => line;
  const services = new Set(freezes.map(({ service }) => service));
  const operations = group(trace.operations.filter(({ actor }) => actor.instance !== undefined && !services.has(actor.service)), ({ actor }) => actor.instance ?? -1);
  const known = new Map<number, readonly Interval[]>();
  const seenElsewhere = (instance: number): readonly Interval[] => {
    let own = known.get(instance);
    if (own === undefined) {
      const lines = (trace.instances[instance]?.ownLines() ?? []).filter(({ service }) => !services.has(service)).map(({ atUs }) => ({ startUs: atUs, endUs: atUs }));
      known.set(instance, (own = [...lines, ...(operations.get(instance) ?? []).map(workElsewhere)]));
    }
    return own;
  };
  return (line, resources) => {
    const { host, instance, nodes } = line;
    const here = freezes.filter(({ hosts }) => hosts.has(host));
    const parted = here.reduce<readonly ActivityNode[]>((parts, freeze) => parts.flatMap((part) => frozen(part, freeze, instance)), nodes);
    return here.length === 0 ? line : { ...line, nodes: here.reduce((parts, freeze) => guarded(parts, freeze, firstLineUs(freeze, instance), resources), parted) };
  };

  /** From when on the frozen service works for a boot; infinity: it never does. */
  function firstLineUs({ service }: Freeze, instance: number | undefined): number {
    const lines = (instance === undefined ? undefined : trace.instances[instance])?.ownLines() ?? [];
    return min(lines, (line) => (line.service === service ? line.atUs : undefined)) ?? Number.POSITIVE_INFINITY;
  }

  /** What other services did for the boot meanwhile was done; from their last sign of it on it waited for the frozen process. */
  function frozen(node: ActivityNode, { key, startUs, endUs }: Freeze, instance: number | undefined): readonly ActivityNode[] {
    if (node.kind !== "work" || node.startUs >= endUs || node.endUs <= startUs) return [node];
    const untilUs = Math.min(node.endUs, endUs);
    const elsewhere = instance === undefined ? [] : seenElsewhere(instance);
    const doneUs = (work: Interval): number => (Math.abs(work.endUs - endUs) <= TOGETHER_US ? work.startUs : Math.min(work.endUs, untilUs));
    const lastUs = max(elsewhere, (work) => (work.startUs < Math.min(untilUs, endUs - AWAKE_US) ? doneUs(work) : undefined)) ?? startUs;
    const fromUs = Math.max(node.startUs, startUs, lastUs);
    if (fromUs >= untilUs) return [node];
    const parts: readonly ActivityNode[] = [{ ...node, endUs: fromUs }, { kind: "until", startUs, endUs, cause: key }, { ...node, startUs: untilUs }];
    return parts.filter((part) => part.kind !== "work" || part.endUs > part.startUs);
  }
}

/** After each piece of what it does in the frozen process, while it is not at another service, a line may come to stand still. */
function guarded(nodes: readonly ActivityNode[], { key, service, startUs, endUs }: Freeze, sinceUs: number, resources: readonly Queue[]): readonly ActivityNode[] {
  const guard: ActivityNode = { kind: "until", startUs, endUs, cause: key };
  let elsewhere = 0;
  let hasBegun = false;
  return nodes.flatMap((node) => {
    hasBegun ||= node.kind === "work" && node.endUs >= sinceUs;
    if (node.kind === "acquire" || node.kind === "release") {
      const of = partsOfKey(resources[node.queue]?.key ?? "").service;
      if (of !== service) elsewhere += node.kind === "acquire" ? 1 : -1;
    }
    const mayStand = hasBegun && elsewhere === 0 && (node.kind === "work" || node.kind === "acquire" || node.kind === "release");
    return mayStand ? [node, guard] : [node];
  });
}

/** What was asked of others may be asked of the frozen process: of that only the end is a sign of its own service. */
function workElsewhere({ operation, startUs, endUs }: TimedOperation): Interval {
  return { startUs: operation === "rpc-call" || operation === "http-call" ? endUs : startUs, endUs };
}

function freezeOf([first]: readonly Acquisition[], hosts: ReadonlySet<string | undefined>): Freeze | undefined {
  if (first?.acquiredUs === undefined || first.waitUs === undefined) return undefined;
  const { actor: { service }, resource, resourceClass, acquiredUs, waitUs } = first;
  return { key: resourceKey({ kind: resource, service, resource: resourceClass }), service, hosts, startUs: acquiredUs - waitUs, endUs: acquiredUs };
}
