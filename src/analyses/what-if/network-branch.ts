import type { Acquisition, TimedOperation, TracedInstance } from "../../model/trace.ts";
import { endOfAllocation } from "../network-allocation.ts";

/** nova allocates the network beside its other work, and needs it when it defines the guest (nova/compute/manager.py, _allocate_network_async). */
export interface NetworkBranch {
  readonly startUs: number;
  /** The network is known. */
  readonly endUs: number;
  /** The main line has nothing left to do without it. */
  readonly neededUs: number;
}

/** Work of the main line that shows it was not waiting yet. What is asked of the network service may be the branch's. */
const MAIN_WORK: ReadonlySet<TimedOperation["operation"]> = new Set<TimedOperation["operation"]>(["command", "libvirt-api", "image-precache"]);

export function networkBranchOf(instance: TracedInstance, acquisitions: readonly Acquisition[], operations: readonly TimedOperation[]): NetworkBranch | undefined {
  const { milestones } = instance;
  const startUs = milestones.find(({ milestone }) => milestone === "network-started")?.atUs;
  if (startUs === undefined) return undefined;
  const endUs = endOfAllocation(instance, startUs, [...acquisitions, ...operations]);
  if (endUs === undefined) return undefined;
  const definedUs = milestones.find(({ milestone, atUs }) => (milestone === "xml-started" || milestone === "xml-ready") && atUs >= startUs)?.atUs ?? endUs;
  const untilUs = Math.max(endUs, definedUs);
  let neededUs = startUs;
  let beside = false;
  const did = (fromUs: number | undefined, atUs: number | undefined): void => {
    if (atUs === undefined || atUs <= startUs || atUs > untilUs) return;
    neededUs = Math.max(neededUs, atUs);
    beside ||= (fromUs ?? atUs) < endUs;
  };
  for (const { milestone, atUs } of milestones) if (milestone === "block-devices-started" || milestone === "spawn-started" || milestone === "image-started") did(atUs, atUs);
  for (const { operation, actor, startUs: fromUs, endUs: doneUs } of operations) if (actor.role === "boot" && MAIN_WORK.has(operation)) did(fromUs, doneUs);
  for (const acquisition of acquisitions) if (acquisition.actor.role === "boot" && !isOfBranch(acquisition)) did(acquisition.acquiredUs, acquisition.releasedUs);
  // Where all else was begun once the network was there, the boot waited for that from the start.
  return { startUs, endUs, neededUs: beside ? neededUs : startUs };
}

/** Whether it is the branch that took it, given that it was taken in the branch's time. */
export function isOfBranch({ actor, resourceClass }: Acquisition): boolean {
  // It is the network service that has keystone check its caller meanwhile.
  return actor.service.startsWith("neutron") || actor.service === "keystone" || actor.service.startsWith("quantum") || resourceClass.startsWith("refresh_cache");
}
