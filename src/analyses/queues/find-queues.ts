import { descending, group, max, min, sum } from "d3-array";
import { countOf, formatCount } from "../../lib/quantity.ts";
import { clip, deepest, totalUs, unite, uncovered, type Interval } from "../../lib/intervals.ts";
import type { Acquisition, Trace } from "../../model/trace.ts";
import { waitOf } from "../awaited.ts";
import type { EventTurn } from "../event-turn.ts";
import { answersTo } from "../find-hotspot.ts";
import { inOrderOfTime } from "../in-order-of-time.ts";
import { tellLines, type Lines } from "../main-line.ts";
import { CLIENT_REQUESTS, type Pool } from "../pool.ts";
import type { RoomyIn, RoomyPlace } from "../roomy-place.ts";
import { claimPermits, type Claim } from "./claim-permits.ts";
import { claimServers } from "./claim-servers.ts";
import { connectionTests } from "./connection-tests.ts";
import { eventTurns } from "./event-turns.ts";
import { findFreezes } from "./freezes.ts";
import { loggedPermits } from "./logged-permits.ts";
import type { DepartureStation, Station, Visit } from "./station.ts";
import { departureFinders, stationFinders } from "./stations/index.ts";
import { sharedCores } from "./shared-cores.ts";
import { statedLimits } from "./stated-limits.ts";
import { divideStretches } from "./stretches.ts";
import { requestLimits } from "./request-limits.ts";
import { tokenChecks } from "./token-checks.ts";
import { unreadRequests } from "./unread-requests.ts";
import { unstatedWaits } from "./unstated-waits.ts";

export interface FoundQueues {
  /** By identity of their acquisitions. */
  readonly pools: ReadonlyMap<string, Pool>;
  /** Those of the trace and what was inferred, in order of time. */
  readonly acquisitions: readonly Acquisition[];
  /** Events that came one after another. */
  readonly eventTurns: readonly EventTurn[];
  /** Places where everyone found room. */
  readonly roomy: RoomyIn;
}

/** A queue is not told where this share of its waiting is told already: by a logged lock, or by a queue found before it. */
const TOLD_SHARE = 0.5;

/**
 * Finds the queues that no log line names, and tells the passages through them as acquisitions, so that whatever is asked of a logged lock
 * can be asked of them too. Places seen from inside come first, then those seen by their departures, and what one of them explains no later one
 * claims: one boot's waiting is not told twice. Pools of these names are told even where they made nobody wait, by who was inside when.
 */
export function findQueues(logged: Trace, shown: readonly string[] = []): FoundQueues {
  const untilUs = logged.endUs ?? 0;
  const locks = unstatedWaits(logged);
  const permits = loggedPermits(logged.acquisitions, untilUs);
  const pools = new Map<string, Pool>([...locks, ...permits].map(({ pool }) => [pool.identity, pool]));
  const limits = requestLimits(logged, pools);
  for (const { pool } of limits) pools.set(pool.identity, pool);
  const stated = statedLimits(logged, pools);
  for (const { pool } of stated) pools.set(pool.identity, pool);
  const read = withoutFreeRequests(retell(logged, [...permits, ...limits, ...stated].map(({ told }) => told)));
  const owned = retell(read, [connectionTests(read, pools)]);
  const trace = retell(owned, [...locks.map(({ told }) => told), unreadRequests(owned, pools)]);
  const inferred: Acquisition[] = [];
  const told = toldWaits(trace);
  const tell = (stretches: readonly ClaimedStretch[]): void => {
    const several = new Set(stretches.map(({ claim }) => claim.permits)).size > 1;
    for (const { claim, visits, station } of stretches) {
      // A limit that was changed between two runs is another pool.
      const identity = several ? `${placeOf(station)}|${claim.permits}` : placeOf(station);
      const acquisitions = visits.map((visit, index) => acquisitionOf(visit, claim.waitsUs[index] ?? 0, station, identity, untilUs));
      if (told.share(acquisitions) > TOLD_SHARE || (claim.basis === undefined && !pools.has(identity))) continue;
      const { option, processes } = station;
      if (!pools.has(identity))
        pools.set(identity, {
          identity,
          permits: claim.permits,
          inferred: true,
          basis: `${claim.basis}${ofStrangers(visits)}`,
          option,
          ...(processes === undefined ? {} : { processes }),
        });
      told.add(acquisitions);
      inferred.push(...acquisitions);
    }
  };
  const seen = [...group(stationFinders.flatMap((find) => find(trace)), placeOf).values()];
  for (const stations of seen) tell(stations.map((station) => claimStretches(station, untilUs)).find((found) => found.length > 0) ?? []);
  for (const { pool, acquisitions } of findFreezes(trace, [...trace.acquisitions, ...inferred])) {
    pools.set(pool.identity, pool);
    told.add(acquisitions);
    inferred.push(...acquisitions);
  }
  for (const station of departureFinders.flatMap((find) => find(trace))) {
    if (!pools.has(placeOf(station))) tell(claimDepartures(station));
  }
  for (const queue of tokenChecks(trace)) tell([queue]);
  for (const queue of sharedCores(trace)) if (!pools.has(placeOf(queue.station))) tell([queue]);
  for (const [station] of seen) if (station !== undefined && shown.some((name) => answersTo(station.name, name)) && !pools.has(placeOf(station))) tell([roomy(station)]);
  const acquisitions = inferred.length === 0 ? trace.acquisitions : inOrderOfTime(trace.acquisitions, inferred);
  return {
    pools,
    acquisitions,
    eventTurns: eventTurns({ ...trace, acquisitions }),
    roomy: (stretch) => seen.flatMap(([station]) => (station === undefined || pools.has(placeOf(station)) ? [] : [roomyPlace(station, stretch, untilUs)])),
  };
}

