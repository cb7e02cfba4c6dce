import { max } from "d3-array";
import type { Actor, EventWait, ExternalEvent, Place } from "../model/trace.ts";

/** What one instance's records say of external events, in order of time, µs UTC. */
export interface EventRecords {
  readonly completed: readonly {
    readonly atUs: number;
    readonly atLeastUs: number | undefined;
    readonly events: readonly string[];
    readonly outcome: "completed" | "timeout";
    readonly requestId: string | undefined;
    readonly place: Place;
  }[];
  readonly awaited: readonly { readonly atUs: number; readonly event: string; readonly place: Place }[];
  readonly received: readonly { readonly atUs: number; readonly event: string; readonly place: Place }[];
  /** Guest started or paused, end of a libvirt job that started it. */
  readonly guestStartsUs: readonly number[];
  /** End of the logs, if the boot is still under way then: an event not received is still waited for. */
  readonly openUntilUs: number | undefined;
  /** Instants of nova-compute's lines of a request, in order: others may know the request, by clocks of their own. */
  readonly linesOf: (requestId: string) => readonly number[];
  readonly actor: Actor;
}

const SECOND_US = 1_000_000;

/**
 * The time really spent blocked on external events.
 *
 * `Instance event wait completed in n seconds` ends a wait that began n to n + 1 s before: at the last own line of the request in that
 * window or at the guest's start in it, whichever came later (nova starts the guest paused and only then waits), else n s before. Where that line is
 * absent a wait runs from the guest's start to the event, or to the end of the logs if it never came; an event that came before the
 * guest's start, or without one, blocked nobody.
 */
export function eventWaitsOf(records: EventRecords): readonly EventWait[] {
  if (records.completed.length > 0) return records.completed.map((done) => completedWait(done, records));
  const waits: EventWait[] = [];
  const seen = new Set<string>();
  for (const { event, atUs: preparedUs, place } of records.awaited) {
    if (seen.has(event)) continue;
    seen.add(event);
    const startUs = records.guestStartsUs.find((one) => one >= preparedUs);
    if (startUs === undefined) continue;
    const arrival = records.received.find((one) => one.event === event && one.atUs >= preparedUs);
    if (arrival === undefined) {
      if (records.openUntilUs !== undefined && records.openUntilUs > startUs) {
        waits.push({ event: kindOfEvent(event), startUs, endUs: records.openUntilUs, outcome: "open", actor: records.actor, place });
      }
      continue;
    }
    if (arrival.atUs <= startUs) continue;
    waits.push({ event: kindOfEvent(event), startUs, endUs: arrival.atUs, outcome: "completed", actor: records.actor, place: arrival.place });
  }
  return asOne(waits);
}

/** The events that were awaited and came, each once. */
export function eventsOf({ awaited, received, guestStartsUs }: EventRecords): readonly ExternalEvent[] {
  const seen = new Set<string>();
  return awaited.flatMap(({ event, atUs: preparedUs }) => {
    const arrival = seen.has(event) ? undefined : received.find((one) => one.event === event && one.atUs >= preparedUs);
    seen.add(event);
    return arrival === undefined
      ? []
      : [{ event: kindOfEvent(event), preparedUs, neededUs: guestStartsUs.find((one) => one >= preparedUs), receivedUs: arrival.atUs, place: arrival.place }];
  });
}

/** A boot with several ports waits once, until the last of its events. */
function asOne(waits: readonly EventWait[]): readonly EventWait[] {
  const longest = new Map<string, EventWait>();
  for (const wait of waits) {
    const key = `${wait.event} ${wait.startUs}`;
    const known = longest.get(key);
    if (known === undefined || wait.endUs > known.endUs) longest.set(key, wait);
  }
  return [...longest.values()];
}

function completedWait(done: EventRecords["completed"][number], records: EventRecords): EventWait {
  const atLeastUs = done.atLeastUs ?? 0;
  const latestUs = done.atUs - atLeastUs;
  const earliestUs = latestUs - SECOND_US;
  const own = done.requestId === undefined ? [] : records.linesOf(done.requestId);
  const lastOwnUs = own.findLast((atUs) => atUs >= earliestUs && atUs <= latestUs && atUs < done.atUs);
  // Of a guest's start several lines tell, some of them late.
  const guestStartUs =
    done.atLeastUs === undefined ? records.guestStartsUs.findLast((atUs) => atUs <= latestUs) : records.guestStartsUs.find((atUs) => atUs >= earliestUs && atUs <= latestUs);
  return {
    event: kindOfEvent(done.events[0] ?? "external event"),
    startUs: max([lastOwnUs, guestStartUs], (us) => us) ?? latestUs,
    endUs: done.atUs,
    outcome: done.outcome,
    actor: records.actor,
    place: done.place,
  };
}

/** `network-vif-plugged-4696d181-…` without its port. */
function kindOfEvent(event: string): string {
  return event.replace(/-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, "");
}
