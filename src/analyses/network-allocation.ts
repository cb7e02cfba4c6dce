import { max } from "d3-array";
import type { Interval } from "../lib/intervals.ts";
import type { MilestoneName } from "../model/event.ts";
import type { Acquisition, TimedOperation, TracedInstance } from "../model/trace.ts";

/** The network service itself, not its agents. */
export function isNetworkServer(service: string): boolean {
  return /^(?:neutron|quantum)-(?:server|rpc-server)$/.test(service);
}

/** What comes once the network is there. */
const NEEDS_NETWORK: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["network-ready", "xml-started", "xml-ready", "guest-started"]);

/** While a boot's network may have been allocated, beside its main line. */
export function timeOfAllocation({ milestones }: TracedInstance): Interval | undefined {
  const startUs = milestones.find(({ milestone }) => milestone === "network-started")?.atUs;
  const endUs = milestones.find(({ milestone, atUs }) => NEEDS_NETWORK.has(milestone) && atUs >= (startUs ?? 0))?.atUs;
  return startUs === undefined || endUs === undefined ? undefined : { startUs, endUs };
}

/** What the allocation of a network does: it asks neutron, and keeps what it learns under the lock of the instance's network cache. */
export function mayAllocate(record: Acquisition | TimedOperation): boolean {
  const { service } = record.actor;
  if (service.startsWith("neutron") || service.startsWith("quantum")) return true;
  return (
    service === "nova-compute" && ("lock" in record ? record.lock.startsWith("refresh_cache-") : record.operation === "http-call" && /neutron|quantum|:9696\b/.test(record.name))
  );
}

/**
 * When the network of a boot was allocated that nova-compute began to allocate then. Where no line says so (`Instance network_info:` is one of debug level, and releases differ),
 * the last that was seen of it before the guest was defined.
 */
export function endOfAllocation({ milestones }: TracedInstance, startUs: number, records: readonly (Acquisition | TimedOperation)[]): number | undefined {
  const until =
    milestones.find(({ milestone, atUs }) => milestone === "network-ready" && atUs >= startUs) ??
    milestones.find(({ milestone, atUs }) => NEEDS_NETWORK.has(milestone) && atUs >= startUs);
  if (until === undefined || until.milestone === "network-ready") return until?.atUs;
  return max(records, (record) => {
    const endUs = "lock" in record ? record.releasedUs : record.endUs;
    return record.actor.role === "boot" && mayAllocate(record) && endUs !== undefined && endUs > startUs && endUs <= until.atUs ? endUs : undefined;
  });
}
