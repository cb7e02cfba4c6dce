import { bisector, group } from "d3-array";
import type { Acquisition } from "../../model/trace.ts";
import { PASSING_US } from "../passing.ts";
import type { Delivery } from "./event-deliveries.ts";
import { requestedUs } from "./requested-us.ts";

/** A request of which it is known when it asked for a worker. */
type Asking = Pick<Delivery, "identity" | "requestUs" | "acquiredUs">;

/**
 * When those asked for a worker of whom only the answer is logged (a stranger's request, of which no client and no boot tells). Where all who were served just
 * before and just after had waited, so had they: a pool that serves in order of arrival had them ask between these two. Gives those whose asking is told so,
 * µs. `deliveries`: requests that brought events, of which boots tell since when they waited.
 */
export function askingOfStrangers(acquisitions: readonly Acquisition[], deliveries: readonly Delivery[] = []): ReadonlyMap<Acquisition, number> {
  const asked = new Map<Acquisition, number>();
  const brought = group(deliveries, ({ identity }) => identity);
  const bringing = new Set(deliveries.map(({ passage }) => passage));
  for (const [identity, own] of group(
    acquisitions.filter(({ form, acquiredUs }) => form === "inferred" && acquiredUs !== undefined),
    (one) => one.identity,
  )) {
    const ofBoots = own
      .filter((one) => one.actor.instance !== undefined && !bringing.has(one))
      .map((one): Asking => ({ identity, requestUs: requestedUs(one), acquiredUs: acquiredOf(one) }));
    const known = [...ofBoots, ...(brought.get(identity) ?? [])].sort((a, b) => a.acquiredUs - b.acquiredUs);
    for (const stranger of own) {
      if (stranger.actor.instance !== undefined || bringing.has(stranger) || (stranger.waitUs ?? 0) >= stranger.resolutionUs) continue;
      const after = byAcquired(known, acquiredOf(stranger));
      const [previous, next] = [known[after - 1], known[after]];
      if (previous === undefined || next === undefined || !waited(previous) || !waited(next)) continue;
      asked.set(stranger, Math.min(acquiredOf(stranger), Math.round((previous.requestUs + next.requestUs) / 2)));
    }
  }
  return asked;
}

function acquiredOf({ acquiredUs = 0 }: Acquisition): number {
  return acquiredUs;
}

function waited({ requestUs, acquiredUs }: Asking): boolean {
  return acquiredUs - requestUs > PASSING_US;
}

const byAcquired = bisector(({ acquiredUs }: Asking) => acquiredUs).right;