/** The trace with what more was told of its own acquisitions. */
function retell(trace: Trace, told: readonly ReadonlyMap<Acquisition, Acquisition>[]): Trace {
  const known = new Map(told.flatMap((some) => [...some]));
  return known.size === 0 ? trace : { ...trace, acquisitions: trace.acquisitions.map((acquisition) => known.get(acquisition) ?? acquisition) };
}

/** Of calls to libvirt of which neither a line nor a limit that was found says whether they waited in their client's socket nothing is told. */
function withoutFreeRequests(trace: Trace): Trace {
  const isTold = ({ resourceClass, waitUs }: Acquisition): boolean => resourceClass !== CLIENT_REQUESTS || waitUs !== undefined;
  return trace.acquisitions.every(isTold) ? trace : { ...trace, acquisitions: trace.acquisitions.filter(isTold) };
}

function placeOf({ host, pid, name }: Pick<Station, "host" | "pid" | "name">): string {
  return `${host ?? ""}|${pid ?? ""}|inferred|${name}`;
}

/** What a claimed station is, without those who passed it. */
type Place = Pick<Station, "resource" | "service" | "host" | "pid" | "name" | "option" | "processes">;

interface ClaimedStretch {
  readonly station: Place;
  readonly visits: readonly Visit[];
  /** Without a basis of its own: another stretch showed the limit. */
  readonly claim: Omit<Claim, "basis"> & { readonly basis: string | undefined };
}

/** The stretches of a station in which it was a queue, the one with most waiting first. */
function claimStretches(station: Station, untilUs: number): readonly ClaimedStretch[] {
  const stretches = divideStretches(station.visits);
  const claimOf = (visits: readonly Visit[], knownPermits?: number): Claim | undefined => claimPermits(visits, { ...station, untilUs, knownPermits });
  const sure = stretches.map((visits) => claimOf(visits));
  const known = new Set(sure.map((claim) => claim?.permits).filter((permits) => permits !== undefined));
  const only = known.size === 1 ? [...known][0] : undefined;
  if (only === undefined) return byWaiting(stretches.flatMap((visits, index) => (sure[index] === undefined ? [] : [{ station, visits, claim: sure[index] }])));
  const ofBoots = stretches.map((visits) => visits.some(({ actor }) => actor.instance !== undefined));
  const between = [ofBoots.indexOf(true), ofBoots.lastIndexOf(true)] as const;
  const isCrowded = utilisation(stretches.slice(between[0], between[1] + 1).flat(), only) >= CROWDED_SHARE;
  return byWaiting(stretches.flatMap((visits, index): readonly ClaimedStretch[] => {
    const claim = sure[index] ?? claimOf(visits, only);
    if (claim !== undefined) return [{ station, visits, claim }];
    return ofBoots[index] === true || (isCrowded && index > between[0] && index < between[1]) ? passed(station, visits, only) : [];
  }));
}

function byWaiting(stretches: readonly ClaimedStretch[]): readonly ClaimedStretch[] {
  return [...stretches].sort((a, b) => descending(a.claim.waitUs, b.claim.waitUs));
}

/** Who else passes between boots is told where at least this share of the permits was taken then: boots have to wait for that should they come at another time. */
const CROWDED_SHARE = 0.5;

function utilisation(visits: readonly Visit[], permits: number): number {
  const stays = staysOf(visits);
  const [fromUs = 0, toUs = 0] = [min(stays, ({ startUs }) => startUs), max(stays, ({ endUs }) => endUs)];
  return toUs <= fromUs ? 0 : sum(stays, ({ startUs, endUs }) => endUs - startUs) / (permits * (toUs - fromUs));
}

function staysOf(visits: readonly Visit[]): readonly Interval[] {
  return visits.flatMap(({ startUs, endUs }) => (startUs === undefined || endUs === undefined ? [] : [{ startUs, endUs }]));
}

/** One begins before another has left by no more than is no wait. */
function withoutPassing(visits: readonly Visit[], passingUs: number): readonly Interval[] {
  return staysOf(visits).map(({ startUs, endUs }) => ({ startUs, endUs: Math.max(startUs, endUs - passingUs) }));
}

/**
 * Where the limit that another stretch showed held nobody up: who passed took its permits all the same, and boots and deletes would have to wait if more
 * came at once.
 */
