import { clip, topmost, uncovered, unite, type Interval } from "../lib/intervals.ts";
import { firstAbove } from "../lib/search.ts";
import type { Operation } from "../model/operation.ts";
import type { Actor, Role, TimedOperation, Trace } from "../model/trace.ts";
import { resourceOf, type Awaited, type Wait } from "./awaited.ts";
import type { BlockedIn, Held } from "./blocked-holders.ts";
import { isAnswer } from "./called-service.ts";
import { isClaim } from "./claim.ts";
import type { Lines } from "./main-line.ts";
import { nameOfOperation } from "./name-of-operation.ts";

/** What a holder did in a stretch of its hold. */
export interface Doing extends Interval {
  readonly name: string;
  /** What it waited for; undefined: it worked. */
  readonly awaited: Awaited | undefined;
  /** The service that it is known to call then without a line that says so. */
  readonly mayCall?: string;
}

/** Tiles a hold with what its holder did, in order. `waits`: what it waited for meanwhile, where that is known already. */
export type DoingIn = (held: Held, waits?: readonly Wait[]) => readonly Doing[];

/** What no line of the holder's tells. */
const UNLOGGED = { name: "unlogged" };

/**
 * The resource tracker keeps its books in nova's database, by calls to nova-conductor that stand in no log below the message bus's own debug
 * level (nova/compute/resource_tracker.py: compute node, instance and migration objects).
 */
const UNLOGGED_CALLS = { name: "conductor calls (not logged)", mayCall: "nova-conductor" };

/** nova's own totals and functions timed by a decorator say nothing of what was done. */
const NO_EVIDENCE: ReadonlySet<Operation> = new Set<Operation>(["build", "spawn", "destroy", "deallocate", "periodic-task", "periodic-overrun", "function"]);

/**
 * Tells what holders did: what they waited for, else the operation that began last among those of the same request (or sent by it), of the same thread,
 * or in the same line of the same instance (of what ran beside it, while the main line waited for that); else that nothing was logged.
 */
export function tellDoing({ operations }: Pick<Trace, "operations">, lines: Lines, blockedIn: BlockedIn): DoingIn {
  let index: ReadonlyMap<Key, Own> | undefined;
  const known = new Map<Actor, OwnIn>();
  const ownOf = (actor: Actor): OwnIn => {
    let own = known.get(actor);
    if (own === undefined) known.set(actor, (own = ownIn((index ??= indexOperations(operations)), actor)));
    return own;
  };
  const busUnlogged = new Map<string, boolean>();
  const isBusUnlogged = (service: string): boolean => {
    let found = busUnlogged.get(service);
    if (found === undefined) busUnlogged.set(service, (found = !operations.some(({ operation, actor }) => operation === "rpc-call" && actor.service === service)));
    return found;
  };
  return (held, blocked = blockedIn(held)) => {
    const rest = isClaim(held.acquisition) && isBusUnlogged(held.acquisition.actor.service) ? UNLOGGED_CALLS : UNLOGGED;
    const operated = topmost(operationsIn(held, ownOf(held.acquisition.actor), lines));
    if (operated.length === 0 && blocked.length === 0) return [{ startUs: held.startUs, endUs: held.endUs, ...rest, awaited: undefined }];
    const waits = blocked.map(({ startUs, endUs, awaited }) => ({ startUs, endUs, awaited, name: `waiting for ${resourceOf(awaited).resource}` }));
    const busy = unite(waits);
    const done = operated.flatMap((operation) => {
      const name = nameOfOperation(operation);
      return uncovered(operation, busy).map((free): Doing => ({ ...free, name, awaited: undefined }));
    });
    const unlogged = uncovered(held, unite([...waits, ...done])).map((free): Doing => ({ ...free, ...rest, awaited: undefined }));
    return [...waits, ...done, ...unlogged].sort((a, b) => a.startUs - b.startUs);
  };
}

/** Operations of one request, thread or instance. */
interface Own {
  /** In order of start. */
  readonly operations: TimedOperation[];
  readonly startsUs: number[];
  /** The last end of them up to and with each. */
  readonly endsUs: number[];
}

/** Whose they are: a thread or request by its name, what is done for an instance by a number. */
type Key = string | number;

