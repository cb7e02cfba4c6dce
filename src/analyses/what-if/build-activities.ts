import { group, max, min } from "d3-array";
import { deepest, type Interval } from "../../lib/intervals.ts";
import type { Acquisition, EventWait, TimedOperation } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import type { Boot } from "../boots.ts";
import { CLIENT_REQUESTS } from "../pool.ts";
import { keyOfPassage, resourceKey, type ResourceKey } from "../resource-key.ts";
import { readyOf, type BootRun } from "../runs.ts";
import type { Replayable } from "./replayable.ts";
import type { ActivityGraph, Guest, Line, Queue, Start } from "./activity.ts";
import { callsBeside } from "./calls-beside.ts";
import { drawLine, type Landmark, type Passage } from "./draw-line.ts";
import { tellDeliveries, type Delivery } from "./event-deliveries.ts";
import { isFreeze, tellFreezes } from "./freezes.ts";
import { mayAllocate, timeOfAllocation } from "../network-allocation.ts";
import { guestsOf, workOfGuest } from "./guests.ts";
import { pairTraced } from "./pair-traced.ts";
import { requestedUs } from "./requested-us.ts";
import { returnOfCall } from "./returned-calls.ts";
import { servedBy, type PlacedHold } from "./served-by.ts";
import { askingOfStrangers } from "./strangers.ts";
import { NO_TURNS, turnsOf, type Turn } from "./event-turns.ts";
import { isOfBranch, networkBranchOf } from "./network-branch.ts";

/** What one process did for one boot, for one delete, or in the background. */
interface Owner {
  readonly boot: Boot | undefined;
  readonly acquisitions: readonly Acquisition[];
}

/** What brings an event that a boot waits for: a request that queued for a worker as soon as it could, or someone unseen in his own time. */
export type Bringing = "queued" | "unseen";

/** The activities of a run: one line for each boot and each delete, branches beside them, and holds of background work. */
export function buildActivities(study: Replayable, run: BootRun, bringing: Bringing = "queued"): ActivityGraph {
  const logEndUs = study.trace.endUs ?? run.toUs;
  const deliveries = bringing === "queued" ? deliveriesOf(study, run) : new Map<EventWait, Delivery>();
  const { boots, deletes, background } = owners(study, run, logEndUs, new Set([...deliveries.values()].map(({ passage }) => passage)));
  const queues = chooseQueues([...boots, ...deletes, ...background], study, logEndUs);
  const turns = bringing === "queued" ? turnsOf(study, run) : NO_TURNS;
  const resources = [...queues.list, ...turns.queues];
  const passageOf = passages(queues.indexOf, study, [...deliveries.values()], logEndUs);
  const deliveryOf = (wait: EventWait): Passage | undefined => {
    const delivery = deliveries.get(wait);
    const queue = queues.indexOf.get(delivery?.identity ?? "");
    return delivery === undefined || queue === undefined
      ? undefined
      : { queue, requestUs: delivery.requestUs, acquiredUs: delivery.acquiredUs, releasedUs: delivery.releasedUs, called: true, unseen: undefined };
  };
  const operations = group(study.trace.operations.filter(({ actor }) => actor.instance !== undefined), ({ actor }) => actor.instance ?? -1);

  const guests = guestsOf(study.trace, run);
  const guestOf = new Map([...guests.values()].flat().map((guest) => [guest.instance, guest]));
  const lines: Line[] = [];
  const readyLines = new Map<Boot, number>();
  for (const { boot, acquisitions } of boots) {
    if (boot?.requestUs === undefined) continue;
    const own = bootLines(
      boot,
      boot.requestUs,
      run,
      acquisitions,
      operations.get(boot.index) ?? [],
      passageOf,
      deliveryOf,
      turns.of(boot.index, queues.list.length),
      guestOf.get(boot.index),
      lines.length,
    );
    if (own.ready) readyLines.set(boot, lines.length);
    lines.push(...own.lines);
  }
  const lastReadyUs = max(readyLines.keys(), (boot) => readyOf(boot, run.readyBy));
  const deleted = deletes.flatMap(({ boot, acquisitions }) => (boot?.deleteUs === undefined ? [] : [{ boot, acquisitions, deleteUs: boot.deleteUs }]));
  const allLater = lastReadyUs !== undefined && deleted.every(({ deleteUs }) => deleteUs >= lastReadyUs);
  for (const { boot, acquisitions, deleteUs } of deleted) {
    lines.push(deleteLine(boot, deleteUs, startOfDelete(boot, deleteUs, run, allLater ? lastReadyUs : undefined, readyLines), acquisitions.map(passageOf)));
  }
  for (const { acquisitions } of background) {
    const own = acquisitions.map(passageOf).filter(({ queue }) => queue !== undefined);
    const startUs = min(own, ({ requestUs }) => requestUs);
    if (startUs === undefined) continue;
    lines.push({
      role: "background",
      host: acquisitions[0]?.actor.host,
      instance: undefined,
      start: { kind: "fixed", atUs: startUs },
      nodes: drawLine({ startUs, endUs: startUs }, own, []),
    });
  }
  const freezing = tellFreezes(study);
  const gone = deleted.filter(({ boot }) => boot.goneUs !== undefined);
  return {
    lines: lines.map((line) => freezing(line, resources)),
    resources,
    fromUs: run.fromUs,
    guests,
    observed: {
      makespanUs: lastReadyUs === undefined ? undefined : lastReadyUs - run.fromUs,
      deletesUs: gone.length === 0 ? undefined : (max(gone, ({ boot }) => boot.goneUs) ?? 0) - (min(deleted, ({ deleteUs }) => deleteUs) ?? 0),
    },
  };
}

