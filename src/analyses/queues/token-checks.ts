import { group, min, sum } from "d3-array";
import { formatDuration } from "../../lib/duration.ts";
import { clip, totalUs, unite, type Interval } from "../../lib/intervals.ts";
import { countOf, formatShare } from "../../lib/quantity.ts";
import type { TimedOperation, Trace } from "../../model/trace.ts";
import { timeOfSample } from "../sampled.ts";
import { LEAST_SAMPLES, WHOLE_CORE_SHARE, wholeCoreSamples } from "../whole-core.ts";
import type { ClaimedQueue } from "./claimed-queue.ts";
import { workersOf } from "./services.ts";

const SERVICE = "keystone";

/** What it logged of its requests fills that time to this share at least, and to this one at most: stamps are in whole seconds. */
const LEAST_FILLED = 0.9;
const MOST_FILLED = 1.1;

/** Share of the requests that are the one process's. */
const ALL_SHARE = 0.95;

/** Waiting together that is worth a claim, µs. */
const LEAST_WAIT_US = 1_000_000;

/**
 * keystone, which every service asks who its caller is. Its lines say in whole seconds when a request began, in ms how long it took, and not for whom. Where
 * it is one process that had its core to the full (atop), and its requests fill that time one after the other, the services wait for it in theirs:
 * each for what is left of its time without the requests it made of others, its share of their processes' time on the cores and of keystone's
 * requests. That share is an average, as nothing tells which request checked how many tokens.
 */
export function tokenChecks({ operations, gauges }: Trace): readonly ClaimedQueue[] {
  const served = operations.filter(({ operation, open }) => operation === "http-served" && !open);
  return [...group(served.filter(({ actor }) => actor.service === SERVICE), ({ actor }) => actor.host).entries()].flatMap(([host, checks]) => {
    const processor = gauges.filter((point) => point.gauge === "process-cpu" && point.host === host);
    const [most] = [...group(checks, ({ actor }) => actor.pid)].sort(([, a], [, b]) => b.length - a.length);
    if (most === undefined || most[0] === undefined || most[1].length < ALL_SHARE * checks.length) return [];
    const [pid, own] = most;
    const samples = wholeCoreSamples(processor.filter((point) => point.pid === pid));
    if (samples.length < LEAST_SAMPLES) return [];
    const full = unite(samples.map(timeOfSample));
    const during = own.filter(({ startUs }) => holds(full, startUs));
    const checkingUs = sum(during, lengthOf);
    const filled = checkingUs / totalUs(full);
    if (filled < LEAST_FILLED || filled > MOST_FILLED) return [];

    const callers = served.filter(({ actor, startUs }) => actor.service !== SERVICE && actor.host === host && holds(full, startUs));
    const pids = new Set(callers.map(({ actor }) => actor.pid));
    const atWorkUs = sum(processor.filter((point) => pids.has(point.pid)), (point) => point.share * totalUs(full.flatMap((stretch) => clip(timeOfSample(point), stretch) ?? [])));
    const holdUs = Math.round(checkingUs / callers.length);
    const nestedIn = requestsIn(callers);
    const passages = callers.map((call) => {
      const nested = nestedIn(call);
      // Tokens are checked before anything else is asked for.
      const roomUs = (min(nested, ({ startUs }) => startUs) ?? call.endUs) - call.startUs;
      const heldUs = Math.min(holdUs, roomUs);
      return { heldUs, waitUs: Math.max(0, Math.min(roomUs - heldUs, Math.round(lengthOf(call) - totalUs(unite(nested)) - atWorkUs / callers.length) - heldUs)) };
    });
    const waitsUs = passages.map((passage) => passage.waitUs);
    const waitUs = sum(waitsUs);
    if (waitUs < LEAST_WAIT_US) return [];
    const visits = callers.map(({ actor, startUs, place, name }, index) => {
      const { waitUs: waitedUs = 0, heldUs = 0 } = passages[index] ?? {};
      return { actor, arrivalUs: startUs, startUs: startUs + waitedUs, endUs: startUs + waitedUs + heldUs, place, name };
    });
    const basis = `one process used ${formatShare(WHOLE_CORE_SHARE)} of a core or more for ${formatDuration(totalUs(full))}, ${formatShare(filled)} of it for ${countOf(during.length, "request")} one after the other, of ${countOf(callers.length, "request")} to other services`;
    const station = { ...workersOf(SERVICE, host), resource: "service", processes: [`${SERVICE}[${pid}]`] } as const;
    return [{ station, visits, claim: { permits: 1, basis, waitsUs, waitUs } }];
  });
}

function lengthOf({ startUs, endUs }: Interval): number {
  return endUs - startUs;
}

function holds(stretches: readonly Interval[], atUs: number): boolean {
  return stretches.some(({ startUs, endUs }) => startUs <= atUs && atUs < endUs);
}

/** The requests to other services that the same boot made while one of its own was being served. */
function requestsIn(callers: readonly TimedOperation[]): (call: TimedOperation) => readonly TimedOperation[] {
  const ofInstance = group(
    callers.filter(({ actor }) => actor.instance !== undefined),
    ({ actor }) => actor.instance,
  );
  return ({ actor, startUs, endUs }) =>
    (ofInstance.get(actor.instance) ?? []).filter((other) => other.actor.service !== actor.service && other.startUs >= startUs && other.endUs <= endUs);
}
