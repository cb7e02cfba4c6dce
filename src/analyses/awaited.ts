import type { Interval } from "../lib/intervals.ts";
import type { Acquisition, EventWait } from "../model/trace.ts";
import type { Resource } from "./resource-key.ts";

/** What someone waits for: a passage through a lock, a permit, a job or a service, or an external event. */
export type Awaited = Acquisition | EventWait;

/** The time someone waited, or the part of it that matters where it is asked for. */
export interface Wait extends Interval {
  readonly awaited: Awaited;
}

export function isEvent(awaited: Awaited): awaited is EventWait {
  return "event" in awaited;
}

export function resourceOf(awaited: Awaited): Resource {
  if (isEvent(awaited)) return { kind: "event", service: awaited.actor.service, resource: awaited.event };
  return { kind: awaited.resource, service: awaited.actor.service, resource: awaited.resourceClass };
}

/** When it was waited for; undefined where unknown or not at all. */
export function waitOf(awaited: Awaited): Wait | undefined {
  if (isEvent(awaited)) return awaited.endUs > awaited.startUs ? { startUs: awaited.startUs, endUs: awaited.endUs, awaited } : undefined;
  const { acquiredUs, waitUs } = awaited;
  return acquiredUs === undefined || waitUs === undefined || waitUs <= 0 ? undefined : { startUs: acquiredUs - waitUs, endUs: acquiredUs, awaited };
}