function deliveriesOf(study: Replayable, { boots }: BootRun): ReadonlyMap<EventWait, Delivery> {
  const broughtBy = tellDeliveries(study);
  return new Map(boots.flatMap(({ instance }) => instance.eventWaits).flatMap((wait) => {
    const delivery = broughtBy(wait);
    return delivery === undefined ? [] : [[wait, delivery] as const];
  }));
}

/** `told`: what is drawn elsewhere. */
function owners(
  { trace }: Replayable,
  run: BootRun,
  logEndUs: number,
  told: ReadonlySet<Acquisition | undefined>,
): { readonly boots: readonly Owner[]; readonly deletes: readonly Owner[]; readonly background: readonly Owner[] } {
  const bootOf = new Map(run.boots.map((boot) => [boot.index, boot]));
  const ofBoots = new Map<number, Acquisition[]>(run.boots.map(({ index }) => [index, []]));
  const ofDeletes = new Map<number, Acquisition[]>(run.boots.map(({ index }) => [index, []]));
  const others: Acquisition[] = [];
  for (const acquisition of trace.acquisitions) {
    if (isFreeze(acquisition) || told.has(acquisition)) continue;
    const { role, instance = -1 } = acquisition.actor;
    const own = role === "background" ? undefined : (role === "boot" ? ofBoots : ofDeletes).get(instance);
    if (own !== undefined) own.push(acquisition);
    else others.push(acquisition);
  }
  const of = (acquisitions: ReadonlyMap<number, readonly Acquisition[]>): Owner[] =>
    [...acquisitions].map(([index, own]) => ({ boot: bootOf.get(index), acquisitions: pairTraced(own) }));
  return { boots: of(ofBoots), deletes: of(ofDeletes), background: backgroundOf(pairTraced(others), run, logEndUs) };
}

/**
 * Holds of the run's time that nobody's boot took, those that overlap in one thread or request together. What was taken only once the thread was free again it did not
 * wait for itself: a call that was read late, say, waited in its client's socket while the thread worked on others.
 */
function backgroundOf(acquisitions: readonly Acquisition[], run: BootRun, logEndUs: number): readonly Owner[] {
  const held = acquisitions.flatMap((acquisition) => {
    const hold = heldStretch(acquisition, logEndUs);
    return hold !== undefined && hold.endUs - hold.startUs >= acquisition.resolutionUs && hold.endUs > run.fromUs && hold.startUs < run.toUs ? [{ acquisition, hold }] : [];
  });
  const owners: Owner[] = [];
  for (const own of group(held, ({ acquisition: { actor } }) => `${actor.host ?? ""}|${actor.service}|${actor.pid ?? ""}|${actor.tid ?? ""}|${actor.requestId ?? ""}`).values()) {
    let busyUntilUs = Number.NEGATIVE_INFINITY;
    let together: Acquisition[] = [];
    for (const { acquisition, hold } of [...own].sort((a, b) => a.hold.startUs - b.hold.startUs || requestedUs(a.acquisition) - requestedUs(b.acquisition))) {
      if (hold.startUs >= busyUntilUs) owners.push({ boot: undefined, acquisitions: (together = []) });
      together.push(acquisition);
      busyUntilUs = Math.max(busyUntilUs, hold.endUs);
    }
  }
  return owners;
}

