import { deviation, group, max, mean, median, min, rollup, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Claim } from "./claim-permits.ts";
import { alternate, areDrawn, keepsOrder } from "./keeps-order.ts";
import type { Departure, DepartureStation } from "./station.ts";
import { divideStretches } from "./stretches.ts";

/** Waiting together that is worth a claim, µs. */
const LEAST_WAIT_US = 1_000_000;

/** Departures behind another that show a pace: of all servers together, and of one of several. */
const LEAST_QUEUED = 5;
const LEAST_QUEUED_EACH = 3;

/** Standard deviation of the times between departures, over their mean: 1 is what many servers together would show. */
const MOST_SPREAD = 0.6;

/** The same of one pace, whatever follows what: with several servers, times so much alike would be a fraction of what a request takes alone. */
const LITTLE_SPREAD = 0.35;

/** The same where nobody overtakes: more than times without memory show are batches. */
const MOST_SPREAD_IN_ORDER = 1.5;

/** A request that finds nobody before it takes at most so many times as long as one behind others adds: with k servers it takes k times as long. */
const MOST_ALONE = 1.6;

/** The last third of a backlog keeps at least this share of the pace of the rest: what shares a processor goes faster as the others leave. */
const LEAST_AT_LAST = 0.6;

/**
 * Who finds others there stays at least so many times as long as who finds nobody: a server adds what is left of them. What is only begun at the pace of a
 * queue before it, side by side, stays as long either way.
 */
const LEAST_LONGER = 1.25;

/**
 * What a request takes less for each µs it stood behind others: nothing at a server. One that takes its own time whoever is there seems to take
 * as much less as the others are in front of it.
 */
const MOST_TRADED = 0.3;

/** Usual times of its kind that count at most of one request: a service's first ones take far longer, whoever waits. */
const MOST_COUNTED = 4;

/** Share of the departures that may leave before one that came earlier. */
const OUT_OF_ORDER_SHARE = 0.05;

/** Arrivals so close together have no order, µs. */
const TOGETHER_US = 20_000;

type Arrivals = NonNullable<DepartureStation["arrivals"]>;

export interface ClaimedServers extends Claim {
  /** When each departure's service began, µs UTC, in the order of the departures given. */
  readonly startsUs: readonly number[];
}

/**
 * Whether departures left servers that serve one at a time: behind others, departure − max(arrival, the departure before) fits a narrow time for
 * each kind of request, or any time where nobody overtakes though stays differ much (keeps-order.ts), which is also what a request takes that finds nobody before it;
 * departures keep the order of arrivals; they waited for at least 1 s in all (DESIGN: Hidden queues). Where lines name the process that served, each process is
 * judged by itself; else there is one server. Under processor sharing all end together, after the first took as long as all: neither fits.
 */
export function claimServers(departures: readonly Departure[], arrivals: Arrivals = "seen"): ClaimedServers | undefined {
  const servers = [...group(departures, ({ server }) => server).values()].map(paced);
  const busy = servers.filter(({ queued }) => queued.length >= LEAST_QUEUED_EACH);
  const paces = servers.flatMap(({ served }) => served);
  const waitUs = sum(paces, ({ startUs, departure }) => startUs - departure.arrivalUs);
  let inOrder: boolean | undefined;
  const isInOrder = (): boolean => (inOrder ??= arrivals === "seen" && keepsOrder(busy.map(({ served }) => served.map(({ departure }) => departure))));
  const judged = { alone: servers.flatMap((server) => server.alone), paces: pacesByKind(paces), isInOrder };
  // What is served beside has a server of its own that was never busy: it may be another kind of process altogether.
  if (busy.length === 0 || waitUs < LEAST_WAIT_US || busy.some((server) => !keepsOnePace(server, judged, arrivals))) return undefined;
  const all = busy.flatMap(({ queued }) => queued);
  if (all.length < LEAST_QUEUED) return undefined;
  const served = arrivals === "upstream" ? withoutOtherWork(departures, servers) : new Map(paces.map((one) => [one.departure, one]));
  const startsUs = departures.map((departure) => served.get(departure)?.startUs ?? departure.departureUs);
  const waitsUs = departures.map((departure, index) => (startsUs[index] ?? 0) - (served.get(departure)?.departure ?? departure).arrivalUs);
  // A process that served nobody while there was a queue had no part in it.
  const [fromUs, toUs] = [min(all, ({ departure }) => departure.arrivalUs) ?? 0, max(all, ({ departure }) => departure.departureUs) ?? 0];
  const where = busy.length === 1 ? "" : `, in each of ${formatCount(busy.length)} processes`;
  return {
    permits: servers.filter((server) => server.served.some(({ departure }) => departure.departureUs >= fromUs && departure.arrivalUs <= toUs)).length,
    startsUs,
    waitsUs,
    waitUs: sum(waitsUs),
    basis: `${formatCount(all.length)} of ${countOf(departures.length, "departure")} came behind another, in the order of arrival, ${formatDuration(median(all, ({ serviceUs }) => serviceUs))} after the one before (median)${where}`,
  };
}

