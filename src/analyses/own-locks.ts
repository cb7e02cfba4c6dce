import { rollup } from "d3-array";
import type { Trace } from "../model/trace.ts";

/**
 * When each boot first asked for the lock that is called after its instance, µs UTC, by the instance. Only of instances that a request asked for together: of the others all lines of
 * the request are their own, and tell it already.
 */
export function ownLocksAskedFor({ instances, acquisitions }: Pick<Trace, "instances" | "acquisitions">): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  const boots = rollup(instances.flatMap(({ bootRequestIds }) => bootRequestIds), (own) => own.length, (id) => id);
  const together = new Map(instances.flatMap(({ id, bootRequestIds }, index) => (bootRequestIds.some((one) => (boots.get(one) ?? 0) > 1) ? [[id, index] as const] : [])));
  if (together.size === 0) return first;
  for (const { lock, actor, acquiredUs, waitUs = 0 } of acquisitions) {
    const index = together.get(lock);
    if (index === undefined || acquiredUs === undefined || actor.role !== "boot" || actor.instance !== index) continue;
    first.set(index, Math.min(acquiredUs - waitUs, first.get(index) ?? Number.POSITIVE_INFINITY));
  }
  return first;
}