/** Holds of a queue that nobody waited for matter only if they add up to this share of the run. */
const WORTH_SHARE = 0.0005;

/** Waiting below this share of the time inside is how long a free thread takes to begin. */
const CROWDED_SHARE = 0.01;

interface Queues {
  readonly list: readonly Queue[];
  /** Undefined: not in the graph. */
  readonly indexOf: ReadonlyMap<string, number>;
}

/** The locks and pools that several activities hold. What only one ever holds can make nobody wait. */
function chooseQueues(owners: readonly Owner[], study: Replayable, logEndUs: number): Queues {
  interface Use { readonly owners: Set<Owner>; heldUs: number; waitedUs: number; contended: boolean; readonly first: Acquisition; readonly holds: PlacedHold[] }
  const uses = new Map<string, Use>();
  for (const owner of owners) {
    for (const acquisition of owner.acquisitions) {
      const hold = heldStretch(acquisition, logEndUs);
      if (hold === undefined) continue;
      let use = uses.get(acquisition.identity);
      if (use === undefined) uses.set(acquisition.identity, (use = { owners: new Set(), heldUs: 0, waitedUs: 0, contended: false, first: acquisition, holds: [] }));
      use.owners.add(owner);
      use.holds.push({ ...hold, pid: acquisition.actor.pid });
      use.heldUs += hold.endUs - hold.startUs;
      use.waitedUs += acquisition.waitUs ?? 0;
      use.contended ||= (acquisition.waitUs ?? 0) >= acquisition.resolutionUs;
    }
  }
  const runUs = study.run === undefined ? 0 : study.run.toUs - study.run.fromUs;
  const list: Queue[] = [];
  const indexOf = new Map<string, number>();
  for (const [identity, { owners: users, heldUs, waitedUs, contended, first, holds }] of uses) {
    const pool = study.pools.get(identity);
    const single = first.resource === "lock" || first.resource === "job";
    if ((users.size < 2 && !contended) || (!contended && heldUs < WORTH_SHARE * runUs)) continue;
    indexOf.set(identity, list.length);
    // A pool of unknown size for which somebody waited has as many permits as were ever held at once; another lets everyone in. A client's socket is left alone
    // only while it has all of them.
    const isCrowded = contended && (first.resourceClass === CLIENT_REQUESTS || waitedUs >= CROWDED_SHARE * heldUs);
    const permits = pool?.permits ?? (single ? 1 : isCrowded ? Math.max(1, deepest(holds)) : Number.POSITIVE_INFINITY);
    const served = first.resource === "service" && permits === Number.POSITIVE_INFINITY ? servedBy(holds) : undefined;
    list.push({ identity, key: keyOfPassage(first), permits, fair: isFair(first), served });
  }
  return { list, indexOf };
}

/** nova's resource tracker takes a fair lock since 21.0.0; libvirt's pools and jobs, and semaphores of eventlet, serve in order of arrival. */
function isFair({ resource, resourceClass }: Acquisition): boolean {
  return resource !== "lock" || resourceClass === "compute_resources";
}

/** An unexplained part of a wait below this share of it is the coarseness of clocks. */
const UNEXPLAINED_SHARE = 0.1;

function passages(indexOf: ReadonlyMap<string, number>, study: Replayable, deliveries: readonly Delivery[], logEndUs: number): (acquisition: Acquisition) => Passage {
  const strangers = askingOfStrangers(study.trace.acquisitions, deliveries);
  return (acquisition) => {
    const { acquiredUs, waitUs = 0, resolutionUs, form } = acquisition;
    const hold = heldStretch(acquisition, logEndUs);
    const requestUs = strangers.get(acquisition) ?? requestedUs(acquisition);
    const releasedUs = hold?.endUs ?? acquiredUs;
    const queue = releasedUs === undefined || releasedUs <= requestUs ? undefined : indexOf.get(acquisition.identity);
    // An inferred queue was told by all who passed it: a stretch of a wait without a holder is one of theirs, whose place in time is not exact.
    const unexplainedUs =
      waitUs < resolutionUs || (queue !== undefined && form === "inferred") ? 0 : queue === undefined ? waitUs : study.blaming.split(acquisition).unattributedUs;
    const unseen =
      unexplainedUs >= resolutionUs && unexplainedUs > UNEXPLAINED_SHARE * waitUs
        ? ({ kind: "work", startUs: requestUs, endUs: requestUs + unexplainedUs, cause: keyOfPassage(acquisition) } as const)
        : undefined;
    return { queue, requestUs, acquiredUs: acquiredUs ?? hold?.startUs ?? requestUs, releasedUs, called: acquisition.resource === "service", unseen };
  };
}

