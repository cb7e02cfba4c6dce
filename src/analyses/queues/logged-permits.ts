import { group } from "d3-array";
import { commonUs, totalUs, unite, type Interval } from "../../lib/intervals.ts";
import type { Acquisition } from "../../model/trace.ts";
import { CLIENT_REQUESTS, type Pool } from "../pool.ts";
import { claimPermits, type Claim } from "./claim-permits.ts";
import type { Visit } from "./station.ts";

const LIBVIRT_WORKERS = "libvirtd workers";

/** In libvirtd.conf, or virtqemud.conf where the daemon is modular. */
const OPTIONS: Readonly<Record<string, string>> = { [LIBVIRT_WORKERS]: "max_workers", [CLIENT_REQUESTS]: "max_client_requests" };

/** A worker that was at work for less than this share of the time in which calls waited may not take them. */
const WORKING_SHARE = 0.9;

export interface LoggedPool {
  readonly pool: Pool;
  /** Those that passed beside it. */
  readonly told: ReadonlyMap<Acquisition, Acquisition>;
}

/**
 * How many permits the pools have whose waits are logged, as far as a backlog shows it. Some of libvirtd's workers (`prio_workers`) take only calls of high
 * priority, so that they are idle while others wait: what they take takes none of the permits.
 */
export function loggedPermits(acquisitions: readonly Acquisition[], untilUs: number): readonly LoggedPool[] {
  const passages = acquisitions.filter(({ resource, state }) => resource === "permit" && state !== "abandoned");
  return [...group(passages, ({ identity }) => identity)].flatMap(([identity, own]): readonly LoggedPool[] => {
    const lock = own[0]?.lock ?? "";
    const ofAll = claimOf(own, untilUs);
    const told = new Map((ofAll === undefined && lock === LIBVIRT_WORKERS ? ofReserve(own) : []).map((passage) => [passage, { ...passage, identity: `${identity}|reserve` }]));
    const claim = told.size === 0 ? ofAll : claimOf(own.filter((passage) => !told.has(passage)), untilUs);
    if (claim === undefined) return [];
    const { permits, basis } = claim;
    return [{ pool: { identity, permits, inferred: false, basis, option: OPTIONS[lock] }, told }];
  });
}

function claimOf(passages: readonly Acquisition[], untilUs: number): Claim | undefined {
  return claimPermits(passages.flatMap(visitOf), { arrivals: "seen", passingUs: (passages[0]?.resolutionUs ?? 1) - 1, untilUs });
}

/** What those workers took that were mostly idle while calls waited. */
function ofReserve(passages: readonly Acquisition[]): readonly Acquisition[] {
  const waiting = unite(passages.flatMap(({ acquiredUs = 0, waitUs = 0 }) => (waitUs > 0 ? [{ startUs: acquiredUs - waitUs, endUs: acquiredUs }] : [])));
  const leastUs = WORKING_SHARE * totalUs(waiting);
  return [...group(passages, ({ actor }) => actor.tid)].flatMap(([tid, own]) => (tid !== undefined && commonUs(unite(own.flatMap(stayOf)), waiting) < leastUs ? own : []));
}

function stayOf({ acquiredUs, releasedUs }: Acquisition): readonly Interval[] {
  return acquiredUs === undefined || releasedUs === undefined ? [] : [{ startUs: acquiredUs, endUs: releasedUs }];
}

function visitOf({ actor, acquiredUs, waitUs = 0, releasedUs, state, place }: Acquisition): readonly Visit[] {
  if (acquiredUs === undefined) return [];
  const arrivalUs = acquiredUs - waitUs;
  if (state === "waiting") return [{ actor, arrivalUs, startUs: undefined, endUs: undefined, place, name: undefined }];
  // Released at an instant unknown, as the daemon was restarted.
  const endUs = state === "held" ? undefined : releasedUs ?? acquiredUs;
  return [{ actor, arrivalUs, startUs: acquiredUs, endUs, place, name: undefined }];
}
