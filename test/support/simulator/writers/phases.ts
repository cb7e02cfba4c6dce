import type { World } from "../model/world.ts";
import { epochUs, isoInstant } from "./clock.ts";

/** The benchmark's own table: what it saw from outside. */
export function writePhases({ boots, scenario }: World): string {
  const isSsh = scenario.traits.readyBy === "ssh";
  const instant = (us: number | undefined): string => (us === undefined ? "" : isoInstant(epochUs(scenario.dialect, us)));
  const heading = ["name", "id", "req_id", "del_req_id", "post_status", "final", "create_start", "create_accepted", "active", ...(isSsh ? ["ping", "ssh"] : []), "delete_start", "delete_accepted", "gone", "fault"];
  const rows = boots.map(({ name, uuid, createRequest, deleteRequest, seen }) => {
    const activeUs = seen.activeSeenUs ?? Infinity;
    const reached = [seen.pingUs, seen.sshUs].map((us) => instant(us === undefined ? undefined : Math.max(us, activeUs)));
    return [name, uuid, createRequest, deleteRequest, "202", "ACTIVE", instant(seen.requestedUs), instant(seen.acceptedUs), instant(seen.activeSeenUs), ...(isSsh ? reached : []), instant(seen.deleteRequestedUs), instant(seen.deleteAcceptedUs), instant(seen.goneSeenUs), ""];
  });
  return [heading, ...rows].map((row) => `${row.join(",")}\n`).join("");
}
