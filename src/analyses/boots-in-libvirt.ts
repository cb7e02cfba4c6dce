import type { Interval } from "../lib/intervals.ts";
import type { Operation } from "../model/operation.ts";
import type { Trace } from "../model/trace.ts";

const WHOLE: ReadonlySet<Operation> = new Set<Operation>(["domain-start", "libvirt-api"]);

/**
 * From when to when libvirtd worked for the boots of these instances or kept them waiting, where no other log tells of them: from the request to define the
 * domain to the end of the call that lets the guest go. By index of the instance; those it did not start are absent.
 */
export function bootsInLibvirt({ operations, acquisitions }: Pick<Trace, "operations" | "acquisitions">, instances: ReadonlySet<number>): ReadonlyMap<number, Interval> {
  const found = new Map<number, Interval>();
  if (instances.size === 0) return found;
  const started = new Set<number>();
  for (const { actor, operation, startUs, endUs, open } of operations) {
    const { instance, role } = actor;
    if (instance === undefined || role !== "boot" || open || !WHOLE.has(operation) || !instances.has(instance)) continue;
    if (operation === "domain-start") started.add(instance);
    const { startUs: fromUs, endUs: toUs } = found.get(instance) ?? { startUs, endUs };
    found.set(instance, { startUs: Math.min(fromUs, startUs), endUs: Math.max(toUs, endUs) });
  }
  for (const { actor, acquiredUs, waitUs = 0 } of acquisitions) {
    const span = actor.role === "boot" && actor.instance !== undefined ? found.get(actor.instance) : undefined;
    if (span === undefined || acquiredUs === undefined || acquiredUs > span.endUs) continue;
    found.set(actor.instance as number, { ...span, startUs: Math.min(span.startUs, acquiredUs - waitUs) });
  }
  return new Map([...found].filter(([instance]) => started.has(instance)));
}
