import { descending, group } from "d3-array";
import type { Acquisition, Trace } from "../../model/trace.ts";
import type { Pool } from "../pool.ts";
import { claimPermits, type Claim } from "./claim-permits.ts";
import { loggedPermits } from "./logged-permits.ts";
import type { Station, Visit } from "./station.ts";
import { stationFinders } from "./stations/index.ts";
import { divideStretches } from "./stretches.ts";

export interface FoundQueues {
  /** By identity of their acquisitions. */
  readonly pools: ReadonlyMap<string, Pool>;
  /** Those of the trace and what was inferred, in order of time. */
  readonly acquisitions: readonly Acquisition[];
}

/**
 * Finds the queues that no log line names, and tells the passages through them as acquisitions, so that whatever is asked of a logged lock
 * can be asked of them too.
 */
export function findQueues(trace: Trace): FoundQueues {
  const untilUs = trace.endUs ?? 0;
  const pools = new Map<string, Pool>(loggedPermits(trace, untilUs).map((pool) => [pool.identity, pool]));
  const inferred: Acquisition[] = [];
  for (const [place, stations] of group(stationFinders.flatMap((find) => find(trace)), ({ host, pid, name }) => `${host ?? ""}|${pid ?? ""}|inferred|${name}`)) {
    for (const station of stations) {
      const found = claimStretches(station, untilUs);
      if (found.length === 0) continue;
      const several = new Set(found.map(({ claim }) => claim.permits)).size > 1;
      for (const { claim, visits } of found) {
        const { permits, basis } = claim;
        // A limit that was changed between two runs is another pool.
        const identity = several ? `${place}|${permits}` : place;
        if (!pools.has(identity)) pools.set(identity, { identity, permits, inferred: true, basis: station.support === undefined ? basis : `${basis}; ${station.support}`, option: station.option });
        visits.forEach((visit, index) => inferred.push(acquisitionOf(visit, claim.waitsUs[index] ?? 0, station, identity, untilUs)));
      }
      break;
    }
  }
  return { pools, acquisitions: inferred.length === 0 ? trace.acquisitions : [...trace.acquisitions, ...inferred].sort((a, b) => endOf(a) - endOf(b)) };
}

interface ClaimedStretch {
  readonly visits: readonly Visit[];
  readonly claim: Claim;
}

/** The stretches of a station in which it was a queue, the one with most waiting first. */
function claimStretches(station: Station, untilUs: number): readonly ClaimedStretch[] {
  const stretches = divideStretches(station.visits);
  const claimOf = (visits: readonly Visit[], knownPermits?: number): Claim | undefined => claimPermits(visits, { ...station, untilUs, knownPermits });
  const sure = stretches.map((visits) => claimOf(visits));
  const known = new Set(sure.map((claim) => claim?.permits).filter((permits) => permits !== undefined));
  const [only] = known;
  return stretches
    .map((visits, index) => ({ visits, claim: sure[index] ?? (known.size === 1 ? claimOf(visits, only) : undefined) }))
    .filter((stretch): stretch is ClaimedStretch => stretch.claim !== undefined)
    .sort((a, b) => descending(a.claim.waitUs, b.claim.waitUs));
}

function acquisitionOf({ actor, startUs, endUs, place, name: by }: Visit, waitUs: number, { resource, service, host, name }: Station, identity: string, untilUs: number): Acquisition {
  return {
    resource, lock: name, identity, resourceClass: name, form: "inferred", by, actor: { ...actor, service, host }, holder: undefined,
    acquiredUs: startUs ?? untilUs, waitUs, releasedUs: endUs, holdUs: startUs === undefined || endUs === undefined ? undefined : endUs - startUs,
    state: startUs === undefined ? "waiting" : endUs === undefined ? "held" : "released", resolutionUs: 1000, place,
  };
}

function endOf({ acquiredUs, releasedUs }: Acquisition): number {
  return acquiredUs ?? releasedUs ?? 0;
}