function bootLines(
  boot: Boot, requestUs: number, run: BootRun, acquisitions: readonly Acquisition[], operations: readonly TimedOperation[], passageOf: (acquisition: Acquisition) => Passage,
  deliveryOf: (wait: EventWait) => Passage | undefined, turns: readonly Turn[], guest: Guest | undefined, firstLine: number,
): { readonly lines: readonly Line[]; readonly ready: boolean } {
  const { instance } = boot;
  const readyUs = readyOf(boot, run.readyBy);
  const allocation = timeOfAllocation(instance);
  const aside = (one: Acquisition): boolean => isAside(one, instance.bootRequestIds) && !isUnnamedCall(one, allocation);
  const asides = acquisitions.filter(aside);
  const own = acquisitions.filter((one) => !aside(one));
  const calls = callsBeside(own, instance.eventWaits);
  const besides = new Set(calls.flat());
  const ofMain = own.filter((one) => !besides.has(one));
  const branch = networkBranchOf(instance, ofMain, operations);
  const main: Passage[] = [];
  const inBranch: Passage[] = [];
  for (const acquisition of ofMain) {
    const passage = passageOf(acquisition);
    if (branch !== undefined && passage.requestUs >= branch.startUs && passage.requestUs < branch.endUs && isOfBranch(acquisition)) inBranch.push(passage);
    else main.push(passage);
  }
  const returnedUs = returnOfCall(ofMain);
  const deliveries: { readonly wait: EventWait; readonly cause: ResourceKey; readonly delivery: Passage; readonly startUs: number }[] = [];
  for (const wait of instance.eventWaits) {
    const { event, endUs, actor } = wait;
    const startUs = returnedUs(wait);
    const cause = resourceKey({ kind: "event", service: actor.service, resource: event });
    if (turns.some((turn) => turn.wait === wait)) continue;
    const delivery = deliveryOf(wait);
    if (delivery !== undefined) deliveries.push({ wait, cause, delivery, startUs });
    else
      main.push({ queue: undefined, requestUs: startUs, acquiredUs: endUs, releasedUs: undefined, called: false, unseen: { kind: "work", startUs, endUs, cause } });
  }

  const landmarks: Landmark[] = readyUs === undefined ? [] : [{ atUs: readyUs, resumeUs: readyUs, node: { kind: "ready" } }];
  const others: Line[] = [];
  const forked = (range: { readonly startUs: number; readonly endUs: number }, own: readonly Passage[]): void => {
    landmarks.push({ atUs: range.startUs, resumeUs: range.startUs, node: { kind: "fork", line: firstLine + 1 + others.length } });
    others.push({ role: "boot", host: instance.host, instance: boot.index, start: { kind: "forked" }, nodes: drawLine(range, own, []) });
  };
  if (branch !== undefined) {
    forked({ startUs: branch.startUs, endUs: branch.endUs }, inBranch);
    landmarks.push({ atUs: branch.neededUs, resumeUs: branch.endUs, node: { kind: "join", line: firstLine + 1 } });
  }
  for (const { wait: { endUs }, startUs, cause, delivery } of deliveries) {
    const line = firstLine + 1 + others.length;
    landmarks.push({ atUs: startUs, resumeUs: startUs, node: { kind: "fork", line } }, { atUs: startUs, resumeUs: endUs, node: { kind: "join", line, cause } });
    // What brings the event, and what it waits for meanwhile, is no waiting of the boot's own.
    const nodes = drawLine({ startUs, endUs }, [delivery], []).map((node) => (node.kind === "work" && node.endUs <= delivery.requestUs ? { ...node, cause } : node));
    others.push({ role: "background", host: instance.host, instance: boot.index, start: { kind: "forked" }, nodes });
  }
  for (const { cause, wait, startUs, neededUs, resumeUs, arrivedUs, passage } of turns) {
    const waitsFromUs = returnedUs({ startUs: neededUs, endUs: resumeUs });
    const line = firstLine + 1 + others.length;
    const delivery = wait === undefined ? undefined : deliveryOf(wait);
    landmarks.push({ atUs: startUs, resumeUs: startUs, node: { kind: "fork", line } }, { atUs: waitsFromUs, resumeUs, node: { kind: "join", line, cause } });
    others.push({ role: "background", host: undefined, instance: boot.index, start: { kind: "forked" }, nodes: drawLine({ startUs, endUs: arrivedUs }, delivery === undefined ? [passage] : [passage, delivered(delivery, passage)], []) });
  }
  for (const beside of [...group(asides, ({ actor }) => actor.requestId).values(), ...calls]) {
    const passed = beside.map(passageOf);
    const startUs = min(passed, (passage) => passage.requestUs) ?? 0;
    if (passed.some(({ queue }) => queue !== undefined)) forked({ startUs, endUs: startUs }, passed);
  }
  const work = guest === undefined ? [] : workOfGuest(guest);
  if (work.length > 0 && readyUs !== undefined) {
    landmarks.push({ atUs: readyUs, resumeUs: readyUs, node: { kind: "fork", line: firstLine + 1 + others.length } });
    others.push({ role: "background", host: instance.host, instance: boot.index, start: { kind: "forked" }, nodes: work });
  }
  const endUs = readyUs ?? boot.errorUs ?? boot.lastUs;
  return {
    lines: [
      { role: "boot", host: instance.host, instance: boot.index, start: { kind: "fixed", atUs: requestUs }, nodes: drawLine({ startUs: requestUs, endUs }, main, landmarks) },
      ...others,
    ],
    ready: readyUs !== undefined,
  };
}

