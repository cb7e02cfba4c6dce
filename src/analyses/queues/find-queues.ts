import type { Acquisition, Trace } from "../../model/trace.ts";
import type { Pool } from "../pool.ts";
import { claimPermits } from "./claim-permits.ts";
import type { Station, Visit } from "./station.ts";
import { stationFinders } from "./stations/index.ts";

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
  const pools = new Map<string, Pool>();
  const inferred: Acquisition[] = [];
  for (const station of stationFinders.flatMap((find) => find(trace))) {
    const claim = claimPermits(station.visits);
    if (claim === undefined) continue;
    const identity = `${station.host ?? ""}|inferred|${station.name}`;
    pools.set(identity, { identity, permits: claim.permits, inferred: true, basis: claim.basis, option: station.option });
    for (const visit of station.visits) inferred.push(acquisitionOf(visit, station, identity));
  }
  return { pools, acquisitions: inferred.length === 0 ? trace.acquisitions : [...trace.acquisitions, ...inferred].sort((a, b) => endOf(a) - endOf(b)) };
}

function acquisitionOf({ actor, arrivalUs, startUs, endUs, place }: Visit, { resource, service, host, name }: Station, identity: string): Acquisition {
  return {
    resource, lock: name, identity, resourceClass: name, form: "inferred", by: undefined, actor: { ...actor, service, host }, holder: undefined,
    acquiredUs: startUs, waitUs: startUs - arrivalUs, releasedUs: endUs, holdUs: endUs - startUs, state: "released", resolutionUs: 1000, place,
  };
}

function endOf({ acquiredUs, releasedUs }: Acquisition): number {
  return acquiredUs ?? releasedUs ?? 0;
}
