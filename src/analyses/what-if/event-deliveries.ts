import { bisector, group, median } from "d3-array";
import { deepest, type Interval } from "../../lib/intervals.ts";
import type { Acquisition, EventWait, TimedOperation } from "../../model/trace.ts";
import { isAgentRound } from "../agent-round.ts";
import type { Replayable } from "./replayable.ts";
import { whileFull } from "./while-full.ts";

/** The request that brought an event, as a passage through the workers that served it. */
export interface Delivery {
  /** Of the pool of workers. */
  readonly identity: string;
  /** Since when it waited for a worker at the earliest. */
  readonly requestUs: number;
  readonly acquiredUs: number;
  readonly releasedUs: number;
  /** What was inferred of it. */
  readonly passage: Acquisition | undefined;
}

/** e.g. `POST /v2.1/os-server-external-events` */
const BRINGS_EVENTS = /^POST \S*\/os-server-external-events/;

/** nova-api casts the event while it answers: the boot goes on at most this long after, and so little before it has answered, µs. */
const LATEST_US = 1_000_000;
const EARLIEST_US = 20_000;

/**
 * Gives the request that ended a wait, if it was served by a pool of workers whose queue is known and which it had to wait for. Where the service's log tells
 * of requests from their arrival on, what was inferred of the pool tells since when each was served.
 */
export function tellDeliveries({ trace, pools }: Replayable): (wait: EventWait) => Delivery | undefined {
  const served = trace.operations.filter(({ operation }) => operation === "http-served");
  const brought = served.filter(({ name }) => BRINGS_EVENTS.test(name)).sort((a, b) => a.endUs - b.endUs);
  const poolOf = new Map([...pools.values()].flatMap(({ identity, processes = [] }) => processes.map((process) => [process, identity] as const)));
  const requests = group(served.filter((one) => poolOf.has(processOf(one))), (one) => poolOf.get(processOf(one)) ?? "");
  const passages = group(brought.length === 0 ? [] : trace.acquisitions.filter(({ form }) => form === "inferred"), ({ identity }) => identity);
  const toldOf = new Map<string, ToldPool>();
  const rounds = trace.operations.filter(isAgentRound).sort((a, b) => a.startUs - b.startUs);
  const broughtFor = ({ startUs, endUs }: EventWait): Brought | undefined => {
    const request = brought[byEnd(brought, endUs + EARLIEST_US) - 1];
    const identity = request === undefined ? undefined : poolOf.get(processOf(request));
    if (request === undefined || identity === undefined || request.endUs < endUs - LATEST_US) return undefined;
    let told = toldOf.get(identity);
    if (told === undefined) toldOf.set(identity, (told = tellPool(requests.get(identity) ?? [], passages.get(identity) ?? [], pools.get(identity)?.permits)));
    const passage = told.passageOf(request);
    const acquiredUs = beginOf(request, passage);
    if (acquiredUs <= startUs) return undefined;
    const before = told.full[byStart(told.full, acquiredUs - 1) - 1];
    const fullSinceUs = before === undefined || before.endUs < acquiredUs - 1 ? undefined : before.startUs;
    // The agent sets the port up in the first round that begins after the guest has it.
    return { identity, request, passage, acquiredUs, fullSinceUs, readyUs: rounds[byRoundStart(rounds, startUs)]?.endUs ?? startUs };
  };
  let usualUs: number | undefined;
  const usual = (): number => (usualUs ??= median(trace.instances.flatMap(({ eventWaits }) => eventWaits.flatMap((wait) => unhinderedUs(broughtFor(wait)) ?? []))) ?? 0);
  return (wait) => {
    const found = broughtFor(wait);
    if (found === undefined) return undefined;
    const { identity, request, passage, acquiredUs, fullSinceUs, readyUs } = found;
    const isArrivalKnown = acquiredUs > request.startUs;
    const sinceUs = isArrivalKnown ? request.startUs : fullSinceUs === undefined ? acquiredUs : Math.max(fullSinceUs, readyUs + usual());
    return { identity, requestUs: Math.min(acquiredUs, Math.max(wait.startUs, sinceUs)), acquiredUs, releasedUs: Math.min(request.endUs, wait.endUs), passage };
  };
}

/** The request that ended a wait. */
interface Brought {
  readonly identity: string;
  readonly request: TimedOperation;
  readonly passage: Acquisition | undefined;
  readonly acquiredUs: number;
  /** All workers were busy from then until it was taken; undefined: one was free. */
  readonly fullSinceUs: number | undefined;
  /** It could be sent from then on. */
  readonly readyUs: number;
}

/** From when it could be sent to when it was served, where a worker was free: how long those who send it take for it. */
function unhinderedUs(brought: Brought | undefined): number | undefined {
  return brought === undefined || brought.fullSinceUs !== undefined ? undefined : Math.max(0, brought.acquiredUs - brought.readyUs);
}

interface ToldPool {
  readonly full: readonly Interval[];
  readonly passageOf: (request: TimedOperation) => Acquisition | undefined;
}

function tellPool(requests: readonly TimedOperation[], passages: readonly Acquisition[], permits = Number.POSITIVE_INFINITY): ToldPool {
  // Of a passage stands the line that tells of it: the service's, or its client's. Several workers may answer in one ms: then it began, or was sent, when the request did.
  const byEndOf = group(passages, ({ releasedUs }) => releasedUs);
  const passageOf = ({ startUs, endUs }: TimedOperation): Acquisition | undefined => {
    const ended = byEndOf.get(endUs) ?? [];
    return ended.find(({ acquiredUs = 0, waitUs = 0 }) => acquiredUs === startUs || acquiredUs - waitUs === startUs) ?? ended.at(-1);
  };
  const holds = requests.map((request) => ({ startUs: beginOf(request, passageOf(request)), endUs: request.endUs }));
  return { full: whileFull(holds, Math.min(permits, deepest(holds))), passageOf };
}

/** When a worker took it. */
function beginOf({ startUs }: TimedOperation, passage: Acquisition | undefined): number {
  return Math.max(startUs, passage?.acquiredUs ?? startUs);
}

function processOf({ actor: { service, pid } }: TimedOperation): string {
  return `${service}[${pid ?? ""}]`;
}

const byEnd = bisector((one: TimedOperation) => one.endUs).right;
const byStart = bisector((one: Interval) => one.startUs).right;
const byRoundStart = bisector((one: TimedOperation) => one.startUs).left;
