import { hasText, withText } from "../lib/few.ts";
import { openInterner } from "../lib/interner.ts";
import type { EventReceived, Gauge, Identity, LogEvent, Milestone, RecordHead } from "../model/event.ts";
import type { Operation } from "../model/operation.ts";
import type { Place } from "../model/trace.ts";
import { acquisitionShelf } from "./acquisition-shelf.ts";
import { pairLocks } from "./pair-locks.ts";
import { isDetail, signOfMilestone } from "./request-signs.ts";
import { repeatedHours } from "./repeated-hour.ts";
import type { Retention } from "./retention.ts";
import { shelf } from "./shelf.ts";
import { watchSilences } from "./silences.ts";
import { trailShelf } from "./trail-shelf.ts";
import { writers } from "./writers.ts";
import type { Extent, PairedSource, Placed, RawAcquisition, RawLimit, RawOperation, RawRestart, ThreadWork, Trail } from "./raw.ts";

export interface SourcePairing {
  /** The next event of the lineage, from the file with this index. */
  readonly add: (event: LogEvent, source: number) => void;
  /** No more events come: what is open stays so. */
  readonly end: () => void;
  /** What was paired. To be asked for once, when no log of the run has more events: until then the records of all logs share their room. */
  readonly paired: () => PairedSource;
}

/**
 * Pairs the events of one lineage of files as they stream by: keeps what is open and what is complete, never the events.
 */
