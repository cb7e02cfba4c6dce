import { group, max, min } from "d3-array";
import type { Acquisition, ExternalEvent, Trace } from "../../model/trace.ts";
import type { EventTurn } from "../event-turn.ts";
import { bootActor } from "./boot-actor.ts";
import { claimServers } from "./claim-servers.ts";

/**
 * Events that one server brings to a host, as the network service's agent sets up one port after another: where they come at a pace, in the order in which they
 * were prepared for. Nobody's lines tell of that server, and what boots wait for of it is told as waiting for the event.
 */
export function eventTurns({ instances, acquisitions }: Trace): readonly EventTurn[] {
  if (instances.every(({ events }) => events.length === 0)) return [];
  const waited = group(
    acquisitions.filter(({ actor, waitUs = 0, resolutionUs }) => actor.role === "boot" && actor.instance !== undefined && waitUs >= resolutionUs),
    ({ actor }) => actor.instance,
  );
  const all = instances.flatMap((traced, instance) =>
    traced.events.map((event) => ({
      server: `${traced.host ?? ""}|${event.event}`,
      instance,
      event,
      freeUs: freeFrom(event, waited.get(instance) ?? []),
      actor: bootActor("nova-compute", traced.host, traced, instance),
    })),
  );
  return [...group(all, ({ server }) => server).values()].flatMap((own) => {
    const claim = claimServers(
      own.map(({ event: { event, receivedUs, place }, freeUs, actor }) => ({ actor, arrivalUs: freeUs, departureUs: receivedUs, server: undefined, kind: event, place })),
      "upstream",
    );
    if (claim === undefined) return [];
    const started = own.map(({ instance, event, server, freeUs }, index) => ({ instance, event, server, freeUs, startUs: claim.startsUs[index] ?? freeUs }));
    const leadUs = Math.max(0, min(started, ({ freeUs, startUs }) => startUs - freeUs) ?? 0);
    return started.map(({ freeUs, ...one }) => ({ ...one, requestUs: Math.min(one.startUs, freeUs + leadUs) }));
  });
}

/** While the boot waits for something else first, such as a turn at libvirt, there is no port yet to be set up. */
function freeFrom({ preparedUs, receivedUs }: ExternalEvent, waited: readonly Acquisition[]): number {
  return (
    max([preparedUs, ...waited.flatMap(({ acquiredUs }) => (acquiredUs !== undefined && acquiredUs > preparedUs && acquiredUs <= receivedUs ? [acquiredUs] : []))]) ?? preparedUs
  );
}
