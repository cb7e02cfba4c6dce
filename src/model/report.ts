import type { Diagnostic } from "./diagnostic.ts";
import type { ResourceKind } from "./event.ts";

/**
 * The JSON report, and what every report format renders. Instants are µs since the epoch, UTC; durations µs; a missing
 * answer is null. `report.schema.json` at the top of the package says the same to machines.
 */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly version: string };
  readonly inputs: readonly Input[];
  /** What was asked: sums, maxima and percentiles are over the records this leaves. */
  readonly filter: Filter;
  readonly clocks: readonly PlacedClock[];
  readonly run: Run;
  readonly otherRuns: readonly RunSummary[];
  readonly instances: readonly Instance[];
  readonly hotspots: readonly Hotspot[];
  /** What to do that no single hotspot calls for; that of a hotspot stands with it. */
  readonly advice: readonly Advice[];
  readonly gauges: readonly GaugeSeries[];
  readonly blindSpots: readonly Finding[];
  /** Where boot time goes that no evidence covers, most first. */
  readonly unexplained: readonly UnexplainedGap[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One source, in order of path. */
export interface Input {
  readonly path: string;
  readonly host: string | null;
  readonly service: string | null;
  /** Id of the parser; null: recognised by none. */
  readonly format: string | null;
  readonly layout: string | null;
  readonly versions: readonly string[];
  /** Decompressed. */
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** The window and the names the report was limited to; null means not limited. */
export interface Filter {
  readonly sinceUs: number | null;
  readonly untilUs: number | null;
  readonly instance: string | null;
  readonly request: string | null;
  readonly host: string | null;
}

/** How the clock of one host's sources of one kind was placed on UTC. */
export interface PlacedClock {
  readonly host: string | null;
  readonly sources: readonly string[];
  readonly clock: "utc" | "local" | "boottime";
  /** Added to the source's clock to give UTC; null: could not be placed. */
  readonly offsetUs: number | null;
  /** `stated`: the format says its zone. `option`: `--timezone`. `matched`: found through events both sources saw. `assumed`: taken for UTC. */
  readonly how: "stated" | "option" | "matched" | "assumed" | "unplaced";
  /** One sentence, e.g. the number of matches and their spread. */
  readonly basis: string;
}

export interface Run {
  /** Boots asked for: ready + error + unfinished. */
  readonly requested: number;
  readonly ready: number;
  readonly error: number;
  readonly unfinished: number;
  /** What `ready` means in this run. */
  readonly readyBy: "active" | "ping" | "ssh";
  readonly fromUs: number;
  readonly toUs: number;
  /** First request to last instance ready; null without a ready instance. */
  readonly makespanUs: number | null;
  /** Request to ready of the ready boots. */
  readonly bootUs: Quantiles | null;
  readonly firstReadyUs: number | null;
  readonly lastReadyUs: number | null;
  /** Delete request to gone. */
  readonly deleteUs: Quantiles | null;
  readonly deleted: number;
  /** Σ over boots: covered by no evidence. */
  readonly unexplainedUs: number;
  /** Seconds per further instance while boots queue (slope of the completions), µs; null with fewer than 3 ready boots. */
  readonly perInstanceUs: number | null;
  readonly scaling: Scaling;
  readonly hosts: readonly string[];
  /** Of each project whose logs tell its release, in order of name. */
  readonly releases: readonly ServiceRelease[];
  /** Mean and highest share of capacity over the run; null without gauges. */
  readonly hardware: {
    readonly cpuMean: number;
    readonly cpuMax: number;
    readonly cores: number | null;
    readonly diskMean: number | null;
    readonly diskMax: number | null;
    readonly disk: string | null;
    /** Processes that had a core to the full, and never more than one, the longest first; at most five. */
    readonly fullCores: readonly FullCore[];
  } | null;
  /** What was the limit while boots waited until they were ready, each boot counted once at a time; sums to that time. */
  readonly boundUs: BoundTime;
  /** Back from the last ready to the first request, in order of time, without gap or overlap; empty without a ready instance. */
  readonly criticalPath: readonly QuotedStretch[];
  /** What to remove first, and what next, as far as each saves 1 % of the makespan. */
  readonly fixOrder: readonly Fix[];
  /** What kept the run from being faster; null without a ready instance. */
  readonly limitedBy: LimitedBy | null;
  /** Who waited for whom in the second in which boots waited most (without boots: anyone); null where nobody waited. */
  readonly worstSecond: WaitForGraph | null;
}

/** Waiters, what they waited for, and who had it, within a stretch of time. Times are what lies inside it. */
export interface WaitForGraph {
  readonly startUs: number;
  readonly endUs: number;
  readonly waitUs: number;
  /** At most 12, most waiting first. */
  readonly resources: readonly AwaitedResource[];
  readonly moreResources: number;
}

export interface AwaitedResource {
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  readonly waitUs: number;
  /** Instances by name, other work by what it did; at most 60. */
  readonly waiters: readonly { readonly name: string; readonly waitUs: number }[];
  readonly moreWaiters: number;
  /** At most 12; `waitsFor`: the resource it waited for itself most of that time. */
  readonly holders: readonly { readonly name: string; readonly waitCausedUs: number; readonly waitsFor: string | null }[];
  readonly moreHolders: number;
}

/** From this instant to the next so many waited. */
export interface QueueDepth {
  readonly atUs: number;
  readonly waiting: number;
}

/**
 * Time by what was the limit then: processors or a disk (90 % busy over the sample), else software, which is what can be mended by settings and code;
 * unknown without a sample of at most 10 s.
 */
export interface BoundTime {
  readonly software: number;
  readonly cpu: number;
  readonly disk: number;
  readonly unknown: number;
}

/** What must have gone faster for the end of the path to come earlier. */
export interface PathStretch {
  readonly startUs: number;
  readonly endUs: number;
  /** Id of the instance whose boot it is; null: other work. */
  readonly instance: string | null;
  /** `arrival`: the boot was not yet requested. */
  readonly kind: "work" | "wait" | "unexplained" | "arrival";
  readonly name: string;
  /** The resource for whose hand-over, or for whose wait without a known holder, it is on the path. */
  readonly resource: string | null;
}

export interface QuotedStretch extends PathStretch {
  readonly evidence: readonly Evidence[];
}

/** How the boot time grows with the number of boots, from one run. */
export interface Scaling {
  readonly perInstanceUs: number | null;
  /** Karp and Flatt's: 0, all in parallel; 1, one after another. An estimate, as `singleBootUs` is. */
  readonly serialFraction: number | null;
  /** Boots × a single boot ÷ makespan. */
  readonly speedup: number | null;
  /** A boot without its waits: the median. */
  readonly singleBootUs: number | null;
  /** Makespan of twice as many: at the same pace; at a pace that slows in proportion. */
  readonly twice: { readonly lowUs: number; readonly highUs: number } | null;
  /** Why an answer is missing. */
  readonly reason: string | null;
}

/** A process that does one thing at a time and had no time left. */
export interface FullCore {
  readonly process: string;
  readonly pid: number | null;
  readonly host: string | null;
  /** Time of the samples in which it was so. */
  readonly fullUs: number;
}

/** `core of nova-compute`: Python runs one thread of a process at a time, so that this one uses one core, which was full. `nothing left`: no hardware was short, and nothing waited that the logs show. `unknown`: no gauges tell of the hardware. */
export type LimitedBy = "software" | "cpu" | "core of nova-compute" | "disk" | "arrivals" | "nothing left" | "unknown";

export interface Fix {
  /** Id of the hotspot removed, beside all before it. */
  readonly hotspot: string;
  readonly resource: string;
  readonly makespanUs: number;
  /** More than with the fixes before it. */
  readonly savedUs: number;
  /** Id of the hotspot that is then waited for most. */
  readonly next: string | null;
  readonly limitedBy: LimitedBy;
}

/** The release of one project of the cloud, or of libvirt. */
export interface ServiceRelease {
  /** `nova`, `neutron`, `libvirt`, … */
  readonly service: string;
  /** First and last release that may have written the logs: OpenStack's by name (`Zed`), libvirt's by number (`9.0.0`); null: not bounded. */
  readonly from: string | null;
  readonly to: string | null;
  /** The signs it was told by. */
  readonly basis: string;
}

export interface RunSummary {
  readonly fromUs: number;
  readonly toUs: number;
  readonly requested: number;
  readonly ready: number;
  readonly error: number;
  readonly unfinished: number;
  readonly makespanUs: number | null;
  readonly waitUs: number;
}

/** Durations in µs. Quantiles by linear interpolation between order statistics. */
export interface Quantiles {
  readonly total: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly count: number;
}

/** Durations in µs, their median by linear interpolation. */
export interface Spread {
  readonly min: number;
  readonly p50: number;
  readonly max: number;
}

export interface Instance {
  /** UUID, or the domain name where no log gives the UUID. */
  readonly id: string;
  readonly name: string | null;
  readonly domain: string | null;
  readonly host: string | null;
  readonly requestIds: readonly string[];
  /** Threads that created or destroyed its domain, in order of first use. */
  readonly libvirtdThreads: readonly number[];
  readonly outcome: "ready" | "error" | "unfinished" | "deleted";
  /** Why it is in error, as logged. */
  readonly fault: string | null;
  readonly requestUs: number | null;
  readonly activeUs: number | null;
  readonly readyUs: number | null;
  readonly deleteUs: number | null;
  readonly goneUs: number | null;
  /** As nova's `Took … seconds` lines say. */
  readonly buildUs: number | null;
  readonly spawnUs: number | null;
  /** Time of [request, ready] in which it waited for a resource (union, not sum). */
  readonly waitUs: number;
  readonly unexplainedUs: number;
  /** Back from ready to its own request, through those it waited for; at most 50 stretches, without gap or overlap; empty where it never was ready. */
  readonly criticalPath: readonly PathStretch[];
  /** Tile [request, ready] and [delete, gone] without overlap, in order. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  readonly phase: "create" | "ping" | "ssh" | "delete";
  readonly kind: "work" | "wait" | "unexplained";
  readonly startUs: number;
  readonly endUs: number;
  readonly resource: string | null;
  readonly holder: string | null;
  readonly evidence: readonly Evidence[];
  /** What lies inside or runs in parallel; may overlap one another. */
  readonly children: readonly Step[];
}

export interface Evidence {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The line as logged (raw: a report escapes it), clipped to 500 characters. */
  readonly text: string;
}

export interface Hotspot {
  /** `H1`, in rank order. */
  readonly id: string;
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  /** True: no log line names it; `basis` gives the numbers that showed it. */
  readonly inferred: boolean;
  readonly basis: string | null;
  /** The option whose value is the number of permits, where there is one. */
  readonly option: string | null;
  readonly permits: number | null;
  readonly hosts: readonly string[];
  readonly processes: readonly string[];
  /** Individual locks in the class. */
  readonly locks: number;
  /** Times it was got. Null where a tracer does not count them. */
  readonly acquisitions: number | null;
  /** Waits of at least the source's resolution, those in vain or still going on at the end of the logs included. */
  readonly contentions: number;
  /** Instances whose boot or delete waited. */
  readonly instances: number;
  /** Of one individual lock. */
  readonly maxQueueDepth: number;
  /** Who waited at any time, over the whole class: changes in order of time, the last to none. At most 400: of more, the most in each of equal stretches. */
  readonly queueDepth: readonly QueueDepth[];
  /** Over all acquisitions, contended or not, whose wait is known. */
  readonly waitUs: Quantiles;
  /** Over `contentions` alone; null without any, and where a tracer tells no single waits. */
  readonly contendedUs: Spread | null;
  readonly holdUs: Quantiles | null;
  /** A trace that records only waits above a threshold: quantiles are of recorded waits. */
  readonly censoredBelowUs: number | null;
  /** Sums to waitUs.total. */
  readonly waitByPhaseUs: PhaseWaits;
  /** The three sum to waitUs.total. */
  readonly ownWaitUs: number;
  readonly inheritedWaitUs: number;
  readonly unattributedWaitUs: number;
  /** What the inherited part goes back to, worst first; sums to it. */
  readonly inheritedFrom: readonly { readonly kind: ResourceKind; readonly service: string; readonly resource: string; readonly waitUs: number }[];
  /** What holders did meanwhile, by the waiting it caused, worst first; sums to the waiting that known holds caused. */
  readonly heldFor: readonly { readonly name: string; readonly waitCausedUs: number }[];
  /** What was the limit while boots waited for it; sums to what they waited until they were ready. */
  readonly boundUs: BoundTime;
  /** Wall time with at least one waiter of a boot (union over the class). */
  readonly blockedUs: number;
  readonly utilisation: number | null;
  /** Time on the run's critical path in its holds, where it was handed over there, and in waits for it without a known holder; null without a path. */
  readonly onPathUs: number | null;
  /** The run without it, between bounds; null: not predicted. */
  readonly prediction: Prediction | null;
  /** Who made others wait, worst first. */
  readonly holders: readonly { readonly name: string; readonly waitCausedUs: number; readonly count: number }[];
  readonly waiters: readonly { readonly name: string; readonly waitUs: number; readonly count: number }[];
  /** Who waited for whom, from the longest waits to the root of each; at most three. */
  readonly chains: readonly Chain[];
  /** Habits that make it worse than the holds alone would. */
  readonly patterns: readonly Pattern[];
  /** Still so when the log ends. */
  readonly open: { readonly waiting: number; readonly held: number };
  readonly advice: readonly Advice[];
  readonly evidence: readonly Evidence[];
}

/** One wait, and who made it last: each link held what the one before it waited for. */
export interface Chain {
  readonly waiter: string;
  readonly waitUs: number;
  readonly links: readonly {
    readonly holder: string;
    readonly resource: string;
    readonly heldUs: number;
    /** What it waited for most of that time; else null. */
    readonly waitsFor: string | null;
    /** What it did most of that time; null: it waited. */
    readonly doing: string | null;
  }[];
  readonly evidence: readonly Evidence[];
}

export interface Pattern {
  readonly code: "convoy" | "unfair-hand-off" | "redundant-holds" | "deadlock-suspect";
  /** One sentence with the numbers. */
  readonly text: string;
  /** Waiting it caused, or holding it would save; null where that cannot be told. */
  readonly costUs: number | null;
  readonly evidence: readonly Evidence[];
}

export interface Prediction {
  /** First request to last instance ready. */
  readonly makespanUs: number;
  readonly lowUs: number;
  readonly highUs: number;
  /** Against the makespan observed; negative where it would take longer. */
  readonly savedUs: number;
  /** First delete request to last instance gone; null: nothing was deleted. */
  readonly deletesUs: number | null;
}

export interface PhaseWaits {
  readonly create: number;
  readonly ping: number;
  readonly ssh: number;
  readonly delete: number;
  readonly background: number;
}

export interface Advice {
  /** Id of the rule. */
  readonly remedy: string;
  /** What to change, in a few words. */
  readonly title: string;
  /** What in the logs calls for it, then what to do. */
  readonly text: string;
  /** What it takes, or what may go wrong; null: nothing to speak of. */
  readonly cost: string | null;
  /** The releases found in the logs, for which the text is meant; null: it holds in any, or says of each form where it holds. */
  readonly appliesTo: string | null;
  readonly references: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A level over time; each point is the end of its interval and the share over it. */
export interface GaugeSeries {
  readonly gauge: "cpu" | "iowait" | "disk" | "process-cpu" | "pressure";
  readonly host: string | null;
  readonly subject: string | null;
  readonly pid: number | null;
  readonly points: readonly { readonly atUs: number; readonly intervalUs: number; readonly share: number }[];
}

/** Something the logs cannot show, and the smallest change that would show it. */
export interface Finding {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string | null;
}

/** The same gap in the log lines of several boots. */
export interface UnexplainedGap {
  /** What the lines on either side say, their variable parts collapsed; null: no log line, the edge of the boot as seen from outside. */
  readonly from: string | null;
  readonly to: string | null;
  readonly boots: number;
  /** Over all boots. */
  readonly totalUs: number;
  readonly maxUs: number;
  /** The smallest change to logging that would show what happened in it. */
  readonly fix: string | null;
  /** The two lines of the longest. */
  readonly evidence: readonly Evidence[];
}
