import type { Trace } from "../../../model/trace.ts";
import { isLogged } from "../../services-of.ts";
import { bootActor } from "../boot-actor.ts";
import { workersOf } from "../services.ts";
import type { DepartureStation } from "../station.ts";

const SERVICE = "neutron-server";

/**
 * The network service as nova-compute's log alone shows it: asked for a port when the network's allocation begins, or for another one when it has made that
 * before, until `Successfully created port: …`.
 */
export function createdPorts({ instances, sources }: Trace): readonly DepartureStation[] {
  if (isLogged(SERVICE, sources)) return [];
  const departures = instances.flatMap((instance, index) => {
    let arrivalUs: number | undefined;
    return instance.milestones.flatMap(({ milestone, atUs, host, place }) => {
      const askedUs = arrivalUs;
      if (milestone === "network-started" || milestone === "network-port-created") arrivalUs = atUs;
      if (milestone !== "network-port-created" || askedUs === undefined) return [];
      return [{ actor: bootActor(SERVICE, host, instance, index), arrivalUs: askedUs, departureUs: atUs, server: undefined, kind: "create port", place }];
    });
  });
  return departures.length === 0 ? [] : [{ ...workersOf(SERVICE, undefined), processes: [], arrivals: "amid", departures }];
}
