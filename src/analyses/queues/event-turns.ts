import { group, max, min } from "d3-array";
import type { Acquisition, Actor, ExternalEvent, TimedOperation, Trace } from "../../model/trace.ts";
import type { EventTurn } from "../event-turn.ts";
import { agentLogOf, isNetworkServiceFree, servedInRounds } from "./agent-rounds.ts";
import { bootActor } from "./boot-actor.ts";
import { claimServers } from "./claim-servers.ts";

/** An event of one boot, and who brings it. */
interface Expected extends Pick<EventTurn, "instance" | "event" | "server"> {
  readonly host: string | undefined;
  /** Nothing else kept the boot waiting since, µs UTC. */
  readonly freeUs: number;
  readonly actor: Actor;
}

/**
 * Events that one server brings to a host, as the network service's agent sets up one port after another: where they come at a pace, in the order in which they
 * were prepared for; else where the agent's log tells of the rounds in which it set up their ports. What boots wait for of that server is told as waiting for the event.
 */
export function eventTurns({ instances, acquisitions, operations }: Trace): readonly EventTurn[] {
  if (instances.every(({ events }) => events.length === 0)) return [];
  const waited = group(
    acquisitions.filter(({ actor, waitUs = 0, resolutionUs }) => actor.role === "boot" && actor.instance !== undefined && waitUs >= resolutionUs),
    ({ actor }) => actor.instance,
  );
  const expected = instances.flatMap((traced, instance) =>
    traced.events.map((event): Expected => ({
      server: `${traced.host ?? ""}|${event.event}`,
      host: traced.host,
      instance,
      event,
      freeUs: freeFrom(event, waited.get(instance) ?? []),
      actor: bootActor("nova-compute", traced.host, traced, instance),
    })),
  );
  const hosts = new Set(instances.map(({ host }) => host));
  // A log that does not name its host is the only host's.
  const steps = isNetworkServiceFree(acquisitions) ? operations.filter(({ operation }) => operation === "agent-step") : [];
  const agents = group(steps, ({ actor }) => actor.host ?? (hosts.size === 1 ? instances[0]?.host : undefined));
  return [...group(expected, ({ server }) => server).values()].flatMap((own) => atAPace(own) ?? inRounds(own, agents.get(own[0]?.host) ?? []));
}

function atAPace(expected: readonly Expected[]): readonly EventTurn[] | undefined {
  const departures = expected.map(({ event: { event, receivedUs, place }, freeUs, actor }) => ({ actor, arrivalUs: freeUs, departureUs: receivedUs, server: undefined, kind: event, place }));
  const claim = claimServers(departures, "upstream");
  if (claim === undefined) return undefined;
  const started = expected.map((one, index) => ({ ...one, startUs: claim.startsUs[index] ?? one.freeUs }));
  const leadUs = Math.max(0, min(started, ({ freeUs, startUs }) => startUs - freeUs) ?? 0);
  return started.map(({ instance, event, server, freeUs, startUs }) => ({
    instance,
    event,
    server,
    preparedUs: event.preparedUs,
    requestUs: Math.min(startUs, freeUs + leadUs),
    startUs,
    endUs: event.receivedUs,
    arrivedUs: event.receivedUs,
  }));
}

function inRounds(expected: readonly Expected[], steps: readonly TimedOperation[]): readonly EventTurn[] {
  const served = servedInRounds(expected, agentLogOf(steps));
  return expected.flatMap(({ instance, event, server }, index) => {
    const one = served[index];
    return one === undefined ? [] : [{ instance, event, server, ...one }];
  });
}

/** While the boot waits for something else first, such as a turn at libvirt, there is no port yet to be set up. */
function freeFrom({ preparedUs, receivedUs }: ExternalEvent, waited: readonly Acquisition[]): number {
  return (
    max([preparedUs, ...waited.flatMap(({ acquiredUs }) => (acquiredUs !== undefined && acquiredUs > preparedUs && acquiredUs <= receivedUs ? [acquiredUs] : []))]) ?? preparedUs
  );
}