/** What is delivered once its turn is over. */
function delivered(delivery: Passage, { releasedUs = 0 }: Passage): Passage {
  return { ...delivery, requestUs: Math.min(delivery.acquiredUs, Math.max(delivery.requestUs, releasedUs)) };
}

/** Done for the instance by another request than the boot's own, such as an external event: beside the boot, which does not wait for it. */
function isAside({ actor: { requestId, globalRequestId } }: Acquisition, own: readonly string[]): boolean {
  return own.length > 0 && requestId !== undefined && !own.includes(requestId) && (globalRequestId === undefined || !own.includes(globalRequestId));
}

/** Before oslo.log 4.8 neutron's log does not say which request called it: what it served for the instance while nova allocated its network, that allocation asked for. */
function isUnnamedCall(acquisition: Acquisition, allocation: Interval | undefined): boolean {
  const { actor: { service, globalRequestId }, acquiredUs } = acquisition;
  const within = allocation !== undefined && acquiredUs !== undefined && acquiredUs >= allocation.startUs && acquiredUs <= allocation.endUs;
  return within && globalRequestId === undefined && !service.startsWith("nova") && mayAllocate(acquisition);
}

function startOfDelete(boot: Boot, deleteUs: number, { readyBy }: BootRun, lastReadyUs: number | undefined, readyLines: ReadonlyMap<Boot, number>): Start {
  if (lastReadyUs !== undefined) return { kind: "after-last-ready", gapUs: deleteUs - lastReadyUs };
  const line = readyLines.get(boot);
  const readyUs = readyOf(boot, readyBy);
  if (line === undefined || readyUs === undefined || deleteUs < readyUs) return { kind: "fixed", atUs: deleteUs };
  return { kind: "after-ready", line, gapUs: deleteUs - readyUs };
}

function deleteLine({ index, goneUs, lastUs, instance }: Boot, deleteUs: number, start: Start, own: readonly Passage[]): Line {
  const landmarks: readonly Landmark[] = goneUs === undefined ? [] : [{ atUs: goneUs, resumeUs: goneUs, node: { kind: "gone" } }];
  return { role: "delete", host: instance.host, instance: index, start, nodes: drawLine({ startUs: deleteUs, endUs: goneUs ?? Math.max(deleteUs, lastUs) }, own, landmarks) };
}
