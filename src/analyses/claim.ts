import type { Acquisition } from "../model/trace.ts";

/** Whether the resource tracker of nova-compute held its lock (nova/compute/resource_tracker.py). */
export function isClaim({ resourceClass, actor: { service } }: Acquisition): boolean {
  return resourceClass === "compute_resources" && service === "nova-compute";
}