interface Served {
  readonly departure: Departure;
  readonly startUs: number;
  readonly serviceUs: number;
  /** It is in the last third of those that stood in one queue. */
  readonly late: boolean;
}

interface Server {
  readonly served: readonly Served[];
  /** Those that came while another was being served. */
  readonly queued: readonly Served[];
  readonly alone: readonly Served[];
}

/** The departures of one server in order, each with the time since it could begin. */
function paced(departures: readonly Departure[]): Server {
  const served: Served[] = [];
  const queued: Served[] = [];
  const alone: Served[] = [];
  const stays = departures.map((departure) => ({ departure, arrivalUs: departure.arrivalUs, endUs: departure.departureUs }));
  for (const stretch of divideStretches(stays)) {
    let beforeUs = Number.NEGATIVE_INFINITY;
    for (const [rank, { departure }] of [...stretch].sort((a, b) => a.endUs - b.endUs || a.arrivalUs - b.arrivalUs).entries()) {
      const { arrivalUs, departureUs } = departure;
      const startUs = Math.min(Math.max(arrivalUs, beforeUs), departureUs);
      const one = { departure, startUs, serviceUs: departureUs - startUs, late: stretch.length > LEAST_QUEUED && rank >= (2 / 3) * stretch.length };
      served.push(one);
      (arrivalUs < beforeUs ? queued : alone).push(one);
      beforeUs = departureUs;
    }
  }
  return { served, queued, alone };
}

/** How many left before one that had come so much earlier, µs. */
function overtaken(served: readonly Served[], togetherUs: number): number {
  let latestUs = Number.NEGATIVE_INFINITY;
  return served.filter(({ departure: { arrivalUs } }) => {
    const isOvertaken = arrivalUs < latestUs - togetherUs;
    latestUs = Math.max(latestUs, arrivalUs);
    return isOvertaken;
  }).length;
}

/**
 * How each was served, if it came only once the other work was done that lies between what was seen of it before and its request: as long as those of its like that found nobody
 * before them stay longer than a request takes behind others.
 */
function withoutOtherWork(departures: readonly Departure[], servers: readonly Server[]): ReadonlyMap<Departure, Served> {
  const usualUs =
    median(
      servers.flatMap(({ queued }) => queued),
      ({ serviceUs }) => serviceUs,
    ) ?? 0;
  const leadsUs = new Map(
    [
      ...group(
        servers.flatMap(({ alone }) => alone),
        ({ departure }) => departure.after,
      ),
    ].flatMap(([after, own]) => {
      const leadUs = Math.round((median(own, ({ serviceUs }) => serviceUs) ?? 0) - usualUs);
      return own.length >= LEAST_QUEUED_EACH && leadUs > 0 ? [[after, leadUs] as const] : [];
    }),
  );
  const whole = new Map(
    departures.map((departure) => [{ ...departure, arrivalUs: Math.min(departure.arrivalUs + (leadsUs.get(departure.after) ?? 0), departure.departureUs) }, departure]),
  );
  return new Map(
    [...group(whole.keys(), ({ server }) => server).values()].flatMap((own) => paced(own).served.map((one) => [whole.get(one.departure) ?? one.departure, one] as const)),
  );
}

/** The usual time of each kind of request that came often enough to have one, µs. */
function pacesByKind(served: readonly Served[]): ReadonlyMap<string, number> {
  const paces = new Map<string, number>();
  for (const [kind, own] of group(served, ({ departure }) => departure.kind)) {
    const usualUs = median(own, ({ serviceUs }) => serviceUs);
    if (own.length >= LEAST_QUEUED_EACH && usualUs !== undefined && usualUs > 0) paces.set(kind, usualUs);
  }
  return paces;
}

/** What all servers show together: what any of them served alone, for one that hardly ever was; and the usual time of each kind of request, µs. */
interface Together {
  readonly alone: readonly Served[];
  readonly paces: ReadonlyMap<string, number>;
  /** Whether those who had to wait kept the order in which they came: worked out when first asked, since a pace mostly decides. */
  readonly isInOrder: () => boolean;
}