export function pairSource(retention: Retention): SourcePairing {
  const { room } = retention;
  const paired = {
    summaries: [],
    identities: [],
    eventsAwaited: [],
    eventWaitsCompleted: [],
  } satisfies Partial<PairedSource> as Omit<
    PairedSource,
    | "acquisitions"
    | "operations"
    | "milestones"
    | "gauges"
    | "eventsReceived"
    | "folds"
    | "dropped"
    | "lost"
    | "trails"
    | "extents"
    | "silences"
    | "restarts"
    | "limits"
    | "putBackUs"
  >;
  const acquisitions = acquisitionShelf(retention);
  const { records, matters } = retention;
  const operations = shelf<RawOperation>(records, ({ open, operation, writer, work, domain }) => !open && !TELLS_LENGTH.has(operation) && !matters(writer, work, domain));
  const milestones = shelf<Placed<Milestone>>(records, ({ milestone, writer, domain }) => isDetail(milestone, writer.requestId) && !matters(writer, undefined, domain));
  const gauges = shelf<Placed<Gauge>>(retention.gauges, () => true);
  const eventsReceived = shelf<Placed<EventReceived>>(records, ({ writer }) => !matters(writer, undefined));
  const intern = openInterner(TEXTS);
  const own = <T extends string | undefined>(text: T): T => (text === undefined ? text : intern(text)) as T;
  const writerOf = writers();
  const locks = pairLocks(acquisitions, own, writerOf);
  const openOperations = new Map<string, RawOperation>();
  const workOfThread = new Map<number, ThreadWork>();
  const trails = trailShelf(retention);
  const silences = watchSilences();
  let restarts: RawRestart[] = [];
  let limits: RawLimit[] = [];
  const hours = repeatedHours();
  const extents: Extent[] = [];
  let extent: Extent | undefined;
  let lastHead: RecordHead | undefined;

  const workOf = (head: RecordHead): ThreadWork | undefined => (head.tid === undefined ? undefined : workOfThread.get(head.tid));
  const newWork = (head: RecordHead): ThreadWork | undefined => {
    if (head.tid === undefined) return undefined;
    const work = { domain: undefined, instanceId: undefined };
    workOfThread.set(head.tid, work);
    return work;
  };

  const walk = (head: RecordHead, source: number): void => {
    if (head === lastHead) return;
    lastHead = head;
    locks.heard(head);
    silences.hear(head, { source, line: head.line }, matters(head, undefined));
    if (extent === undefined || extent.source !== source || extent.clock !== head.clock) extent = extentOf(source, head);
    if (head.atUs < extent.fromUs) extent.fromUs = head.atUs;
    if (head.atUs > extent.toUs) extent.toUs = head.atUs;
    if (head.requestId !== undefined) step(head.requestId, head, source);
    if (head.globalRequestId !== undefined && head.globalRequestId !== head.requestId) step(head.globalRequestId, head, source);
    if (head.instanceId !== undefined) step(head.instanceId, head, source);
  };

  const extentOf = (source: number, { clock, atUs }: RecordHead): Extent => {
    let known = extents.find((one) => one.source === source && one.clock === clock);
    if (known === undefined) extents.push((known = { source, clock, fromUs: atUs, toUs: atUs }));
    return known;
  };

  const step = (id: string, head: RecordHead, source: number): void => {
    const trail = trails.of(id, source, head);
    if (head.instanceId !== undefined && !hasText(trail.instances, head.instanceId)) trail.instances = withText(trail.instances, own(head.instanceId));
    const cause = head.requestId === id && head.globalRequestId !== id ? head.globalRequestId : undefined;
    if (cause !== undefined) trail.causes = withText(trail.causes, cause);
    // All periodic tasks of a process share one request id: its lines are of no one boot.
    if (trail.periodic || trail.line.length >= room.linesOfOne) return;
    trail.atUs.push(head.atUs);
    trail.line.push(head.line);
    trails.noted();
  };

  /** The caller's log tells of it, which may stand beside one of the service that was called. */
  const cause = (id: string, head: RecordHead, source: number): void => {
    const { requestId } = head;
    if (requestId === undefined || requestId === id) return;
    const trail = trails.of(own(id), source, head);
    trail.causes = withText(trail.causes, own(requestId));
  };

  const trailOf = ({ requestId }: RecordHead, source: number): Trail | undefined => (requestId === undefined ? undefined : trails.find(requestId, source));

  const wants = (head: RecordHead, by: string | undefined, source: number): void => {
    const sign = by === undefined ? undefined : retention.signOf(by);
    if (sign === undefined) return;
    retention.sign(head);
    const trail = trailOf(head, source);
    if (trail === undefined) return;
    trail.boots ||= sign === "boot";
    trail.deletes ||= sign === "delete";
  };

  const close = (key: string, endUs: number, outcome: string | undefined, open: boolean): void => {
    const operation = openOperations.get(key);
    if (operation === undefined) return;
    operation.endUs = Math.max(operation.startUs, endUs);
    operation.outcome = outcome ?? operation.outcome;
    operation.open = open;
    openOperations.delete(key);
    if (operation.operation === "domain-start" || operation.operation === "domain-stop") retention.signDomain(operation.domain ?? operation.work?.domain);
    if (operation.operation === "libvirt-api" && operation.writer.tid !== undefined) workOfThread.delete(operation.writer.tid);
  };

  const learn = (identity: Identity): void => {
    const tid = identity.tid ?? identity.head.tid;
    if (tid === undefined || (identity.domain === undefined && identity.instanceId === undefined)) return;
    const work = workOfThread.get(tid) ?? newWork({ ...identity.head, tid });
    if (work === undefined) return;
    work.domain = own(identity.domain) ?? work.domain;
    work.instanceId = own(identity.instanceId) ?? work.instanceId;
  };

  const ownIdentity = ({ head, instanceId, instanceName, domain, portId, requestId, tid, qemuPid, node }: Identity, place: Place): Placed<Identity> => ({
    instanceId: own(instanceId),
    instanceName: own(instanceName),
    domain: own(domain),
    portId: own(portId),
    requestId: own(requestId),
    tid,
    qemuPid,
    node: own(node),
    writer: writerOf(head),
    atUs: head.atUs,
    place,
  });

  const rawGauge = ({ head, gauge, subject, pid, intervalUs, share, cores }: Gauge, place: Place): Placed<Gauge> => ({
    gauge,
    subject,
    pid,
    intervalUs,
    share,
    cores,
    writer: writerOf(head),
    atUs: head.atUs,
    place,
  });

  const take = (event: LogEvent, place: Place): void => {
    const { head } = event;
    switch (event.kind) {
      case "activity":
        return;
      case "lock-requested":
        wants(head, event.by, place.source);
        locks.requested(event, place, workOf(head));
        return;
      case "lock-acquired": {
        wants(head, event.by, place.source);
        // A worker that takes a call begins new work; a call takes two permits (its client's and the worker's), one after the other.
        const work = event.resource === "permit" && event.form === "job" && !isFresh(workOf(head)) ? newWork(head) : workOf(head);
        locks.acquired(event, place, work);
        return;
      }
      case "lock-released":
        locks.released(event, place, workOf(head));
        if (event.resource === "permit" && event.form === "job" && head.tid !== undefined) workOfThread.delete(head.tid);
        return;
      case "lock-abandoned":
        locks.abandoned(event, place, workOf(head));
        return;
      case "lock-summary":
        {
          const { resource, lock, scope, by, of, acquisitions, contentions, totalUs, maxUs } = event;
          paired.summaries.push({ resource, lock, scope, by, of, acquisitions, contentions, totalUs, maxUs, writer: writerOf(head), atUs: head.atUs, place });
        }
        return;
      case "operation-began": {
        close(event.key, head.atUs, undefined, false);
        const work = event.operation === "libvirt-api" && !isFresh(workOf(head)) ? newWork(head) : workOf(head);
        const operation: RawOperation = {
          operation: event.operation,
          name: own(event.name),
          writer: writerOf(head),
          work,
          domain: event.domain,
          messageId: event.messageId,
          startUs: head.atUs,
          endUs: head.atUs,
          outcome: undefined,
          open: true,
          place,
        };
        openOperations.set(event.key, operation);
        operations.add(operation);
        return;
      }
      case "operation-ended":
        close(event.key, head.atUs, event.outcome, false);
        return;
      case "operation-completed":
        if (event.operation === "periodic-task") {
          const trail = trailOf(head, place.source);
          if (trail !== undefined) trail.periodic = true;
        }
        operations.add({
          operation: event.operation,
          name: own(event.name),
          writer: writerOf(head),
          work: workOf(head),
          domain: undefined,
          messageId: event.messageId,
          inWholeSeconds: event.inWholeSeconds,
          startUs: head.atUs - event.durationUs,
          endUs: head.atUs,
          outcome: event.outcome,
          open: false,
          place,
        });
        return;
      case "milestone":
        if (signOfMilestone(event.milestone) !== undefined) retention.sign(head);
        milestones.add({ milestone: event.milestone, domain: own(event.domain), detail: own(event.detail), writer: writerOf(head), atUs: head.atUs, place });
        return;
      case "event-awaited":
        paired.eventsAwaited.push({ event: own(event.event), writer: writerOf(head), atUs: head.atUs, place });
        return;
      case "event-received":
        eventsReceived.add({ event: own(event.event), expected: event.expected, writer: writerOf(head), atUs: head.atUs, place });
        return;
      case "event-wait-completed":
        paired.eventWaitsCompleted.push({ events: event.events.map(own), atLeastUs: event.atLeastUs, outcome: event.outcome, writer: writerOf(head), atUs: head.atUs, place });
        return;
      case "identity":
        learn(event);
        paired.identities.push(ownIdentity(event, place));
        return;
      case "request-caused":
        cause(event.requestId, event.head, place.source);
        return;
      case "gauge":
        gauges.add(rawGauge(event, place));
        return;
      case "limit-stated":
        limits.push({ pool: own(event.pool), permits: event.permits, head, place });
        if (limits.length >= 2 * LIMITS) limits = limits.slice(-LIMITS);
        return;
      case "banner":
        if (event.life === "start" && extents.some(({ source, fromUs }) => source !== place.source || fromUs < head.atUs)) {
          restarts.push({ head, place });
          if (restarts.length >= 2 * RESTARTS) restarts = restarts.slice(-RESTARTS);
        }
        if (event.life !== undefined) {
          locks.restart(head.atUs, event.life === "stop" ? head.pid : undefined);
          for (const key of [...openOperations.keys()]) close(key, head.atUs, "interrupted", true);
          workOfThread.clear();
        }
    }
  };

  return {
    add(event, source) {
      const head = hours.goOn(event.head);
      walk(head, source);
      take(head === event.head ? event : { ...event, head }, { source, line: head.line });
    },
    end() {
      const toUs = (clock: RecordHead["clock"]): number => extents.reduce((last, one) => (one.clock === clock ? Math.max(last, one.toUs) : last), 0);
      locks.end(toUs);
      for (const [key, operation] of [...openOperations]) close(key, toUs(operation.writer.clock), undefined, true);
    },
    paired() {
      return {
        ...paired,
        acquisitions: acquisitions.all().filter(isPlaced),
        folds: acquisitions.folds(),
        operations: operations.all(),
        milestones: milestones.all(),
        gauges: gauges.all(),
        eventsReceived: eventsReceived.all(),
        dropped: { records: operations.dropped() + milestones.dropped() + gauges.dropped() + eventsReceived.dropped(), lines: trails.dropped() },
        lost: locks.lost(),
        trails: trails.all(),
        extents,
        silences: silences.all(),
        restarts: restarts.slice(-RESTARTS),
        limits: limits.slice(-LIMITS),
        putBackUs: hours.putBackUs,
      };
    },
  };
}

/** Kept of each log. */
const RESTARTS = 100;
const LIMITS = 100;

/** Different names, of locks and of all else, known at a time as texts of their own. */
const TEXTS = 20_000;

/** What a boot's or a delete's length is told by, however long ago. */
const TELLS_LENGTH: ReadonlySet<Operation> = new Set<Operation>(["build", "spawn", "domain-start", "domain-stop"]);

/** Of others no line tells but the one in which they were asked for. */
function isPlaced({ acquiredUs, releasedUs }: RawAcquisition): boolean {
  return acquiredUs !== undefined || releasedUs !== undefined;
}

function isFresh(work: ThreadWork | undefined): boolean {
  return work !== undefined && work.domain === undefined && work.instanceId === undefined;
}
