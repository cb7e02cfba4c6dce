import { group, median, min, sum } from "d3-array";
import { firstAbove } from "../../lib/search.ts";
import type { Acquisition, ExternalEvent, TimedOperation } from "../../model/trace.ts";
import { isAgentRound } from "../agent-round.ts";

/** An event of a boot, and from when on nothing else but who brings it kept the boot waiting, µs UTC. */
interface Expected {
  readonly instance: number;
  readonly event: ExternalEvent;
  readonly freeUs: number;
}

/** When a port was there to be seen, and from when until when it was set up, µs UTC. */
interface Served {
  /** It was not there before. */
  readonly preparedUs: number;
  readonly requestUs: number;
  readonly startUs: number;
  readonly endUs: number;
  /** The event was there, if the process that receives it had nothing else to do. */
  readonly arrivedUs: number;
}

/** What the log of neutron's Open vSwitch agent on one host tells. */
export interface AgentLog {
  /** Rounds of its loop. */
  readonly rounds: readonly TimedOperation[];
  /** When it turned to the port of an instance, by instance, in order of time. */
  readonly ports: ReadonlyMap<number, readonly TimedOperation[]>;
}

/** `steps`: of operations, those of agents. */
export function agentLogOf(steps: readonly TimedOperation[]): AgentLog {
  const ports = steps.filter(({ name, actor }) => actor.instance !== undefined && name.startsWith("port "));
  return {
    rounds: steps.filter(isAgentRound).sort(byStart),
    ports: group(ports.sort(byStart), ({ actor }) => actor.instance ?? -1),
  };
}

/** A round that takes this much longer than the shortest did more than look around, µs. */
const LEAST_WORK_US = 10_000;

/**
 * Which ports were set up when: each round of the agent's loop takes those that it finds at its start, one after another, and what a round takes beyond the shortest
 * is theirs in equal parts. A port that came while a round was busy waited for its end. Undefined where the log tells of no such round.
 */
export function servedInRounds(events: readonly Expected[], { rounds, ports }: AgentLog): readonly (Served | undefined)[] {
  const shortestUs = min(rounds, lengthOf) ?? 0;
  const isBusy = (round: TimedOperation | undefined): boolean => round !== undefined && lengthOf(round) >= shortestUs + LEAST_WORK_US;
  const startsUs = rounds.map(({ startUs }) => startUs);
  const found = events.flatMap((expected, index) => {
    const turnedUs = ports.get(expected.instance)?.findLast(({ startUs }) => startUs < expected.event.receivedUs)?.startUs;
    if (turnedUs === undefined) return [];
    const at = firstAbove(startsUs, turnedUs) - 1;
    const round = rounds[at];
    return round !== undefined && turnedUs <= round.endUs && isBusy(round) ? [{ index, turnedUs, ...expected, round, before: rounds[at - 1] }] : [];
  });
  const usualUs = median(found.filter(({ before }) => !isBusy(before)), ({ round, freeUs }) => Math.max(0, round.startUs - freeUs)) ?? 0;
  const wayUs = median(found, ({ round, event }) => Math.max(0, event.receivedUs - round.endUs)) ?? 0;
  const served: (Served | undefined)[] = events.map(() => undefined);
  for (const [round, own] of group(found, (one) => one.round)) {
    const eachUs = (lengthOf(round) - shortestUs) / own.length;
    for (const [rank, { index, event, freeUs, before }] of [...own].sort((a, b) => a.turnedUs - b.turnedUs).entries()) {
      const endUs = Math.min(event.receivedUs, round.startUs + shortestUs + (rank + 1) * eachUs);
      // The round before did not find it.
      const preparedUs = Math.max(freeUs, Math.min(before?.startUs ?? freeUs, event.neededUs ?? Number.POSITIVE_INFINITY));
      const requestUs = isBusy(before) ? Math.max(preparedUs, Math.min(round.startUs, freeUs + usualUs)) : round.startUs;
      served[index] = { preparedUs, requestUs, startUs: endUs - eachUs, endUs, arrivedUs: Math.min(event.receivedUs, round.endUs + wayUs) };
    }
  }
  return served;
}

/** Where boots wait for the network service for more than this share of what it works for them, its agent does so too: how long a round takes tells nothing of the agent's own work. */
const IDLE_SHARE = 0.1;

export function isNetworkServiceFree(acquisitions: readonly Acquisition[]): boolean {
  const calls = acquisitions.filter(({ resource, actor }) => resource === "service" && actor.role === "boot" && /^(?:neutron|quantum)-/.test(actor.service));
  return sum(calls, ({ waitUs = 0 }) => waitUs) <= IDLE_SHARE * sum(calls, ({ holdUs = 0 }) => holdUs);
}

function lengthOf({ startUs, endUs }: TimedOperation): number {
  return endUs - startUs;
}

function byStart(a: TimedOperation, b: TimedOperation): number {
  return a.startUs - b.startUs;
}
