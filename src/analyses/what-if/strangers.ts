import { bisector, group } from "d3-array";
import type { Acquisition } from "../../model/trace.ts";
import { PASSING_US } from "../passing.ts";
import { requestedUs } from "./requested-us.ts";

/**
 * When those asked for a worker of whom only the answer is logged (a stranger's request, of which no client and no boot tells). Where all who were served just before and just after had
 * waited, so had they: a pool that serves in order of arrival had them ask between these two. Gives those whose asking is told so, µs.
 */
export function askingOfStrangers(acquisitions: readonly Acquisition[]): ReadonlyMap<Acquisition, number> {
  const asked = new Map<Acquisition, number>();
  for (const own of group(acquisitions.filter(({ form, acquiredUs }) => form === "inferred" && acquiredUs !== undefined), ({ identity }) => identity).values()) {
    const known = own.filter(({ actor }) => actor.instance !== undefined).sort((a, b) => acquiredOf(a) - acquiredOf(b));
    for (const stranger of own) {
      if (stranger.actor.instance !== undefined || (stranger.waitUs ?? 0) >= stranger.resolutionUs) continue;
      const after = byAcquired(known, acquiredOf(stranger));
      const [previous, next] = [known[after - 1], known[after]];
      if (previous === undefined || next === undefined || !waited(previous) || !waited(next)) continue;
      asked.set(stranger, Math.min(acquiredOf(stranger), Math.round((requestedUs(previous) + requestedUs(next)) / 2)));
    }
  }
  return asked;
}

function acquiredOf({ acquiredUs = 0 }: Acquisition): number {
  return acquiredUs;
}

function waited({ waitUs = 0 }: Acquisition): boolean {
  return waitUs > PASSING_US;
}

const byAcquired = bisector(acquiredOf).right;
