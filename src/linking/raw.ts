import type {
  Clock,
  EventAwaited,
  EventReceived,
  EventWaitCompleted,
  Gauge,
  Identity,
  LockForm,
  LockScope,
  LockSummary,
  LogEvent,
  Milestone,
  RecordHead,
  ResourceKind,
} from "../model/event.ts";
import type { Few } from "../lib/few.ts";
import type { QuantileSketch } from "../lib/quantile-sketch.ts";
import type { Operation } from "../model/operation.ts";
import type { Place } from "../model/trace.ts";

/** Who wrote a record: of its head what the records of one writer share. Equal ones are one object where they lie near each other (see writers.ts). */
export type Writer = Omit<RecordHead, "atUs" | "line">;

/** Paired but not linked: times are still on the source's clock, actors still what the records said. */
export interface RawAcquisition {
  readonly resource: ResourceKind;
  readonly lock: string;
  readonly scope: LockScope;
  form: LockForm;
  by: string | undefined;
  writer: Writer;
  work: ThreadWork | undefined;
  holder: string | undefined;
  requestedUs: number | undefined;
  acquiredUs: number | undefined;
  waitUs: number | undefined;
  /** The lock has a file, by which it excludes all processes of its host. */
  external: boolean;
  /** What of the wait was for the lock's file, where that is all that lines tell of it. */
  fileWaitUs: number | undefined;
  releasedUs: number | undefined;
  holdUs: number | undefined;
  /** Its process had ended by then, and it was never given back, or never got. */
  goneUs: number | undefined;
  state: "waiting" | "held" | "released" | "abandoned";
  place: Place;
  /** The line that began the wait, where none states its length. */
  since: Place | undefined;
  /** See Acquisition. */
  gotUnseen: boolean;
  /** Lines of the same file in which it was asked for and given back. */
  requestLine: number | undefined;
  releaseLine: number | undefined;
}

export interface RawOperation {
  readonly operation: Operation;
  readonly name: string;
  readonly writer: Writer;
  readonly work: ThreadWork | undefined;
  readonly domain: string | undefined;
  readonly messageId?: string | undefined;
  readonly inWholeSeconds?: true | undefined;
  readonly startUs: number;
  endUs: number;
  outcome: string | undefined;
  open: boolean;
  readonly place: Place;
}

/** What a worker thread works on during one job; filled in as its lines name the domain or the instance. */
export interface ThreadWork {
  domain: string | undefined;
  instanceId: string | undefined;
}

/** What an event says, by whom, when on the source's clock, and where it stands. */
export type Placed<E extends LogEvent> = Omit<E, "kind" | "head"> & { readonly writer: Writer; readonly atUs: number; readonly place: Place };

/** Times and lines of the records of one request or instance, in source order; parallel arrays, since there are many. */
export interface Trail {
  readonly id: string;
  readonly source: number;
  readonly clock: RecordHead["clock"];
  /** Which wrote these records, where they say. */
  readonly service: string | undefined;
  atUs: number[];
  line: number[];
  /** Instances these records were tagged with (of a request's trail). */
  instances: Few;
  /** Functions that took or wanted locks in them tell what the request was for. */
  boots: boolean;
  deletes: boolean;
  /** A periodic task ran under this request id. */
  periodic: boolean;
  /** Requests of other services that caused this one. */
  causes: Few;
}

/** Everything paired out of one lineage of files (a log and its rotated predecessors). */
export interface PairedSource {
  readonly acquisitions: RawAcquisition[];
  /** Acquisitions that were too many to be kept one by one. */
  readonly folds: readonly Fold[];
  /** Records (operations, milestones, events, gauges) and lines of requests that were too many to be kept. */
  readonly dropped: { readonly records: number; readonly lines: number };
  /** Waits that began and of whose end no line tells, though they did end. */
  readonly lost: number;
  readonly summaries: Placed<LockSummary>[];
  readonly operations: RawOperation[];
  readonly milestones: Placed<Milestone>[];
  readonly identities: Placed<Identity>[];
  readonly gauges: Placed<Gauge>[];
  readonly eventsAwaited: Placed<EventAwaited>[];
  readonly eventsReceived: Placed<EventReceived>[];
  readonly eventWaitsCompleted: Placed<EventWaitCompleted>[];
  /** By request id or instance id. */
  readonly trails: ReadonlyMap<string, readonly Trail[]>;
  readonly extents: readonly Extent[];
  /** The newest of those that last long. */
  readonly silences: readonly RawSilence[];
  /** The newest. */
  readonly restarts: readonly RawRestart[];
  /** The newest. */
  readonly limits: readonly RawLimit[];
  /** When the local clock was put back by an hour; since each of these, times here are an hour ahead of those shown (see repeated-hour.ts). */
  readonly putBackUs: readonly number[];
}

/** Durations that are no longer known one by one; µs, sums exact. */
export interface Durations {
  count: number;
  totalUs: number;
  maxUs: number;
  readonly sketch: QuantileSketch;
}

/** Uncontended acquisitions of one class of locks by one process in one stretch of time, counted together. */
export interface Fold {
  readonly resource: ResourceKind;
  readonly scope: LockScope;
  readonly form: LockForm;
  readonly resourceClass: string;
  readonly service: string | undefined;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly clock: Clock;
  /** First and last instant, on the source's clock. */
  fromUs: number;
  toUs: number;
  acquisitions: number;
  readonly waits: Durations;
  readonly holds: Durations;
  /** Names of the individual locks, up to a bound. */
  readonly locks: Set<string>;
  /** The first of them. */
  readonly place: Place;
}

/** A process wrote nothing between two lines, one of which is about a boot or delete. On the source's clock. */
export interface RawSilence {
  readonly fromUs: number;
  /** The line that ends it. */
  readonly head: RecordHead;
  readonly place: Place;
}

/** A process began a new life in a log that had lines before. On the source's clock. */
export interface RawRestart {
  readonly head: RecordHead;
  readonly place: Place;
}

/** How many permits a pool has, as its own log says. */
export interface RawLimit {
  readonly pool: string;
  readonly permits: number;
  readonly head: RecordHead;
  readonly place: Place;
}

/** First and last instant that one file shows on one clock. */
export interface Extent {
  readonly source: number;
  readonly clock: RecordHead["clock"];
  fromUs: number;
  toUs: number;
}
