import type { Claim } from "./claim-permits.ts";
import type { Station, Visit } from "./station.ts";

/** A place that is known to be a queue, and who passed it. */
export interface ClaimedQueue {
  readonly station: Pick<Station, "resource" | "service" | "host" | "pid" | "name" | "option" | "processes">;
  readonly visits: readonly Visit[];
  readonly claim: Claim;
}
