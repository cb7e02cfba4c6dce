import type { Trace } from "../model/trace.ts";

/**
 * When each boot first asked for the lock that is called after its instance, µs UTC, by the instance. Only of instances that a request asked for together: of the others all lines of
 * the request are their own, and tell it already.
 */
export function ownLocksAskedFor({ instances, acquisitions }: Pick<Trace, "instances" | "acquisitions">): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { bootRequestIds } of instances) for (const id of bootRequestIds) (seen.has(id) ? shared : seen).add(id);
  const together = new Map(instances.flatMap(({ id, bootRequestIds }, index) => (bootRequestIds.some((one) => shared.has(one)) ? [[id, index] as const] : [])));
  if (together.size === 0) return first;
  for (const { lock, actor, acquiredUs, waitUs = 0 } of acquisitions) {
    const index = together.get(lock);
    if (index === undefined || acquiredUs === undefined || actor.role !== "boot" || actor.instance !== index) continue;
    first.set(index, Math.min(acquiredUs - waitUs, first.get(index) ?? Number.POSITIVE_INFINITY));
  }
  return first;
}
