import { bisector, group } from "d3-array";
import { deepest, type Interval } from "../../lib/intervals.ts";
import type { Acquisition, EventWait, TimedOperation } from "../../model/trace.ts";
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
  const rounds = trace.operations.filter(({ operation, name }) => operation === "agent-step" && name === "rpc_loop").sort((a, b) => a.startUs - b.startUs);
  return ({ startUs, endUs }) => {
    const request = brought[byEnd(brought, endUs + EARLIEST_US) - 1];
    const identity = request === undefined ? undefined : poolOf.get(processOf(request));
    if (request === undefined || identity === undefined || request.endUs < endUs - LATEST_US) return undefined;
    let told = toldOf.get(identity);
    if (told === undefined) toldOf.set(identity, (told = tellPool(requests.get(identity) ?? [], passages.get(identity) ?? [], pools.get(identity)?.permits)));
    const passage = told.passageOf(request);
    const acquiredUs = beginOf(request, passage);
    if (acquiredUs <= startUs) return undefined;
    const busy = told.full[byStart(told.full, acquiredUs - 1) - 1];
    // The agent sets the port up in the first round that begins after the guest has it.
    const readyUs = rounds[byRoundStart(rounds, startUs)]?.endUs ?? startUs;
    const isArrivalKnown = acquiredUs > request.startUs;
    const sinceUs = isArrivalKnown ? request.startUs : busy === undefined || busy.endUs < acquiredUs - 1 ? acquiredUs : Math.max(busy.startUs, readyUs);
    return { identity, requestUs: Math.min(acquiredUs, Math.max(startUs, sinceUs)), acquiredUs, releasedUs: Math.min(request.endUs, endUs), passage };
  };
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