function keepsOnePace({ served, queued, alone }: Server, together: Together, arrivals: Arrivals): boolean {
  const { paces } = together;
  const relative = (some: readonly Served[]): readonly number[] =>
    some.map(({ serviceUs, departure }) => serviceUs / (paces.get(departure.kind) ?? Number.NaN)).filter((ratio) => !Number.isNaN(ratio));
  const behind = relative(queued);
  const level = mean(behind);
  // Where other work lies between, who comes within the time that one is served may come in any order, and who waited less than that work takes was only then about to come.
  const usualUs = median(queued, ({ serviceUs }) => serviceUs) ?? 0;
  const togetherUs = arrivals !== "upstream" ? TOGETHER_US : Math.max(TOGETHER_US, usualUs);
  const leadUs = arrivals !== "upstream" ? 0 : Math.max(0, (median(alone, ({ serviceUs }) => serviceUs) ?? 0) - usualUs);
  if (behind.length < LEAST_QUEUED_EACH || level === undefined || overtaken(served, togetherUs) > OUT_OF_ORDER_SHARE * served.length) return false;
  // Other work may lie between an arrival told by what came before and the service.
  const kinds = new Set(queued.map(({ departure }) => departure.kind));
  const ofThose = (some: readonly Served[]): readonly number[] => relative(some.filter(({ departure }) => kinds.has(departure.kind)));
  const own = ofThose(alone);
  // A service's first requests take long whoever waits, so that a mean would tell of them.
  const first = arrivals === "upstream" ? level : median(own.length >= LEAST_QUEUED_EACH ? own : ofThose(together.alone));
  const atLast = relative(queued.filter(({ late }) => late));
  const rest = mean(relative(queued.filter(({ late }) => !late))) ?? level;
  if (
    first === undefined ||
    traded(
      served.filter(({ startUs, departure }) => startUs - departure.arrivalUs >= leadUs),
      paces,
    ) > MOST_TRADED ||
    longer(queued, together.alone) < LEAST_LONGER
  )
    return false;
  const spread = (deviation(behind) ?? 0) / level;
  const isNarrow = spread <= LITTLE_SPREAD || (spread <= MOST_SPREAD && !alternate(behind));
  const isInOrder = (): boolean => spread <= MOST_SPREAD_IN_ORDER && areDrawn(behind) && together.isInOrder();
  // Hardly any came alone: what they took is one draw of what those behind others take.
  const mayBeAlone = first <= MOST_ALONE * level || (Math.max(own.length, together.alone.length) < LEAST_QUEUED_EACH && first <= Math.max(...behind) && isInOrder());
  // Of a few that differ much the mean says less.
  const leastAtLast = isNarrow ? LEAST_AT_LAST : Math.max(LEAST_AT_LAST / 2, LEAST_AT_LAST - spread / Math.sqrt(Math.max(1, atLast.length)));
  return mayBeAlone && (mean(atLast) ?? level) >= leastAtLast * rest && (isNarrow || isInOrder());
}

/** How many times as long requests stay that find others there, by what one of their kind takes alone. Infinity: nothing of those kinds was alone. */
function longer(queued: readonly Served[], alone: readonly Served[]): number {
  const stayUs = ({ departure }: Served): number => departure.departureUs - departure.arrivalUs;
  const aloneUs = rollup(alone, (own) => median(own, stayUs) ?? 0, ({ departure }) => departure.kind);
  const ratios = queued.flatMap((one) => {
    const usualUs = aloneUs.get(one.departure.kind) ?? 0;
    return usualUs > 0 ? [stayUs(one) / usualUs] : [];
  });
  return median(ratios) ?? Number.POSITIVE_INFINITY;
}

/** Least-squares slope of the time from start to departure over the wait before, both in usual times of the request's kind; downwards is above zero. */
function traded(served: readonly Served[], paces: ReadonlyMap<string, number>): number {
  const points = served.flatMap(({ departure, startUs, serviceUs }) => {
    const usualUs = paces.get(departure.kind);
    return usualUs === undefined ? [] : [{ wait: (startUs - departure.arrivalUs) / usualUs, service: Math.min(MOST_COUNTED, serviceUs / usualUs) }];
  });
  const waitLevel = mean(points, ({ wait }) => wait) ?? 0;
  const serviceLevel = mean(points, ({ service }) => service) ?? 0;
  const spread = sum(points, ({ wait }) => (wait - waitLevel) ** 2);
  return spread === 0 ? 0 : -sum(points, ({ wait, service }) => (wait - waitLevel) * (service - serviceLevel)) / spread;
}
