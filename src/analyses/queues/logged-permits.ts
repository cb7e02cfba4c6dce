import { group } from "d3-array";
import type { Acquisition } from "../../model/trace.ts";
import type { Pool } from "../pool.ts";
import { claimPermits } from "./claim-permits.ts";
import type { Visit } from "./station.ts";

/** In libvirtd.conf, or virtqemud.conf where the daemon is modular. */
const OPTIONS: Readonly<Record<string, string>> = { "libvirtd workers": "max_workers", "libvirtd client requests": "max_client_requests" };

/** How many permits the pools have whose waits are logged, as far as a backlog shows it. */
export function loggedPermits(acquisitions: readonly Acquisition[], untilUs: number): readonly Pool[] {
  const passages = acquisitions.filter(({ resource, state }) => resource === "permit" && state !== "abandoned");
  return [...group(passages, ({ identity }) => identity)].flatMap(([identity, own]) => {
    const claim = claimPermits(own.flatMap(visitOf), { arrivals: "seen", passingUs: (own[0]?.resolutionUs ?? 1) - 1, untilUs });
    return claim === undefined ? [] : [{ identity, permits: claim.permits, inferred: false, basis: claim.basis, option: OPTIONS[own[0]?.lock ?? ""] }];
  });
}

function visitOf({ actor, acquiredUs, waitUs = 0, releasedUs, state, place }: Acquisition): readonly Visit[] {
  if (acquiredUs === undefined) return [];
  const arrivalUs = acquiredUs - waitUs;
  if (state === "waiting") return [{ actor, arrivalUs, startUs: undefined, endUs: undefined, place, name: undefined }];
  // Released at an instant unknown, as the daemon was restarted.
  const endUs = state === "held" ? undefined : releasedUs ?? acquiredUs;
  return [{ actor, arrivalUs, startUs: acquiredUs, endUs, place, name: undefined }];
}
