import { bisectLeft, bisectRight, group, sum } from "d3-array";
import { matchMutually } from "../lib/match-mutually.ts";
import type { Joins } from "./join-instances.ts";
import type { Lineage } from "./link-source.ts";
import type { RawAcquisition, Trail, Writer } from "./raw.ts";
import { uuidIn } from "./resource-class.ts";

/** Where the lines of one acquisition stand among those of its request, as numbers of lines before them. */
interface Stand {
  readonly requested: number;
  readonly acquired: number;
  readonly released: number | undefined;
}

/** Lines of one request in one log, and which of them are tagged with each instance, as numbers of lines of the request before them. */
interface Sequence {
  readonly rankOf: (line: number) => number;
  readonly tagged: readonly (readonly number[])[];
}

/** Instances that one request boots, and acquisitions of theirs beyond which they are not told apart, the product of both: a second or so. */
const MOST_PAIRS = 1_000_000;

type Signs = readonly number[];

const MARGIN = 1;
const NOT_INSIDE = 3;
const WROTE_MEANWHILE = 3;
const FAR = 8;
const ROUNDS = 4;

/**
 * For whom an acquisition was, where its request serves several instances and neither tag nor lock says for which. Each instance's thread of work goes on one step after another:
 * its tagged lines stand next to those of the lock (before it asks, inside the hold, after it gives back), none while it waits; and each takes a lock for a function as often as the others.
 * What these signs leave open is not in the result.
 */
export function matchSiblings(lineages: readonly Lineage[], { requests }: Joins): ReadonlyMap<RawAcquisition, string> {
  const matched = new Map<RawAcquisition, string>();
  const sharedBy = ({ requestId, globalRequestId }: Writer): string | undefined => {
    const id = [requestId, globalRequestId].find((one) => one !== undefined && (requests.get(one)?.role ?? "background") !== "background");
    return id !== undefined && (requests.get(id)?.instances.size ?? 0) > 1 ? id : undefined;
  };
  for (const { paired } of lineages) {
    const open = paired.acquisitions.flatMap((acquisition) => {
      const request = sharedBy(acquisition.writer);
      return request === undefined || acquisition.writer.instanceId !== undefined || isNamed(acquisition, requests.get(request)?.instances) ? [] : [{ request, acquisition }];
    });
    for (const [request, ofRequest] of group(open, ({ request }) => request)) {
      const instances = [...(requests.get(request)?.instances ?? [])].sort();
      for (const [source, inSource] of group(ofRequest, ({ acquisition }) => acquisition.place.source)) {
        const sequence = sequenceOf(paired.trails, request, instances, source);
        for (const alike of group(inSource, ({ acquisition: { lock, by } }) => `${by ?? ""}|${lock}`).values()) {
          if (alike.length * instances.length > MOST_PAIRS) continue;
          const signs = alike.map(({ acquisition }) => signsOf(standOf(acquisition, sequence), sequence));
          const columns = matchBySigns(signs, Math.ceil(alike.length / instances.length));
          alike.forEach(({ acquisition }, row) => {
            const instance = instances[columns[row] ?? -1];
            if (instance !== undefined) matched.set(acquisition, instance);
          });
        }
      }
    }
  }
  return matched;
}

function isNamed({ lock }: RawAcquisition, instances: ReadonlySet<string> | undefined): boolean {
  const named = uuidIn(lock);
  return named !== undefined && instances?.has(named) === true;
}

function sequenceOf(trails: ReadonlyMap<string, readonly Trail[]>, request: string, instances: readonly string[], source: number): Sequence {
  const linesOf = (id: string): readonly number[] => (trails.get(id) ?? []).filter((trail) => trail.source === source).flatMap(({ line }) => line).sort((a, b) => a - b);
  const lines = linesOf(request);
  const rankOf = (line: number): number => bisectLeft(lines, line);
  // An instance has lines of other requests too, such as those of external events.
  const tagged = instances.map((id) => linesOf(id).map((line) => ({ line, rank: rankOf(line) })).filter(({ line, rank }) => lines[rank] === line).map(({ rank }) => rank));
  return { rankOf, tagged };
}

function standOf({ place, requestLine, releaseLine }: RawAcquisition, { rankOf }: Sequence): Stand {
  return { requested: rankOf(requestLine ?? place.line), acquired: rankOf(place.line), released: releaseLine === undefined ? undefined : rankOf(releaseLine) };
}

/** How far each sign is from where it would stand, were nobody else at work, for each instance: logarithms to the base of 2 of lines. */
function signsOf({ requested, acquired, released }: Stand, { tagged }: Sequence): readonly Signs[] {
  return tagged.map((ranks) => {
    const before = ranks[bisectLeft(ranks, requested) - 1];
    const inside = ranks[bisectRight(ranks, acquired)];
    const after = ranks[bisectRight(ranks, released ?? acquired)];
    const meanwhile = bisectLeft(ranks, acquired) - bisectRight(ranks, requested);
    return [
      before === undefined ? FAR : distance(before, requested),
      inside !== undefined && released !== undefined && inside < released ? distance(acquired, inside) : NOT_INSIDE,
      after === undefined ? FAR : distance(released ?? acquired, after),
      meanwhile > 0 ? WROTE_MEANWHILE : 0,
    ];
  });
}

/** Of lines next to one another none. */
function distance(from: number, to: number): number {
  return Math.min(FAR, Math.log2(Math.max(1, to - from)));
}

/** The signs count by how near they usually are: which of the steps around a lock are next to it differs from function to function. */
function matchBySigns(signs: readonly (readonly Signs[])[], capacity: number): readonly (number | undefined)[] {
  let usual: Signs = [1, 1, 1, 1];
  let columns: readonly (number | undefined)[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const costs = signs.map((row) => row.map((own) => sum(own, (far, sign) => far / (usual[sign] ?? 1))));
    columns = matchMutually(costs, capacity, MARGIN);
    const told = columns.flatMap((column, row) => { const own = column === undefined ? undefined : signs[row]?.[column]; return own === undefined ? [] : [own]; });
    if (told.length === 0) break;
    usual = [0, 1, 2, 3].map((sign) => (sum(told, (own) => own[sign] ?? 0) + 1) / (told.length + 1));
  }
  return 2 * columns.filter((column) => column !== undefined).length < columns.length ? columns.map(() => undefined) : columns;
}
