import { group } from "d3-array";
import type { Acquisition, Trace } from "../../model/trace.ts";
import { CLIENT_REQUESTS, type Pool } from "../pool.ts";
import { logOf } from "../services-of.ts";
import type { RequestLimit } from "./request-limits.ts";
import { shutOut } from "./shut-out.ts";

/**
 * libvirtd says it once for each client, as that has as many calls in hand as it may: with more boots at a time calls would wait, even if none did. The last
 * limit that a log states is that of its process.
 */
export function statedLimits({ acquisitions, limits, sources, endUs = 0 }: Trace, pools: ReadonlyMap<string, Pool>): readonly RequestLimit[] {
  const stated = limits.filter(({ pool }) => pool === CLIENT_REQUESTS);
  if (stated.length === 0) return [];
  const calls = acquisitions.filter(({ resourceClass, state, acquiredUs }) => resourceClass === CLIENT_REQUESTS && state !== "abandoned" && acquiredUs !== undefined);
  return [...group(calls, ({ identity }) => identity)].flatMap(([identity, own]) => {
    const logs = new Set(own.map(({ place }) => logOf(place, sources)));
    const permits = stated.findLast(({ place }) => logs.has(logOf(place, sources)))?.permits;
    if (permits === undefined || pools.has(identity)) return [];
    const told: ReadonlyMap<Acquisition, Acquisition> = own.some(({ waitUs }) => waitUs === undefined) ? shutOut(own, permits, endUs) : new Map();
    return [{ pool: { identity, permits, inferred: false, basis: `its log says when a client had as many requests in hand as it may: ${permits}`, option: "max_client_requests" }, told }];
  });
}
