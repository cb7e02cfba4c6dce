import { group, mean, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { accumulated, countOver, integrateBoth, type Integral } from "../../lib/integral.ts";
import { totalUs, unite, type Interval } from "../../lib/intervals.ts";
import { countOf, formatCount, formatShare } from "../../lib/quantity.ts";
import type { TimedOperation, Trace } from "../../model/trace.ts";
import { timeOfSample } from "../sampled.ts";
import { LEAST_SAMPLES, WHOLE_CORE_SHARE, wholeCoreSamples } from "../whole-core.ts";
import type { ClaimedQueue } from "./claimed-queue.ts";
import { workersOf } from "./services.ts";
import { processesOf, servedRequests } from "./stations/service-workers.ts";

/** Requests in hand on average while the core was full: with fewer nobody waited for another. */
const LEAST_IN_HAND = 1.5;

/** Share of a service's requests that such processes served. */
const MOST_SHARE = 0.9;

/** Waiting together that is worth a claim, µs. */
const LEAST_WAIT_US = 1_000_000;

/** One process that had a core to the full. Of h requests in hand each has 1/h of it: up to an instant, what one that was in hand all the time spent without the core, µs. */
interface FullProcess {
  readonly requests: readonly TimedOperation[];
  readonly fullUs: number;
  /** While the core was full: it waited. */
  readonly waited: Integral;
  /** While it was not: it had other things to do. */
  readonly beside: Integral;
  /** Requests in hand while the core was full, on average. */
  readonly inHand: number;
}

/**
 * Services whose processes take up any number of requests at once (green threads, threads), but had one core each to the full (atop): what came was served as slowly as if one
 * after another. Who is in hand shares the core, so of its time each request had its part, and waited for the rest; what is told is as much waiting in front of a server as there
 * was in it.
 */
export function sharedCores({ operations, gauges }: Trace): readonly ClaimedQueue[] {
  const processor = group(wholeCoreSamples(gauges.filter(({ gauge }) => gauge === "process-cpu")), ({ pid }) => pid);
  return [...group(servedRequests(operations), ({ actor }) => `${actor.service}|${actor.host ?? ""}`).values()].flatMap((served) => {
    const [first] = served;
    if (first === undefined) return [];
    const { service, host } = first.actor;
    const processes = [...group(served, ({ actor }) => actor.pid)].flatMap(([pid, own]) => {
      const samples = pid === undefined ? [] : (processor.get(pid) ?? []).filter((point) => host === undefined || point.host === host);
      return samples.length < LEAST_SAMPLES ? [] : [fullProcess(own, unite(samples.map(timeOfSample)))];
    });
    const crowded = processes.filter(({ inHand }) => inHand >= LEAST_IN_HAND);
    if (sum(crowded, ({ requests }) => requests.length) < MOST_SHARE * served.length) return [];
    const visits = crowded.flatMap(({ requests, waited, beside }) =>
      requests.map(({ actor, startUs, endUs, place, name }) => {
        const arrivalUs = startUs + Math.round(accumulated(beside, startUs, endUs));
        return { actor, arrivalUs, startUs: Math.min(endUs, arrivalUs + Math.round(accumulated(waited, startUs, endUs))), endUs, place, name };
      }),
    );
    const waitsUs = visits.map(({ arrivalUs, startUs }) => startUs - arrivalUs);
    const waitUs = sum(waitsUs);
    if (waitUs < LEAST_WAIT_US) return [];
    const basis = `${countOf(crowded.length, "process", "processes")} used ${formatShare(WHOLE_CORE_SHARE)} of a core or more for ${formatDuration(sum(crowded, ({ fullUs }) => fullUs))}, with ${formatCount(mean(crowded, ({ inHand }) => inHand) ?? 0)} requests in hand on average: each had its part of the core`;
    return [{ station: { ...workersOf(service, host), resource: "service", processes: processesOf(crowded.flatMap(({ requests }) => requests)) }, visits, claim: { permits: crowded.length, basis, waitsUs, waitUs } }];
  });
}

function fullProcess(requests: readonly TimedOperation[], full: readonly Interval[]): FullProcess {
  const fullUs = totalUs(full);
  const inHand = countOver(requests);
  const whileFull = countOver(full);
  const without = (count: number): number => (count > 0 ? 1 - 1 / count : 0);
  const held = integrateBoth(inHand, whileFull, (count, isFull) => isFull * count);
  return {
    requests,
    fullUs,
    waited: integrateBoth(inHand, whileFull, (count, isFull) => isFull * without(count)),
    beside: integrateBoth(inHand, whileFull, (count, isFull) => (1 - isFull) * without(count)),
    inHand: sum(full, ({ startUs, endUs }) => accumulated(held, startUs, endUs)) / fullUs,
  };
}
