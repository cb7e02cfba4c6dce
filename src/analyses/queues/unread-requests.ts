import { bisectLeft, bisectRight, group, max, median } from "d3-array";
import type { Acquisition, Trace, TracedInstance } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import { CLIENT_REQUESTS, type Pool } from "../pool.ts";
import { fullClient, type WasLeft } from "./full-client.ts";
import { tellOwnLines, type OwnLinesOf } from "./own-lines.ts";

/** Calls read at once that show how long boots work before they send such a call. */
const LEAST_SEEN = 3;

/**
 * Its log shows only when a request was read, and of the first of those that were left in the socket since when: all others came earlier than
 * they seem. What nova-compute says tells since when: since the request's own last line, the answer to its call before or
 * the event it waited for, and then its usual work; or since the last instant in which there was room. Gives what is now known of each acquisition that this changes.
 */
export function unreadRequests(trace: Trace, pools: ReadonlyMap<string, Pool>): ReadonlyMap<Acquisition, Acquisition> {
  const sendingsOf = tellSendings(trace);
  const told = new Map<Acquisition, Acquisition>();
  for (const [identity, calls] of group(
    trace.acquisitions.filter(({ resourceClass, state }) => resourceClass === CLIENT_REQUESTS && state !== "abandoned"),
    (call) => call.identity,
  )) {
    const permits = pools.get(identity)?.permits;
    if (permits === undefined) continue;
    for (const { call, unreadUs } of sendingsOf(calls, permits)) {
      if (unreadUs !== (call.waitUs ?? 0)) told.set(call, { ...call, waitUs: unreadUs });
    }
  }
  return told;
}

/** When a boot or a delete sent a call, as far as nova-compute's lines tell, µs UTC; and how long it lay unread while there was no room, µs. */
export interface Sending {
  readonly call: Acquisition;
  readonly sentUs: number;
  readonly unreadUs: number;
}

/** Of the calls of one client, of which libvirtd works on so many at a time. */
export function tellSendings({ instances, endUs = 0 }: Trace): (calls: readonly Acquisition[], permits: number) => readonly Sending[] {
  const linesOf = tellOwnLines({ instances });
  return (calls, permits) => {
    const holds = calls.flatMap((call) => heldStretch(call, endUs) ?? []);
    const surely = fullClient(holds, permits);
    const seen = sightings(calls, linesOf, instances);
    const workUs = usualWorkUs(seen.filter(({ sinceUs, call }) => surely.waitUs(sinceUs, call.acquiredUs ?? sinceUs) === 0));
    const full = fullClient(holds, permits, wasLeftUnread(seen, workUs));
    const namelessUs = timeOfNameless(calls);
    return seen.map((sighting) => {
      const { call, sinceUs, notBeforeUs } = sighting;
      const { acquiredUs = sinceUs } = call;
      const freeUs = Math.min(acquiredUs, sinceUs + (workUs(sighting) ?? 0));
      const sentUs = Math.min(Math.max(freeUs, notBeforeUs), freeUs + namelessUs(freeUs, acquiredUs));
      return { call, sentUs, unreadUs: full.waitUs(sentUs, acquiredUs) };
    });
  };
}

/** A call, and since when its boot or delete was free to send it, as far as seen. */
interface Sighting {
  readonly call: Acquisition;
  readonly sinceUs: number;
  /** What came before: another call, a line, an event. */
  readonly after: string;
  /** Calls read before it were not sent earlier than this, and one connection keeps their order. */
  readonly notBeforeUs: number;
}

function sightings(calls: readonly Acquisition[], linesOf: OwnLinesOf, instances: readonly TracedInstance[]): readonly Sighting[] {
  const answers = new Map<string, { readonly atUs: number; readonly by: string }>();
  let notBeforeUs = Number.NEGATIVE_INFINITY;
  return [...calls].sort((a, b) => (a.acquiredUs ?? 0) - (b.acquiredUs ?? 0)).flatMap((call) => {
    const { actor: { instance, role }, acquiredUs, releasedUs, by = "" } = call;
    if (instance === undefined || acquiredUs === undefined) return [];
    const key = `${instance} ${role}`;
    const answer = answers.get(key);
    if (releasedUs !== undefined && releasedUs >= (answer?.atUs ?? releasedUs)) answers.set(key, { atUs: releasedUs, by });
    const { atUs: linesUs } = linesOf(instance, role, "nova-compute");
    const lineUs = linesUs[bisectLeft(linesUs, acquiredUs) - 1];
    if (lineUs === undefined) return [];
    const eventUs = role === "boot" ? max(instances[instance]?.eventWaits ?? [], ({ endUs }) => (endUs <= acquiredUs ? endUs : undefined)) : undefined;
    const before = [{ atUs: lineUs, by: "a line" }, ...(answer === undefined ? [] : [answer]), ...(eventUs === undefined ? [] : [{ atUs: eventUs, by: "an event" }])];
    const last = before.reduce((latest, one) => (one.atUs > latest.atUs ? one : latest));
    if (last.atUs > acquiredUs) return [];
    notBeforeUs = Math.max(notBeforeUs, last.atUs);
    return [{ call, sinceUs: last.atUs, after: last.by, notBeforeUs }];
  });
}

/** One connection keeps the order of calls: the next to be read after a gap of which is known when it could be sent tells whether any was left. */
function wasLeftUnread(seen: readonly Sighting[], workUs: (sighting: Sighting) => number | undefined): WasLeft {
  const readsUs = seen.map(({ call, sinceUs }) => call.acquiredUs ?? sinceUs);
  return (gap) => {
    const next = seen[bisectRight(readsUs, gap.startUs)];
    return next !== undefined && Math.max(next.sinceUs + (workUs(next) ?? Number.POSITIVE_INFINITY), next.notBeforeUs) <= gap.startUs;
  };
}

/** How long boots usually work between the two before they send a call that is read at once, µs; undefined: too few are known. */
function usualWorkUs(seen: readonly Sighting[]): (sighting: Sighting) => number | undefined {
  const keyOf = ({ call, after }: Sighting): string => `${after} ${call.by ?? ""}`;
  const usual = new Map(
    [...group(seen, keyOf)]
      .filter(([, own]) => own.length >= LEAST_SEEN)
      .map(([key, own]) => [key, median(own, ({ call, sinceUs }) => (call.acquiredUs ?? sinceUs) - sinceUs) ?? 0]),
  );
  return (sighting) => usual.get(keyOf(sighting));
}

/**
 * How long libvirtd took in a stretch for a call that names no domain, µs: a boot may have sent one before the call that does, as nova asks for the
 * library's version to see whether its connection lives.
 */
function timeOfNameless(calls: readonly Acquisition[]): (fromUs: number, toUs: number) => number {
  const nameless = calls
    .flatMap(({ actor, acquiredUs, releasedUs }) =>
      actor.instance === undefined && acquiredUs !== undefined && releasedUs !== undefined ? [{ startUs: acquiredUs, endUs: releasedUs }] : [],
    )
    .sort((a, b) => a.startUs - b.startUs);
  const startsUs = nameless.map(({ startUs }) => startUs);
  return (fromUs, toUs) =>
    median(
      nameless.slice(bisectLeft(startsUs, fromUs), bisectRight(startsUs, toUs)).filter(({ endUs }) => endUs <= toUs),
      ({ startUs, endUs }) => endUs - startUs,
    ) ?? 0;
}
