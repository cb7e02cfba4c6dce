import { bisectLeft, bisectRight, group, sum } from "d3-array";
import { matchMutually } from "../lib/match-mutually.ts";
import type { Joins } from "./join-instances.ts";
import type { Lineage } from "./link-source.ts";
import type { RawAcquisition, Trail, Writer } from "./raw.ts";
import { uuidIn } from "./resource-class.ts";

/** How far each sign that an acquisition was for an instance is from where it would stand if nobody else were at work: logarithms to the base of 2 of lines. */
interface Signs {
  /** The instance's last line before the lock was asked for. */
  readonly before: number;
  /** Its first line inside the hold. */
  readonly inside: number;
  /** Its first line after the lock was given back. */
  readonly after: number;
  /** It wrote lines while the lock was waited for, as only what goes on beside its thread of work does. */
  readonly meanwhile: number;
}

/** Lines of one request in one log, and those of them that are tagged with each instance, as numbers of lines of the request before them. */
interface Sequence {
  readonly rankOf: (line: number) => number;
  /** Lines before an instant on the source's clock. */
  readonly rankAt: (us: number) => number;
  readonly tagged: readonly (readonly number[])[];
}

/** A sign that is missing, or further away, tells no more than one of 256 lines away. */
const FAR = 8;
/** Most holds have no line of anyone inside: this says as little as one of 8 lines away. */
const NOT_INSIDE = 3;
const WROTE_MEANWHILE = 3;

/** By how much an instance must be nearer than any other, in usual distances of a sign. */
const MARGIN = 1;

/** Usual distances settle in two or three rounds. */
const ROUNDS = 4;

/** Acquisitions by instances that are compared at most, for time grows faster than their number: 300 boots of one request. */
const MOST_PAIRS = 90_000;

/**
 * For whom an acquisition was, where its request serves several instances and neither its tag nor the lock's name says for which. Each instance's thread of work goes on one step
 * after another, so that its tagged lines stand next to those of its lock, and each instance takes the lock for one function as often as any other. What that leaves open is not in
 * the result.
 */
export function matchSiblings(lineages: readonly Lineage[], joins: Joins): ReadonlyMap<RawAcquisition, string> {
  const matched = new Map<RawAcquisition, string>();
  // Most logs hold no such request, and may hold a million acquisitions.
  if (![...joins.requests.values()].some(({ instances }) => instances.size > 1)) return matched;
  for (const { paired } of lineages) {
    for (const [request, ofRequest] of group(paired.acquisitions, (acquisition) => sharedRequest(acquisition, joins))) {
      if (request === undefined) continue;
      const instances = [...(joins.requests.get(request)?.instances ?? [])].sort();
      for (const [source, inSource] of group(ofRequest, ({ place }) => place.source)) {
        const sequence = sequenceOf(paired.trails, request, instances, source);
        for (const alike of group(inSource, ({ by, lock }) => `${by ?? ""}|${lock}`).values()) {
          if (alike.length * instances.length > MOST_PAIRS) continue;
          const columns = matchBySigns(alike.map((acquisition) => signsOf(acquisition, sequence)), Math.ceil(alike.length / instances.length));
          alike.forEach((acquisition, row) => {
            const instance = instances[columns[row] ?? -1];
            if (instance !== undefined) matched.set(acquisition, instance);
          });
        }
      }
    }
  }
  return matched;
}

/** The boot's or delete's request that leaves open for which of several instances this was. */
function sharedRequest({ writer, lock }: RawAcquisition, { requests }: Joins): string | undefined {
  const request = ownRequest(writer, requests);
  const instances = request === undefined ? undefined : requests.get(request)?.instances;
  if (instances === undefined || instances.size < 2) return undefined;
  const named = [writer.instanceId, uuidIn(lock)];
  return named.some((id) => id !== undefined && instances.has(id)) ? undefined : request;
}

function ownRequest({ requestId, globalRequestId }: Writer, requests: Joins["requests"]): string | undefined {
  return [requestId, globalRequestId].find((id) => id !== undefined && (requests.get(id)?.role ?? "background") !== "background");
}

function sequenceOf(trails: ReadonlyMap<string, readonly Trail[]>, request: string, instances: readonly string[], source: number): Sequence {
  const own = (id: string): readonly Trail[] => (trails.get(id) ?? []).filter((trail) => trail.source === source);
  const linesOf = (id: string): readonly number[] => own(id).flatMap(({ line }) => line).sort((a, b) => a - b);
  const lines = linesOf(request);
  const timesUs = own(request).flatMap(({ atUs }) => atUs).sort((a, b) => a - b);
  const rankOf = (line: number): number => bisectLeft(lines, line);
  // An instance has lines of other requests too, such as those of external events.
  const tagged = instances.map((id) => linesOf(id).filter((line) => lines[rankOf(line)] === line).map(rankOf));
  return { rankOf, rankAt: (us) => bisectRight(timesUs, us), tagged };
}

function signsOf({ place, requestLine, releaseLine, acquiredUs, waitUs }: RawAcquisition, { rankOf, rankAt, tagged }: Sequence): readonly Signs[] {
  const acquired = rankOf(place.line);
  // Up to Wallaby no line tells when it was asked for, only for how long it was waited for.
  const askedRank = acquiredUs === undefined || waitUs === undefined ? acquired : Math.min(acquired, rankAt(acquiredUs - waitUs));
  const requested = requestLine === undefined ? askedRank : rankOf(requestLine);
  const released = releaseLine === undefined ? acquired : rankOf(releaseLine);
  return tagged.map((ranks) => {
    const inside = ranks[bisectRight(ranks, acquired)];
    return {
      before: distance(ranks[bisectLeft(ranks, requested) - 1], requested),
      inside: inside !== undefined && inside < released ? distance(acquired, inside) : NOT_INSIDE,
      after: distance(released, ranks[bisectRight(ranks, released)]),
      meanwhile: bisectLeft(ranks, acquired) > bisectRight(ranks, requested) ? WROTE_MEANWHILE : 0,
    };
  });
}

/** None between lines next to one another. */
function distance(from: number | undefined, to: number | undefined): number {
  return from === undefined || to === undefined ? FAR : Math.min(FAR, Math.log2(Math.max(1, to - from)));
}

/**
 * The column of each row's instance. Which step is next to a lock differs from function to function, so a sign counts the more, the nearer it usually is to those that are matched.
 * Where few are, they may be so by chance, and none is.
 */
function matchBySigns(signs: readonly (readonly Signs[])[], capacity: number): readonly (number | undefined)[] {
  let usual: Signs = { before: 1, inside: 1, after: 1, meanwhile: 1 };
  for (let round = 1; ; round++) {
    const columns = matchMutually(signs.map((row) => row.map((own) => costOf(own, usual))), capacity, MARGIN);
    const told = columns.map((column, row) => signs[row]?.[column ?? -1]).filter((own) => own !== undefined);
    if (round === ROUNDS) return 2 * told.length < columns.length ? [] : columns;
    usual = usualOf(told);
  }
}

/** As for an exponential distribution of each sign's distance. */
function costOf(own: Signs, usual: Signs): number {
  return own.before / usual.before + own.inside / usual.inside + own.after / usual.after + own.meanwhile / usual.meanwhile;
}

/** Means, as if there were one more of distance 1: none is nought. */
function usualOf(told: readonly Signs[]): Signs {
  const mean = (of: (own: Signs) => number): number => (1 + sum(told, of)) / (1 + told.length);
  return { before: mean(({ before }) => before), inside: mean(({ inside }) => inside), after: mean(({ after }) => after), meanwhile: mean(({ meanwhile }) => meanwhile) };
}
