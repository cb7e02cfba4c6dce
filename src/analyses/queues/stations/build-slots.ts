import { group } from "d3-array";
import { shortFunction } from "../../names.ts";
import type { Acquisition, Trace } from "../../../model/trace.ts";
import type { Station, Visit } from "../station.ts";

/**
 * nova-compute's `max_concurrent_builds`. Under eventlet the semaphore is taken inside the instance's own lock: a boot arrives when it has that
 * lock, starts with `Starting instance...`, and leaves when it gives the lock back (nova/compute/manager.py, build_and_run_instance).
 */
export function buildSlots(trace: Trace): readonly Station[] {
  const visits = trace.acquisitions.map((acquisition) => visitOf(acquisition, trace)).filter((visit) => visit !== undefined);
  return [...group(visits, ({ actor }) => `${actor.host ?? ""}|${actor.pid ?? ""}`).values()].map((own) => ({
    resource: "permit",
    service: "nova-compute",
    host: own[0]?.actor.host,
    name: "nova-compute build slots",
    option: "[DEFAULT] max_concurrent_builds",
    visits: own,
  }));
}

function visitOf({ by, actor, lock, acquiredUs, releasedUs, place }: Acquisition, { instances }: Trace): Visit | undefined {
  if (by === undefined || !shortFunction(by).endsWith("_locked_do_build_and_run_instance") || acquiredUs === undefined || releasedUs === undefined) return undefined;
  const instance = actor.instance === undefined ? undefined : instances[actor.instance];
  if (instance?.id !== lock) return undefined;
  const started = instance.milestones.find(({ milestone, atUs }) => milestone === "build-started" && atUs >= acquiredUs && atUs <= releasedUs);
  return started === undefined ? undefined : { actor, arrivalUs: acquiredUs, startUs: started.atUs, endUs: releasedUs, place: started.place ?? place };
}
