import { bisector, group } from "d3-array";
import { deepest } from "../../lib/intervals.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Acquisition, Trace } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import { CLIENT_REQUESTS, type Pool } from "../pool.ts";
import { connectionTests } from "./connection-tests.ts";
import { fullClient, SOON_US } from "./full-client.ts";
import { loggedPermits } from "./logged-permits.ts";
import { shutOut } from "./shut-out.ts";
import { PASSING_US } from "../passing.ts";
import { tellSendings } from "./unread-requests.ts";

/** Calls that could have been sent long before they were read, as another boot's was answered: at least so many, */
const LEAST_HANDED = 5;
/** and this share of all such calls that left no room behind them. On real runs with a limit of 5 or 1 it is 73 to 86 %. */
const HANDED_SHARE = 0.5;

export interface RequestLimit {
  readonly pool: Pool;
  /** What is now known of each call of the client: how long it was the first in the socket. */
  readonly told: ReadonlyMap<Acquisition, Acquisition>;
}

/**
 * How many calls of a client libvirtd works on at most, where no line of its log says when it leaves the client's socket alone, or shows that a call waited there. There
 * are never more in hand than so many, which is true of any client; what shows a limit is what comes next. Calls that boots could have sent
 * long before, as nova-compute's lines tell, are read in the very instant in which a call of another boot is answered. Without a limit a call comes whenever its
 * boot gets to it, and what is asked one by one follows its own answers.
 */
export function requestLimits(trace: Trace, pools: ReadonlyMap<string, Pool>): readonly RequestLimit[] {
  const calls = trace.acquisitions.filter(({ resourceClass, state, acquiredUs }) => resourceClass === CLIENT_REQUESTS && state !== "abandoned" && acquiredUs !== undefined);
  return [...group(calls, ({ identity }) => identity)].flatMap(([identity, own]) => (pools.has(identity) ? [] : limitOf(own, trace) ?? []));
}

function limitOf(calls: readonly Acquisition[], trace: Trace): RequestLimit | undefined {
  if (areCoarse(calls)) return undefined;
  const { endUs = 0 } = trace;
  const holds = calls.flatMap((call) => heldStretch(call, endUs) ?? []);
  const permits = deepest(holds);
  const told = shutOut(calls, permits, endUs);
  const pool = loggedPermits([...told.values()], endUs)[0]?.pool;
  if (pool?.permits !== permits) return undefined;

  const tests = connectionTests({ acquisitions: calls, endUs }, new Map([[pool.identity, pool]]));
  const known = calls.map((call) => tests.get(call) ?? call);
  const full = fullClient(holds, permits);
  const followsAnother = afterAnother(known);
  const filling = tellSendings(trace)(known, permits).filter(({ call: { acquiredUs = 0 }, sentUs }) => acquiredUs - sentUs > PASSING_US && full.sinceUs(acquiredUs) !== undefined);
  const handed = filling.filter(({ call }) => full.sinceUs(call.acquiredUs ?? 0) !== call.acquiredUs && followsAnother(call)).length;
  if (handed < LEAST_HANDED || handed < HANDED_SHARE * filling.length) return undefined;
  const basis = `${pool.basis}; ${formatCount(handed)} of ${countOf(filling.length, "call")} that could have been sent before ${handed === 1 ? "was" : "were"} read as one of another boot was answered`;
  return { pool: { ...pool, inferred: true, basis }, told };
}

/** Stamped in whole seconds, as syslog does: what seems to come in one instant may be a second apart. */
function areCoarse(calls: readonly Acquisition[]): boolean {
  const within = new Set(calls.flatMap(({ acquiredUs, releasedUs }) => [acquiredUs, releasedUs].flatMap((us) => (us === undefined ? [] : us % SECOND_US))));
  return within.size === 1;
}

const SECOND_US = 1_000_000;

/** Whether a call is read as calls of others are answered, and none of the same boot. */
function afterAnother(calls: readonly Acquisition[]): (call: Acquisition) => boolean {
  const answered = calls.filter(({ releasedUs }) => releasedUs !== undefined).sort((a, b) => answeredUs(a) - answeredUs(b));
  return (call) => {
    const { acquiredUs = 0, actor: { instance } } = call;
    const others = answered.slice(byAnswer.left(answered, acquiredUs - SOON_US), byAnswer.right(answered, acquiredUs)).filter(({ place }) => place !== call.place);
    return others.some((other) => other.actor.instance !== undefined) && others.every((other) => other.actor.instance !== instance);
  };
}

const byAnswer = bisector(answeredUs);

function answeredUs({ releasedUs = 0 }: Acquisition): number {
  return releasedUs;
}
