import type { Acquisition } from "../../model/trace.ts";

/** When it was asked for, as far as told. */
export function requestedUs({ acquiredUs, waitUs, releasedUs, holdUs }: Acquisition): number {
  return (acquiredUs ?? (releasedUs ?? 0) - (holdUs ?? 0)) - (waitUs ?? 0);
}
