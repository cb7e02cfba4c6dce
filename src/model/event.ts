import type { Operation } from "./operation.ts";

/**
 * What parsers emit: plain facts about one record each, in the order of the source.
 *
 * Pairing (request with acquisition with release, begin with end) is linking's business, so an event says only what its
 * own line says. Times are integer microseconds since the Unix epoch as the source's clock shows them; a `local` clock is read
 * as if it were UTC and moved to UTC when clocks are placed.
 */
export type LogEvent =
  | Activity
  | LockRequested
  | LockAcquired
  | LockReleased
  | LockAbandoned
  | LockSummary
  | LimitStated
  | OperationBegan
  | OperationEnded
  | OperationCompleted
  | Milestone
  | EventAwaited
  | EventReceived
  | EventWaitCompleted
  | Identity
  | RequestCaused
  | Gauge
  | Banner;

/**
 * - `utc`: the record says its zone, or the format is always UTC.
 * - `local`: wall clock of the host, zone unknown.
 * - `boottime`: microseconds since the host booted; placed by an epoch the source states, else not at all.
 */
export type Clock = "utc" | "local" | "boottime";

/** Who wrote the record, where and when. One object per record, shared by the events of that record. */
export interface RecordHead {
  /** µs since the epoch on the source's `clock`. */
  readonly atUs: number;
  readonly clock: Clock;
  /** 1-based number of the record's first physical line in its (decompressed) source. */
  readonly line: number;
  /** What the record itself says (syslog ident, container name); undefined leaves it to the source. */
  readonly service: string | undefined;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  /** Thread id, where the format has one (libvirt, lock traces). */
  readonly tid: number | undefined;
  /** The local request id, `req-` included. */
  readonly requestId: string | undefined;
  /** The id of the request that caused this one, from another service (oslo.log ≥ 4.8). */
  readonly globalRequestId: string | undefined;
  /** The instance the record is tagged with. */
  readonly instanceId: string | undefined;
}

/** A record that tells nothing but that its request or instance was alive then. */
export interface Activity {
  readonly kind: "activity";
  readonly head: RecordHead;
}

/**
 * What is waited for: `lock`, `permit` (a slot of a pool), `job` (a libvirt domain job), `event`, `service`.
 */
export type ResourceKind = "lock" | "permit" | "job" | "event" | "service";

/**
 * Where one lock exists, so that equal names elsewhere are other locks:
 * `process` (one process), `host` (a lock file), `address` (a traced mutex: process and address), `domain` (a libvirt domain's
 * job: host and domain), `cluster` (a distributed lock such as tooz).
 */
export type LockScope = "process" | "host" | "address" | "domain" | "cluster";

/**
 * How the line was written, which decides what pairs with what and which of two reports of one acquisition counts:
 * - `decorator`: names lock and function, carries the durations (oslo `synchronized`, neutron's and cinder's own wrappers).
 * - `context`: names the lock only (oslo `lock()` context manager and its ancestors).
 * - `file`: the external file-lock stage inside one of the two above; its time is contained in theirs where both are logged.
 * - `traced`: recorded outside the program; each event stands alone and carries its duration.
 * - `job`: libvirt's own (domain jobs, worker dispatch).
 */
export type LockForm = "decorator" | "context" | "file" | "traced" | "job";

interface LockEvent {
  readonly head: RecordHead;
  readonly resource: ResourceKind;
  /** Full name as logged, e.g. `compute_resources`, `refresh_cache-<uuid>`, `0x7f10a4000b60`, a domain name. */
  readonly lock: string;
  readonly scope: LockScope;
  readonly form: LockForm;
  /** The function, API or caller that wants it; undefined where the line does not say. */
  readonly by: string | undefined;
  /**
   * Pairs this life of the lock explicitly (e.g. client and message pointer of a dispatched call). Undefined: linking pairs by
   * process, thread or request, lock and `by`.
   */
  readonly key: string | undefined;
}

/** Someone begins to wait. */
export interface LockRequested extends LockEvent {
  readonly kind: "lock-requested";
  /** Who has it now, where the line says. */
  readonly holder: string | undefined;
}