function passed(station: Station, all: readonly Visit[], permits: number): readonly ClaimedStretch[] {
  const visits = all.filter(({ startUs }) => startUs !== undefined);
  return deepest(withoutPassing(all, station.passingUs)) > permits ? [] : [{ station, visits, claim: { permits, basis: undefined, waitsUs: visits.map(() => 0), waitUs: 0 } }];
}

/** A pool that had room whenever somebody came. */
function roomy(station: Station): ClaimedStretch {
  const visits = station.visits.filter(({ startUs }) => startUs !== undefined);
  return { station, visits, claim: { permits: Number.POSITIVE_INFINITY, basis: "nobody waited for it", waitsUs: visits.map(() => 0), waitUs: 0 } };
}

function roomyPlace(station: Station, stretch: Interval, untilUs: number): RoomyPlace {
  const visits = station.visits.filter(({ startUs, endUs = untilUs }) => startUs !== undefined && startUs < stretch.endUs && endUs > stretch.startUs);
  const { option, passingUs } = station;
  const identity = placeOf(station);
  const permits = Math.max(1, deepest(withoutPassing(visits, passingUs)));
  return {
    pool: { identity, permits, inferred: true, basis: `never more than ${formatCount(permits)} inside`, option },
    acquisitions: visits.map((visit) => acquisitionOf(visit, 0, station, identity, untilUs)),
  };
}

function claimDepartures(station: DepartureStation): readonly ClaimedStretch[] {
  const claim = claimServers(station.departures, station.arrivals);
  if (claim === undefined) return [];
  const visits = station.departures.map(({ actor, arrivalUs, departureUs, place, kind }, index) => ({
    actor,
    arrivalUs,
    startUs: claim.startsUs[index],
    endUs: departureUs,
    place,
    name: kind,
  }));
  return [{ station: { ...station, resource: "service" }, visits, claim }];
}

function acquisitionOf(
  { actor, startUs, endUs, place, name: by }: Visit,
  waitUs: number,
  { resource, service, host, name }: Place,
  identity: string,
  untilUs: number,
): Acquisition {
  return {
    resource, lock: name, identity, resourceClass: name, form: "inferred", by, actor: { ...actor, service, host }, holder: undefined,
    acquiredUs: startUs ?? untilUs, waitUs, releasedUs: endUs, holdUs: startUs === undefined || endUs === undefined ? undefined : endUs - startUs,
    state: startUs === undefined ? "waiting" : endUs === undefined ? "held" : "released", resolutionUs: 1000, place,
  };
}

/** What is missing from the waits of boots. */
function ofStrangers(visits: readonly Visit[]): string {
  const strangers = visits.filter(({ actor }) => actor.instance === undefined).length;
  return strangers <= visits.length / 2
    ? ""
    : `; for whom it served ${formatCount(strangers)} of ${countOf(visits.length, "request")} is not logged, so boots waited longer than told`;
}

interface ToldWaits {
  readonly add: (acquisitions: readonly Acquisition[]) => void;
  /** Share of their waiting in which the same line of work of the same instance is known to have waited for something. */
  readonly share: (acquisitions: readonly Acquisition[]) => number;
}

function toldWaits(trace: Trace): ToldWaits {
  const waits = new Map<string, Interval[]>();
  let lines: Lines | undefined;
  // The allocation of a network waits on its own, whatever the boot's main line waits for meanwhile.
  const lineOf = (acquisition: Acquisition): string | undefined => {
    const { instance } = acquisition.actor;
    return instance === undefined ? undefined : `${instance} ${(lines ??= tellLines(trace)).lineOf(acquisition) ?? "main"}`;
  };
  const put = (line: string | undefined, wait: Interval | undefined): void => {
    if (line === undefined || wait === undefined) return;
    const own = waits.get(line);
    if (own === undefined) waits.set(line, [wait]);
    else own.push(wait);
  };
  const add = (some: readonly Acquisition[]): void => {
    for (const acquisition of some) {
      const wait = waitOf(acquisition);
      if (wait !== undefined) put(lineOf(acquisition), wait);
    }
  };
  const addLogged = (): void => {
    add(trace.acquisitions);
    trace.instances.forEach(({ eventWaits }, index) => {
      for (const wait of eventWaits) put(`${index} main`, wait);
    });
  };
  // Where no queue is found nobody asks, and of logged waits there may be a million.
  let isLoggedAdded = false;
  return {
    add,
    share: (some) => {
      if (!isLoggedAdded) addLogged();
      isLoggedAdded = true;
      const asked = some.flatMap((acquisition) => {
        const wait = waitOf(acquisition);
        return wait === undefined ? [] : [{ line: lineOf(acquisition), wait }];
      });
      const united = new Map([...group(asked, ({ line }) => line).keys()].map((line) => [line, unite(line === undefined ? [] : waits.get(line) ?? [])]));
      const wholeUs = sum(asked, ({ wait }) => wait.endUs - wait.startUs);
      const freeUs = sum(asked, ({ line, wait }) => totalUs(uncovered(wait, (united.get(line) ?? []).flatMap((known) => clip(known, wait) ?? []))));
      return wholeUs === 0 ? 0 : 1 - freeUs / wholeUs;
    },
  };
}
