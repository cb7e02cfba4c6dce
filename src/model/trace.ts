import type { LockForm, MilestoneName, ResourceKind } from "./event.ts";
import type { Operation } from "./operation.ts";
import type { ClockOffset, PlacedClock } from "./report.ts";

/**
 * What all sources together tell, on one clock (µs since the epoch, UTC), after pairing and linking. Analyses read only this.
 */
export interface Trace {
  readonly sources: readonly TracedSource[];
  readonly clocks: readonly PlacedClock[];
  readonly clockOffsets: readonly ClockOffset[];
  readonly instances: readonly TracedInstance[];
  /** In order of time, then source and line. */
  readonly acquisitions: readonly Acquisition[];
  /** Traced waits and holds that stood in a second file too and were left out. */
  readonly copies: number;
  /** What a second log told of a service as well and was left out. */
  readonly retold: readonly Retold[];
  /** Uncontended acquisitions that were too many to be kept one by one. */
  readonly folds: readonly FoldedAcquisitions[];
  /** Records, and lines of requests, of background work and of old boots that were too many to be kept. */
  readonly dropped: { readonly records: number; readonly lines: number };
  /** Waits that began and of whose end no line tells, though they did end: how many, by the first source of each log. */
  readonly lost: readonly { readonly source: number; readonly waits: number }[];
  readonly summaries: readonly LockTotal[];
  readonly operations: readonly TimedOperation[];
  readonly gauges: readonly GaugePoint[];
  readonly silences: readonly Silence[];
  /** In order of time. */
  readonly restarts: readonly Restart[];
  /** Those of one log in order of time. */
  readonly limits: readonly StatedLimit[];
  /** Last instant any source saw; undefined for an empty trace. */
  readonly endUs: number | undefined;
}

/** One file or stream, as far as analyses need it. */
export interface TracedSource {
  readonly path: string;
  readonly format: string;
  readonly layout: string | undefined;
  /** Of a rotated log the index of its oldest file. */
  readonly lineage?: number | undefined;
  readonly service: string;
  /** Where several wrote into it: their names. */
  readonly services?: readonly string[] | undefined;
  /** Of these, those that wrote nothing of debug level, though others did. */
  readonly silent?: readonly string[] | undefined;
  readonly host: string | undefined;
  /** `HOST=PATH` on the command line; its log may call itself otherwise. */
  readonly givenHost: string | undefined;
  readonly hasDebug: boolean | undefined;
  readonly minWaitUs: number | undefined;
  readonly minHoldUs: number | undefined;
  readonly versions: readonly string[];
  /** The smallest wait the format shows. */
  readonly resolutionUs: number;
  readonly fromUs: number | undefined;
  readonly toUs: number | undefined;
}

/** One log tells of a service what another one tells, too. Indexes of sources. */
export interface Retold {
  readonly service: string;
  readonly source: number;
  readonly original: number;
}

/** Where a record stands: index into the trace's sources, 1-based line. */
export interface Place {
  readonly source: number;
  readonly line: number;
}

/** Who did it: everything the record said, and what linking found out. */
export interface Actor {
  readonly service: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly tid: number | undefined;
  readonly requestId: string | undefined;
  readonly globalRequestId: string | undefined;
  /** Index into the trace's instances. Of a boot or delete: undefined where its request serves several and nothing tells which it was for. */
  readonly instance: number | undefined;
  /** What it did this for. `background`: periodic tasks, start-up, other tenants' requests. */
  readonly role: Role;
}

export type Role = "boot" | "delete" | "background";

/** One life of one lock, permit or job: requested, acquired, released, as far as it was logged. */
export interface Acquisition {
  readonly resource: ResourceKind;
  /** Name as logged. */
  readonly lock: string;
  /** The individual lock: equal for two acquisitions exactly if they exclude one another. */
  readonly identity: string;
  /** The name with its variable part collapsed. */
  readonly resourceClass: string;
  /** `inferred`: no line tells of it; see analyses/queues. */
  readonly form: LockForm | "inferred";
  readonly by: string | undefined;
  readonly actor: Actor;
  /** Who held it when it was requested, where a line says. */
  readonly holder: string | undefined;
  /** End of the wait, or of the log while still waiting; undefined: only the release was seen. */
  readonly acquiredUs: number | undefined;
  /** Undefined: not logged and not derivable. The wait is [acquiredUs − waitUs, acquiredUs). */
  readonly waitUs: number | undefined;
  /** The last part of the wait, for the lock's file, where no line tells how long it took to get the lock of the process before it. */
  readonly fileWaitUs?: number | undefined;
  readonly releasedUs: number | undefined;
  readonly holdUs: number | undefined;
  /** No line tells its end, and it was held until then at least: someone waited for it, and nobody had got it since. */
  readonly heldUntilUs?: number | undefined;
  /** Its process had ended by then, and it was never given back, or never got. */
  readonly goneUs?: number | undefined;
  /** `waiting` and `held`: still so when the log ends. `abandoned`: never got it. */
  readonly state: "released" | "held" | "waiting" | "abandoned";
  /** The smallest wait its source shows. */
  readonly resolutionUs: number;
  /** The line to show as evidence of the wait. */
  readonly place: Place;
  /** The line with which the wait began, where its length is the time between the two and no line states it. */
  readonly since?: Place | undefined;
  /** The line with which it was got is missing: the one that gives it back says how long it was held, and is `place`. */
  readonly gotUnseen?: boolean | undefined;
}

