import { max } from "d3-array";
import type { Acquisition, TimedOperation, TracedInstance } from "../model/trace.ts";

/** What the allocation of a network does: it asks neutron, and keeps what it learns under the lock of the instance's network cache. */
export function mayAllocate(record: Acquisition | TimedOperation): boolean {
  const { service } = record.actor;
  if (service.startsWith("neutron") || service.startsWith("quantum")) return true;
  return service === "nova-compute" && ("lock" in record ? record.lock.startsWith("refresh_cache-") : record.operation === "http-call" && /neutron|quantum|:9696\b/.test(record.name));
}

/**
 * When the network of a boot was allocated that nova-compute began to allocate then. Where no line says so (`Instance network_info:` is one of debug level, and releases differ),
 * the last that was seen of it before the guest was defined.
 */
export function endOfAllocation({ milestones }: TracedInstance, startUs: number, records: readonly (Acquisition | TimedOperation)[]): number | undefined {
  const ready = milestones.find(({ milestone, atUs }) => milestone === "network-ready" && atUs >= startUs);
  if (ready !== undefined) return ready.atUs;
  const defined = milestones.find(({ milestone, atUs }) => (milestone === "xml-started" || milestone === "xml-ready" || milestone === "guest-started") && atUs >= startUs);
  if (defined === undefined) return undefined;
  return max(records, (record) => {
    const endUs = "lock" in record ? record.releasedUs : record.endUs;
    return record.actor.role === "boot" && mayAllocate(record) && endUs !== undefined && endUs > startUs && endUs <= defined.atUs ? endUs : undefined;
  });
}
