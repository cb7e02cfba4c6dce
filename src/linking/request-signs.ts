import type { MilestoneName } from "../model/event.ts";

const BOOT: ReadonlySet<MilestoneName> = new Set<MilestoneName>([
  "create-requested",
  "create-accepted",
  "scheduled",
  "build-started",
  "claim-started",
  "claimed",
  "network-started",
  "network-port-created",
  "block-devices-started",
  "spawn-started",
  "image-started",
  "xml-started",
  "built",
]);
const DELETE: ReadonlySet<MilestoneName> = new Set<MilestoneName>(["delete-requested", "terminating", "destroy-started", "deallocate-started", "delete-ended"]);

// e.g. nova.compute.manager.ComputeManager.build_and_run_instance.<locals>._locked_do_build_and_run_instance
const BOOT_FUNCTION = /build_and_run_instance|run_instance|instance_claim/;
// e.g. nova.compute.manager.ComputeManager.terminate_instance.<locals>.do_terminate_instance
const DELETE_FUNCTION = /do_terminate_instance|terminate_instance/;

const TELL_LENGTH: ReadonlySet<MilestoneName> = new Set<MilestoneName>([
  "create-requested", "build-started", "spawn-started", "built", "active", "ping", "ssh", "error", "delete-requested", "terminating", "destroyed", "delete-ended", "gone",
]);

/**
 * The length of a boot or a delete, and the waits in it, can be told without it. What the hypervisor says of a guest, in no request, may be all there is of its
 * start and its end.
 */
export function isDetail(milestone: MilestoneName, requestId: string | undefined): boolean {
  return !TELL_LENGTH.has(milestone) && !(requestId === undefined && milestone.startsWith("guest-"));
}

/** What a milestone, or a function that wants a lock, tells of the request that did it. */
export type Sign = "boot" | "delete" | undefined;

export function signOfMilestone(milestone: MilestoneName): Sign {
  return BOOT.has(milestone) ? "boot" : DELETE.has(milestone) ? "delete" : undefined;
}

export function signOfFunction(name: string): Sign {
  return BOOT_FUNCTION.test(name) ? "boot" : DELETE_FUNCTION.test(name) ? "delete" : undefined;
}
