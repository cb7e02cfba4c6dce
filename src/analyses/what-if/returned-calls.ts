import { max } from "d3-array";
import type { Interval } from "../../lib/intervals.ts";
import type { Acquisition } from "../../model/trace.ts";
import { isDaemon } from "./workplace.ts";

/** That the guest runs is told by another thread, up to so long before the call that starts it returns, µs. */
const EARLY_START_US = 50_000;

/** A boot waits for an event once libvirt has answered it, though a line may have told a little earlier that it can go on. */
export function returnOfCall(acquisitions: readonly Acquisition[]): (wait: Interval) => number {
  const calls = acquisitions.filter(({ actor }) => isDaemon(actor.service));
  return ({ startUs, endUs }) =>
    max(calls, ({ acquiredUs = startUs, releasedUs = startUs }) => (acquiredUs < startUs && releasedUs <= Math.min(endUs, startUs + EARLY_START_US) ? releasedUs : undefined)) ?? startUs;
}
