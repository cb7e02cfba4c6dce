import { columnOf } from "../lib/column.ts";
import { clip, type Interval } from "../lib/intervals.ts";
import type { Acquisition, Actor, TimedOperation, Trace, TracedInstance } from "../model/trace.ts";
import { waitOf, type Wait } from "./awaited.ts";
import { endOfAllocation, mayAllocate } from "./network-allocation.ts";

/**
 * What one instance's boot or delete did: its main line, one step after another, and what ran beside it. The main line is the thread of work
 * of the boot's own requests and whatever it waited for meanwhile (the requests it sent to other services, the libvirt threads that worked
 * for it). Beside it runs nova-compute's allocation of the network from `Start building networks asynchronously` to the network information
 * (nova/compute/manager.py, _allocate_network_async): it holds up the boot only once the main line has nothing left to do but wait for it.
 * What other requests do for the instance (nova-compute's handling of an external event) holds up no boot.
 */
export interface Lines {
  /** In order of their start; what ran beside counts from when the main line waited for it. */
  readonly mainWaits: (instance: number, role: "boot" | "delete") => readonly Wait[];
  /** Waits of the branch beside the main line, whole. */
  readonly sideWaits: (instance: number) => readonly Wait[];
  /** When each of these began: a column, since most who ask find nothing. */
  readonly mainStartsUs: (instance: number, role: "boot" | "delete") => Float64Array;
  readonly sideStartsUs: (instance: number) => Float64Array;
  readonly lineOf: (record: Acquisition | TimedOperation) => "main" | "side" | undefined;
  /** When the main line of a boot had nothing to do but wait for what ran beside it. */
  readonly joinOf: (instance: number) => Interval | undefined;
  /** Whether it was done in one of the instance's own requests, not by what those called. */
  readonly isOwnRequest: (actor: Actor) => boolean;
}

/** The allocation of one boot's network, and from when on the main line waited for it. */
interface Branch {
  readonly startUs: number;
  readonly joinedUs: number;
  readonly endUs: number;
}

interface Own {
  readonly acquisitions: Acquisition[];
  readonly operations: TimedOperation[];
}

export function tellLines({ instances, acquisitions, operations }: Pick<Trace, "instances" | "acquisitions" | "operations">): Lines {
  // Lists that grew have room for more: each is cut to its size in the end.
  const own = new Map<number, Own>();
  const of = (index: number): Own => {
    let found = own.get(index);
    if (found === undefined) own.set(index, (found = { acquisitions: [], operations: [] }));
    return found;
  };
  for (const acquisition of acquisitions)
    if (acquisition.actor.instance !== undefined && acquisition.actor.role !== "background") of(acquisition.actor.instance).acquisitions.push(acquisition);
  for (const operation of operations) if (operation.actor.instance !== undefined && operation.actor.role === "boot") of(operation.actor.instance).operations.push(operation);
  for (const [index, { acquisitions, operations }] of own) own.set(index, { acquisitions: acquisitions.slice(), operations: operations.slice() });

  const branches = new Map<number, Branch | undefined>();
  const branchOf = (index: number): Branch | undefined => {
    if (!branches.has(index)) branches.set(index, findBranch(instances[index], of(index)));
    return branches.get(index);
  };
  const lineOf = (record: Acquisition | TimedOperation): "main" | "side" | undefined => {
    const { actor } = record;
    const instance = actor.instance === undefined ? undefined : instances[actor.instance];
    if (instance === undefined || actor.instance === undefined || !carriesOn(actor, instance)) return undefined;
    if (actor.role !== "boot" || !mayAllocate(record)) return "main";
    const branch = branchOf(actor.instance);
    return branch !== undefined && liesIn(record, branch) ? "side" : "main";
  };
  const findWaits = (index: number, role: "boot" | "delete"): readonly Wait[] => {
    const branch = role === "boot" ? branchOf(index) : undefined;
    const found: Wait[] = [];
    for (const acquisition of of(index).acquisitions) {
      const wait = acquisition.actor.role === role ? waitOf(acquisition) : undefined;
      const line = wait === undefined ? undefined : lineOf(acquisition);
      if (wait === undefined || line === undefined) continue;
      if (line === "main" || branch === undefined) found.push(wait);
      else {
        const joined = clip(wait, joinOf(branch));
        if (joined !== undefined) found.push({ ...wait, ...joined });
      }
    }
    const events = role === "boot" ? (instances[index]?.eventWaits ?? []).map(waitOf).filter((wait) => wait !== undefined) : [];
    return [...found, ...events].sort(inOrder);
  };
  const boot = remembered((index) => findWaits(index, "boot"));
  const deleted = remembered((index) => findWaits(index, "delete"));
  const side = remembered((index) => of(index).acquisitions.filter((acquisition) => lineOf(acquisition) === "side").map(waitOf).filter((wait) => wait !== undefined).sort(inOrder));
  const main = { boot, delete: deleted };
  return {
    mainWaits: (index, role) => main[role](index).waits,
    sideWaits: (index) => side(index).waits,
    mainStartsUs: (index, role) => main[role](index).startsUs,
    sideStartsUs: (index) => side(index).startsUs,
    lineOf,
    joinOf: (index) => {
      const branch = branchOf(index);
      return branch === undefined ? undefined : joinOf(branch);
    },
    isOwnRequest: (actor) => {
      const instance = actor.instance === undefined ? undefined : instances[actor.instance];
      return instance !== undefined && actor.requestId !== undefined && requestsOf(actor, instance).includes(actor.requestId);
    },
  };
}