/** Uncontended acquisitions of one class of locks by one process in one stretch of time, counted together: nobody's boot's. */
export interface FoldedAcquisitions {
  readonly resource: ResourceKind;
  readonly resourceClass: string;
  readonly service: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  /** First and last of them. */
  readonly fromUs: number | undefined;
  readonly toUs: number | undefined;
  readonly acquisitions: number;
  readonly waits: FoldedDurations;
  readonly holds: FoldedDurations;
  /** Names of the individual locks, at most 1,024. */
  readonly locks: ReadonlySet<string>;
  readonly place: Place;
}

/** Sums are exact, in whole µs; quantiles are within 1 %. */
export interface FoldedDurations {
  readonly count: number;
  readonly totalUs: number;
  readonly maxUs: number;
  /** Of lib/quantile-sketch.ts: values below 1 µs, and the number of all others by bin. */
  readonly sketch: { readonly zeros: number; readonly bins: ReadonlyMap<number, number> };
}

/** Totals of a tracer that kept no single waits. */
export interface LockTotal {
  readonly resource: ResourceKind;
  readonly lock: string;
  readonly resourceClass: string;
  readonly by: string | undefined;
  readonly actor: Actor;
  readonly of: "wait" | "hold";
  readonly acquisitions: number | undefined;
  readonly contentions: number;
  readonly totalUs: number;
  readonly maxUs: number | undefined;
  readonly place: Place;
}

export interface TimedOperation {
  readonly operation: Operation;
  readonly name: string;
  readonly actor: Actor;
  readonly domain: string | undefined;
  /** What both ends of a call on the message bus log. */
  readonly messageId?: string | undefined;
  /** Where it lies in time is known to the second only, though its length is exact. */
  readonly inWholeSeconds?: true | undefined;
  readonly startUs: number;
  readonly endUs: number;
  readonly outcome: string | undefined;
  /** No end was logged: the log's end, or the end of the process life, stands in. */
  readonly open: boolean;
  readonly place: Place;
}

export interface TracedMilestone {
  readonly milestone: MilestoneName;
  readonly atUs: number;
  readonly detail: string | undefined;
  readonly service: string;
  readonly host: string | undefined;
  /** Seen from outside the cloud (a benchmark's table). */
  readonly outside: boolean;
  readonly place: Place;
}

/** One record of the instance's own boot or delete. */
export interface OwnLine {
  readonly atUs: number;
  readonly service: string;
  readonly role: Role;
  readonly place: Place;
}

export interface TracedInstance {
  readonly id: string;
  readonly name: string | undefined;
  readonly domain: string | undefined;
  readonly host: string | undefined;
  readonly bootRequestIds: readonly string[];
  readonly deleteRequestIds: readonly string[];
  readonly libvirtdThreads: readonly number[];
  /** In order of time. */
  readonly milestones: readonly TracedMilestone[];
  readonly eventWaits: readonly EventWait[];
  /** External events it prepared to wait for that came, whether or not it had to wait, in order of time. */
  readonly events: readonly ExternalEvent[];
  /** The first record of its boot; undefined if there is none. */
  readonly arrivalUs: number | undefined;
  /** In order of time. Put together each time they are asked for, since there are hundreds for each instance. */
  readonly ownLines: () => readonly OwnLine[];
}

/** Time really spent blocked on an external event. */
export interface EventWait {
  readonly event: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly outcome: "completed" | "timeout" | "open";
  readonly actor: Actor;
  readonly place: Place;
}

/** µs UTC. */
export interface ExternalEvent {
  /** e.g. `network-vif-plugged`, without its port. */
  readonly event: string;
  readonly preparedUs: number;
  /** The guest is there and needs it; undefined: no line tells. */
  readonly neededUs: number | undefined;
  readonly receivedUs: number;
  readonly place: Place;
}

/** A process wrote nothing between two lines, one of which is about a boot or delete. */
export interface Silence {
  readonly service: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly startUs: number;
  readonly endUs: number;
  /** The line that ends it. */
  readonly place: Place;
}

/** A process of a service began a new life in a log that had lines before. */
export interface Restart {
  readonly service: string;
  readonly host: string | undefined;
  readonly atUs: number;
  readonly place: Place;
}

/** How many permits a pool has, as a log says of its own process. */
export interface StatedLimit {
  readonly pool: string;
  readonly permits: number;
  readonly place: Place;
}

export interface GaugePoint {
  readonly gauge: "cpu" | "iowait" | "disk" | "process-cpu" | "pressure";
  readonly host: string | undefined;
  readonly subject: string | undefined;
  readonly pid: number | undefined;
  readonly atUs: number;
  readonly intervalUs: number;
  readonly share: number;
  readonly cores: number | undefined;
}