/** Someone got it. */
export interface LockAcquired extends LockEvent {
  readonly kind: "lock-acquired";
  /** As logged; undefined: the line does not say, and a `lock-requested` before it may. */
  readonly waitUs: number | undefined;
}

/** Someone gave it back. */
export interface LockReleased extends LockEvent {
  readonly kind: "lock-released";
  /** As logged; undefined where the line does not say or says `N/A`. */
  readonly holdUs: number | undefined;
}

/** Someone wanted it and did not get it: a non-blocking attempt, a time-out, a full queue. */
export interface LockAbandoned extends LockEvent {
  readonly kind: "lock-abandoned";
  readonly reason: "non-blocking" | "timeout" | "queue-limit";
  /** Time waited in vain; undefined where unknown. */
  readonly waitUs: number | undefined;
  readonly holder: { readonly name: string; readonly tid: number | undefined; readonly heldUs: number | undefined } | undefined;
}

/** A tracer's total for one lock (or one caller), with no single waits. `head.atUs` is undefined-like 0 when the output has no time. */
export interface LockSummary {
  readonly kind: "lock-summary";
  readonly head: RecordHead;
  readonly resource: ResourceKind;
  readonly lock: string;
  readonly scope: LockScope;
  readonly by: string | undefined;
  /** `wait` or `hold`: what the durations are of. */
  readonly of: "wait" | "hold";
  /** Number of acquisitions, contended or not; undefined where only contended ones were seen. */
  readonly acquisitions: number | undefined;
  readonly contentions: number;
  readonly totalUs: number;
  readonly maxUs: number | undefined;
}

/** Something with a length begins; an `operation-ended` of the same source and key ends it. */
export interface OperationBegan {
  readonly kind: "operation-began";
  readonly head: RecordHead;
  readonly operation: Operation;
  /** What exactly, e.g. the QMP command, the API name, the command line (first 200 characters). */
  readonly name: string;
  /** Unique among the operations open in the source at one time. Beginning a key that is open ends the old one there. */
  readonly key: string;
  /** The libvirt domain it works on, where known. */
  readonly domain: string | undefined;
  /** What both ends of a call on the message bus log. */
  readonly messageId?: string | undefined;
}

export interface OperationEnded {
  readonly kind: "operation-ended";
  readonly head: RecordHead;
  readonly key: string;
  /** Undefined: as the beginning said, or success. */
  readonly outcome: string | undefined;
}

/** Something with a length is over; the line says how long it took. It began at `head.atUs − durationUs`. */
export interface OperationCompleted {
  readonly kind: "operation-completed";
  readonly head: RecordHead;
  readonly operation: Operation;
  readonly name: string;
  readonly durationUs: number;
  /** Exit code, HTTP status, …; undefined where the line does not say. */
  readonly outcome: string | undefined;
  /** What both ends of a call on the message bus log. */
  readonly messageId?: string | undefined;
  /** The line has the beginning, in whole seconds only. */
  readonly inWholeSeconds?: true | undefined;
}

/**
 * An instant in the life of an instance. Bound to an instance through the head's instance or request id, or through `domain`.
 */
export interface Milestone {
  readonly kind: "milestone";
  readonly head: RecordHead;
  readonly milestone: MilestoneName;
  readonly domain: string | undefined;
  /** Free text for a failure (`error`), the host for `scheduled`, …; undefined where there is nothing to add. */
  readonly detail: string | undefined;
}

