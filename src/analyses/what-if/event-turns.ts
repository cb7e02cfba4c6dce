import { group } from "d3-array";
import type { EventWait } from "../../model/trace.ts";
import { resourceKey, type ResourceKey } from "../resource-key.ts";
import type { BootRun } from "../runs.ts";
import type { Queue } from "./activity.ts";
import type { Passage } from "./draw-line.ts";
import type { Replayable } from "./replayable.ts";

/** An event of one boot that comes in its turn. µs UTC. */
export interface Turn {
  readonly cause: ResourceKey;
  /** The wait that it ended; undefined: it was there when it was needed. */
  readonly wait: EventWait | undefined;
  readonly startUs: number;
  /** The boot cannot go on without it from then on. */
  readonly neededUs: number;
  readonly resumeUs: number;
  readonly arrivedUs: number;
  readonly passage: Passage;
}

export interface Turns {
  /** Those who bring events, one at a time. */
  readonly queues: readonly Queue[];
  /** By the boot's place in the trace; the queues have their places from `firstQueue` on. */
  readonly of: (instance: number, firstQueue: number) => readonly Turn[];
}

export const NO_TURNS: Turns = { queues: [], of: () => [] };

/** The event was received shortly before the line that ends the wait for it, µs. */
const LATEST_US = 1_000_000;

/** Events that came one after another, as passages through who brings them. */
export function turnsOf({ eventTurns }: Pick<Replayable, "eventTurns">, { boots }: BootRun): Turns {
  const waits = new Map(boots.map(({ index, instance }) => [index, instance.eventWaits]));
  const own = eventTurns.filter(({ instance }) => waits.has(instance));
  const servers = [...group(own, ({ server }) => server).keys()];
  const queues = servers.map((server): Queue => ({ identity: server, key: keyOf(server.slice(server.lastIndexOf("|") + 1)), permits: 1, fair: true }));
  const ofBoot = group(own, ({ instance }) => instance);
  const of = (index: number, firstQueue: number): readonly Turn[] =>
    (ofBoot.get(index) ?? []).flatMap(({ event: { event, neededUs, receivedUs }, server, preparedUs, requestUs, startUs, endUs, arrivedUs }) => {
      const wait = waits.get(index)?.find((one) => one.event === event && one.endUs >= receivedUs && one.endUs < receivedUs + LATEST_US);
      const needUs = wait?.startUs ?? neededUs;
      if (needUs === undefined || needUs < preparedUs) return [];
      const passage = { queue: firstQueue + servers.indexOf(server), requestUs, acquiredUs: startUs, releasedUs: endUs, called: true, unseen: undefined };
      return [{ cause: keyOf(event), wait, startUs: preparedUs, neededUs: needUs, resumeUs: wait?.endUs ?? needUs, arrivedUs, passage }];
    });
  return { queues, of };
}

function keyOf(event: string): ResourceKey {
  return resourceKey({ kind: "event", service: "nova-compute", resource: event });
}
