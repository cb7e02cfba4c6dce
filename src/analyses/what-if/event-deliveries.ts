import { bisector, group } from "d3-array";
import { deepest, type Interval } from "../../lib/intervals.ts";
import type { EventWait, TimedOperation } from "../../model/trace.ts";
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
}

/** e.g. `POST /v2.1/os-server-external-events` */
const BRINGS_EVENTS = /^POST \S*\/os-server-external-events/;

/** nova-api casts the event while it answers: the boot goes on at most this long after, and so little before it has answered, µs. */
const LATEST_US = 1_000_000;
const EARLIEST_US = 20_000;

/** Gives the request that ended a wait, if it was served by a pool of workers whose queue is known and which it had to wait for. */
export function tellDeliveries({ trace, pools }: Replayable): (wait: EventWait) => Delivery | undefined {
  const served = trace.operations.filter(({ operation }) => operation === "http-served");
  const brought = served.filter(({ name }) => BRINGS_EVENTS.test(name)).sort((a, b) => a.endUs - b.endUs);
  const poolOf = new Map([...pools.values()].flatMap(({ identity, processes = [] }) => processes.map((process) => [process, identity] as const)));
  const holds = group(served.filter((one) => poolOf.has(processOf(one))), (one) => poolOf.get(processOf(one)) ?? "");
  const fullOf = new Map<string, readonly Interval[]>();
  const rounds = trace.operations.filter(({ operation, name }) => operation === "agent-step" && name === "rpc_loop").sort((a, b) => a.startUs - b.startUs);
  return ({ startUs, endUs }) => {
    const request = brought[byEnd(brought, endUs + EARLIEST_US) - 1];
    const identity = request === undefined ? undefined : poolOf.get(processOf(request));
    if (request === undefined || identity === undefined || request.endUs < endUs - LATEST_US || request.startUs <= startUs) return undefined;
    let full = fullOf.get(identity);
    if (full === undefined) {
      const own = holds.get(identity) ?? [];
      fullOf.set(identity, (full = whileFull(own, Math.min(pools.get(identity)?.permits ?? Number.POSITIVE_INFINITY, deepest(own)))));
    }
    const busy = full[byStart(full, request.startUs - 1) - 1];
    // The agent sets the port up in the first round that begins after the guest has it.
    const readyUs = rounds[byRoundStart(rounds, startUs)]?.endUs ?? startUs;
    const requestUs = busy === undefined || busy.endUs < request.startUs - 1 ? request.startUs : Math.min(request.startUs, Math.max(busy.startUs, startUs, readyUs));
    return { identity, requestUs, acquiredUs: request.startUs, releasedUs: Math.min(request.endUs, endUs) };
  };
}

function processOf({ actor: { service, pid } }: TimedOperation): string {
  return `${service}[${pid ?? ""}]`;
}

const byEnd = bisector((one: TimedOperation) => one.endUs).right;
const byStart = bisector((one: Interval) => one.startUs).right;
const byRoundStart = bisector((one: TimedOperation) => one.startUs).left;
