import { group, max, mean, rollup, sum } from "d3-array";
import { endOfAllocation, isNetworkServer, mayAllocate, timeOfAllocation } from "../network-allocation.ts";
import { keyOfPassage, partsOfKey, type ResourceKey } from "../resource-key.ts";
import type { ActivityGraph } from "./activity.ts";
import type { Replayable } from "./replayable.ts";

/**
 * How long one boot may have waited, on average, in what names nobody: calls to libvirtd without a domain (nova asks for the library's version before it calls), requests that
 * a service served for it does not say whom. In the graph that is work of the boot, µs.
 */
export function waitsOfNameless({ acquisitions, run }: Replayable): ReadonlyMap<ResourceKey, number> {
  const nameless = acquisitions.filter(
    ({ resource, form, actor }) => actor.instance === undefined && (resource === "permit" ? actor.service === "libvirtd" : resource === "service" && form === "inferred"),
  );
  return rollup(nameless, (own) => sum(own, ({ waitUs = 0 }) => waitUs) / Math.max(1, run?.boots.length ?? 1), keyOfPassage);
}

/**
 * How long one boot may have waited where its request serves several instances and nothing tells for which of them locks were taken, µs: the longest such wait, as often as a boot
 * took the lock. In the graph that is work of the boot, and the holds are someone else's.
 */
export function waitsOfSiblings({ acquisitions, run }: Replayable): ReadonlyMap<ResourceKey, number> {
  const untold = acquisitions.filter(({ actor }) => actor.role === "boot" && actor.instance === undefined);
  return rollup(untold, (own) => (max(own, ({ waitUs = 0 }) => waitUs) ?? 0) * Math.ceil(own.length / Math.max(1, run?.boots.length ?? 1)), keyOfPassage);
}

/**
 * How long one boot may have waited, on average, in the rest of what its network's allocation asked the network service, where nova-compute's lines tell of ports alone: the same share
 * of it as of what is seen, µs. In the graph that is work of the boot.
 */
export function waitsInAllocations({ acquisitions, trace, run }: Replayable): ReadonlyMap<ResourceKey, number> {
  if (trace.operations.some(({ operation, actor }) => operation === "http-served" && isNetworkServer(actor.service))) return new Map();
  const ofBoots = acquisitions.filter(({ resource, form, actor }) => resource === "service" && form === "inferred" && actor.role === "boot" && isNetworkServer(actor.service));
  const own = group(ofBoots, keyOfPassage, ({ actor }) => actor.instance);
  const steps = own.size === 0 ? undefined : group(trace.acquisitions.filter((one) => one.form !== "inferred" && mayAllocate(one)), ({ actor }) => actor.instance);
  return new Map([...own].map(([key, byInstance]) => {
    const waits = (run?.boots ?? []).flatMap(({ index, instance }) => {
      const startUs = timeOfAllocation(instance)?.startUs;
      const endUs = startUs === undefined ? undefined : endOfAllocation(instance, startUs, steps?.get(index) ?? []);
      const asked = byInstance.get(index) ?? [];
      const waitedUs = sum(asked, ({ waitUs = 0 }) => waitUs);
      const askedUs = waitedUs + sum(asked, ({ holdUs = 0 }) => holdUs);
      return startUs === undefined || endUs === undefined || askedUs <= 0 ? [] : [(Math.max(0, endUs - startUs - askedUs) * waitedUs) / askedUs];
    });
    return [key, mean(waits) ?? 0] as const;
  }));
}

/** How many boots go through nova-compute's permits one after another: who does not wait there goes on sooner, and so do all behind it. */
export function roundsOf({ lines, resources }: ActivityGraph): number {
  const boots = new Set(lines.filter(({ role }) => role === "boot").map(({ instance }) => instance)).size;
  const permits = rollup(resources.filter(({ key }) => isPermit(key)), (own) => sum(own, (queue) => queue.permits), ({ key }) => key);
  return max([1, ...[...permits.values()].map((some) => boots / some)]) ?? 1;
}

function isPermit(key: ResourceKey): boolean {
  const { kind, service } = partsOfKey(key);
  return kind === "permit" && service === "nova-compute";
}