/** In order of their start. */
interface OwnWaits {
  readonly waits: readonly Wait[];
  readonly startsUs: Float64Array;
}

function remembered(find: (instance: number) => readonly Wait[]): (instance: number) => OwnWaits {
  const known = new Map<number, OwnWaits>();
  return (instance) => {
    let own = known.get(instance);
    if (own === undefined) {
      const waits = find(instance);
      known.set(instance, (own = { waits, startsUs: columnOf(waits, ({ startUs }) => startUs) }));
    }
    return own;
  };
}

/** Of two that begin together the longer one first. */
function inOrder(a: Wait, b: Wait): number {
  return a.startUs - b.startUs || b.endUs - a.endUs;
}

function joinOf({ joinedUs, endUs }: Branch): Interval {
  return { startUs: joinedUs, endUs };
}

function requestsOf({ role }: Actor, { bootRequestIds, deleteRequestIds }: TracedInstance): readonly string[] {
  return role === "boot" ? bootRequestIds : role === "delete" ? deleteRequestIds : [];
}

/** Whether the boot or delete goes on when this does: in its own request, one of another service it sent, or a thread of libvirt. */
function carriesOn(actor: Actor, instance: TracedInstance): boolean {
  if (actor.role === "background") return false;
  const requests = requestsOf(actor, instance);
  if (requests.length === 0 || (actor.tid !== undefined && actor.requestId === undefined)) return true;
  if (actor.requestId !== undefined && requests.includes(actor.requestId)) return true;
  // Before oslo.log 4.8 a service's log does not say which request called it. Agents are told by message and work on their own.
  return !actor.service.startsWith("nova") && !actor.service.endsWith("-agent");
}

function findBranch(instance: TracedInstance | undefined, { acquisitions, operations }: Own): Branch | undefined {
  const startUs = instance?.milestones.find(({ milestone }) => milestone === "network-started")?.atUs;
  if (instance === undefined || startUs === undefined) return undefined;
  const endUs =
    endOfAllocation(instance, startUs, [...acquisitions, ...operations]) ?? instance.milestones.find(({ milestone, atUs }) => milestone === "xml-started" && atUs >= startUs)?.atUs;
  if (endUs === undefined) return undefined;
  let joinedUs = startUs;
  const sees = (atUs: number | undefined): void => {
    if (atUs !== undefined && atUs > joinedUs && atUs < endUs) joinedUs = atUs;
  };
  // What it began since and is not done with when the network is there: that it was busy with, for it waits with nothing in hand but what it had before.
  const does = (fromUs: number | undefined, untilUs: number | undefined): void => {
    sees(fromUs);
    sees(untilUs);
    if (fromUs !== undefined && untilUs !== undefined && fromUs > startUs && fromUs < endUs && untilUs > endUs) joinedUs = endUs;
  };
  for (const { milestone, atUs, outside, service } of instance.milestones) if (!outside && service === "nova-compute" && !milestone.startsWith("network-")) sees(atUs);
  for (const record of acquisitions) {
    if (record.actor.role !== "boot" || mayAllocate(record) || !carriesOn(record.actor, instance)) continue;
    sees(record.acquiredUs);
    does(record.acquiredUs === undefined ? undefined : record.acquiredUs - (record.waitUs ?? 0), record.releasedUs);
  }
  for (const record of operations) {
    if (mayAllocate(record) || TOTALS.has(record.operation) || !carriesOn(record.actor, instance)) continue;
    does(record.startUs, record.endUs);
  }
  return { startUs, joinedUs, endUs };
}

/** Whole lengths that nova logs when they are over: no sign of what went on at their start. */
const TOTALS: ReadonlySet<string> = new Set(["build", "spawn"]);

function liesIn(record: Acquisition | TimedOperation, { startUs, endUs }: Branch): boolean {
  const atUs = "lock" in record ? record.acquiredUs : record.startUs;
  return atUs !== undefined && atUs >= startUs && atUs <= endUs;
}