function indexOperations(operations: readonly TimedOperation[]): ReadonlyMap<Key, Own> {
  const index = new Map<Key, Own>();
  for (const operation of operations) {
    if (NO_EVIDENCE.has(operation.operation)) continue;
    for (const key of keysOf(operation)) {
      let own = index.get(key);
      if (own === undefined) index.set(key, (own = { operations: [], startsUs: [], endsUs: [] }));
      own.operations.push(operation);
      own.startsUs.push(operation.startUs);
      own.endsUs.push(Math.max(operation.endUs, own.endsUs.at(-1) ?? operation.endUs));
    }
  }
  return index;
}

function keysOf({ actor }: TimedOperation): ReadonlySet<Key> {
  const { host, tid, requestId, globalRequestId, instance, role } = actor;
  const keys = new Set<Key>();
  if (tid !== undefined) keys.add(`thread ${host ?? ""} ${tid}`);
  if (requestId !== undefined) keys.add(requestId);
  if (globalRequestId !== undefined) keys.add(globalRequestId);
  // A thread of libvirt works for a boot without knowing its request, and not every service logs which request called it.
  if (instance !== undefined) keys.add(keyOfWork(instance, role));
  return keys;
}

const ROLES = ["background", "boot", "delete"] as const satisfies readonly Role[];

function keyOfWork(instance: number, role: Role): number {
  return ROLES.length * instance + ROLES.indexOf(role);
}

/** Operations that may be a holder's, by what says so. */
interface OwnIn {
  readonly thread: Own | undefined;
  readonly request: Own | undefined;
  readonly work: Own | undefined;
}

function ownIn(index: ReadonlyMap<Key, Own>, { tid, host, requestId, instance, role }: Actor): OwnIn {
  return {
    thread: tid === undefined ? undefined : index.get(`thread ${host ?? ""} ${tid}`),
    request: requestId === undefined ? undefined : index.get(requestId),
    work: instance === undefined ? undefined : index.get(keyOfWork(instance, role)),
  };
}

/** Whether anything of it went on in a stretch. */
function reaches(own: Own | undefined, { startUs, endUs }: Interval): boolean {
  return own !== undefined && (own.startsUs[firstAbove(own.endsUs, startUs)] ?? endUs) < endUs;
}

function operationsIn(held: Held, { thread, request, work }: OwnIn, lines: Lines): readonly TimedOperation[] {
  // During most holds nothing was logged.
  if (!reaches(thread, held) && !reaches(request, held) && !reaches(work, held)) return [];
  const { acquisition, startUs, endUs } = held;
  const { instance, role } = acquisition.actor;
  const line = lines.isOwnRequest(acquisition.actor) ? lines.lineOf(acquisition) : undefined;
  const found = new Set<TimedOperation>();
  for (const own of [thread, request, line === undefined ? undefined : work]) if (own !== undefined) addFrom(own, held, found);
  const join = line === "main" && instance !== undefined && role === "boot" ? lines.joinOf(instance) : undefined;
  const rangeOf = (operation: TimedOperation): Interval | undefined => {
    const other = line === undefined ? line : lines.lineOf(operation);
    if (other === line) return { startUs, endUs };
    return other === "side" && join !== undefined ? clip(join, { startUs, endUs }) : undefined;
  };
  return [...found].flatMap((operation) => {
    const range = rangeOf(operation);
    const inside = range === undefined ? undefined : clip(operation, range);
    return inside === undefined ? [] : [{ ...operation, ...inside }];
  }).sort((a, b) => a.startUs - b.startUs || b.endUs - a.endUs);
}

/** Adds what was going on during a hold, but for the request that was being answered all the time. */
function addFrom({ operations, endsUs }: Own, { startUs, endUs }: Held, found: Set<TimedOperation>): void {
  for (let at = firstAbove(endsUs, startUs); at < operations.length; at++) {
    const operation = operations[at];
    if (operation === undefined || operation.startUs >= endUs) break;
    const isAnswered = isAnswer(operation) && operation.startUs <= startUs && operation.endUs >= endUs;
    if (operation.endUs > startUs && !isAnswered) found.add(operation);
  }
}