export type MilestoneName =
  /** The API server began the boot request: POST /servers. */
  | "create-requested"
  /** The API server answered it. */
  | "create-accepted"
  /** A host was chosen. */
  | "scheduled"
  /** nova-compute: `Starting instance...` */
  | "build-started"
  /** `Attempting claim` */
  | "claim-started"
  /** `Claim successful` */
  | "claimed"
  /** `Start building networks asynchronously` or `Allocating IP information in the background.` */
  | "network-started"
  /** `Successfully created port: …` */
  | "network-port-created"
  /** The network information of the instance is known (`Updated the network info_cache`, `Instance network_info:`). */
  | "network-ready"
  | "block-devices-started"
  /** `Start spawning the instance on the hypervisor.` */
  | "spawn-started"
  /** `Creating image` */
  | "image-started"
  /** `Start _get_guest_xml` / `Start to_xml` */
  | "xml-started"
  /** `End _get_guest_xml` / `End to_xml` */
  | "xml-ready"
  /** `VM Started (Lifecycle Event)` and its like. */
  | "guest-started"
  | "guest-paused"
  | "guest-resumed"
  | "guest-stopped"
  /** `Guest created on hypervisor` / `Instance is running` */
  | "guest-created"
  /** `Instance spawned successfully.` */
  | "spawned"
  /** `Took … seconds to build instance.` */
  | "built"
  /** What the outside saw: ACTIVE, first echo reply, first login. */
  | "active"
  | "ping"
  | "ssh"
  /** The boot failed: fault, traceback of the build, ERROR seen from outside. */
  | "error"
  | "delete-requested"
  | "terminating"
  | "destroy-started"
  | "destroyed"
  | "deallocate-started"
  | "deallocated"
  /** The last trace of it is gone from the host, or from the list seen from outside (`gone`). */
  | "delete-ended"
  | "gone";

/** Someone prepares to wait for an external event (not waiting yet). */
export interface EventAwaited {
  readonly kind: "event-awaited";
  readonly head: RecordHead;
  /** e.g. `network-vif-plugged-<port>` */
  readonly event: string;
}

/** An external event was delivered. */
export interface EventReceived {
  readonly kind: "event-received";
  readonly head: RecordHead;
  readonly event: string;
  /** False: nobody was waiting for it. */
  readonly expected: boolean;
}

/** A wait for events is over; it took `atLeastUs` to `atLeastUs` + 1 s (whole seconds are logged). */
export interface EventWaitCompleted {
  readonly kind: "event-wait-completed";
  readonly head: RecordHead;
  /** Names or kinds of the events, as logged. */
  readonly events: readonly string[];
  readonly atLeastUs: number | undefined;
  readonly outcome: "completed" | "timeout";
}

/** These names belong together. All that the record's head names takes part as well. */
export interface Identity {
  readonly kind: "identity";
  readonly head: RecordHead;
  readonly instanceId: string | undefined;
  /** Display name of the instance, e.g. `bench-001`. */
  readonly instanceName: string | undefined;
  /** libvirt domain name, e.g. `instance-00000005`. */
  readonly domain: string | undefined;
  /** Neutron port. */
  readonly portId: string | undefined;
  /** Another request id of the same boot or delete. */
  readonly requestId: string | undefined;
  /** The thread that works for the domain from here on. */
  readonly tid: number | undefined;
  /** The QEMU process. */
  readonly qemuPid: number | undefined;
  /** The host that runs it, as a cloud service calls it. */
  readonly node: string | undefined;
}

/** The request of this record sent another one to a service, which calls that by an id of its own. */
export interface RequestCaused {
  readonly kind: "request-caused";
  readonly head: RecordHead;
  readonly requestId: string;
}

/** A measured level over the interval that ends at `head.atUs`. */
export interface Gauge {
  readonly kind: "gauge";
  readonly head: RecordHead;
  readonly gauge: "cpu" | "iowait" | "disk" | "process-cpu" | "pressure";
  /** Device name, process name, or pressure line (`cpu some`); undefined for the whole host. */
  readonly subject: string | undefined;
  /** Process id for `process-cpu`. */
  readonly pid: number | undefined;
  readonly intervalUs: number;
  /** Share of capacity: of all cores for `cpu` and `iowait`, of one device for `disk`, of one core for `process-cpu` (may exceed 1). */
  readonly share: number;
  /** Number of cores, on `cpu` gauges. */
  readonly cores: number | undefined;
}

/** A program says how many permits one of its pools has. */
export interface LimitStated {
  readonly kind: "limit-stated";
  readonly head: RecordHead;
  /** As the passages through it call it. */
  readonly pool: string;
  readonly permits: number;
}

/** A program says what it is: start of a process life or of a new log file. */
export interface Banner {
  readonly kind: "banner";
  readonly head: RecordHead;
  readonly product: string;
  readonly version: string | undefined;
  /** `start`: a new process life begins here: open locks and pointers of the old one are void. `stop`: it ends here. */
  readonly life: "start" | "stop" | undefined;
}
