import type { ResourceKind } from "./event.ts";
import type { Evidence } from "./evidence.ts";
import type { BoundTime, Quantiles } from "./measures.ts";

export interface Run {
  /** Boots asked for: ready + error + unfinished. */
  readonly requested: number;
  readonly ready: number;
  readonly error: number;
  readonly unfinished: number;
  /** Why boots are in error, most first; sums to `error`. */
  readonly faults: readonly Fault[];
  /** Services that were started anew between the first request and the end of the run, in order of time. */
  readonly restarts: readonly ServiceRestart[];
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
    /** Who used the processors, the most first; at most five, each with 2 % of them or more. */
    readonly cpuUsers: readonly CpuUser[];
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

/** Boots that failed alike. */
export interface Fault {
  /** The exception as logged, without ids; null: no log says why. */
  readonly reason: string | null;
  readonly boots: number;
  /** By name, else by id. */
  readonly instances: readonly string[];
}

/** A service whose log shows a new life of its process. */
export interface ServiceRestart {
  readonly service: string;
  readonly host: string | null;
  readonly atUs: number;
  readonly evidence: readonly Evidence[];
}

/** Processes of one name, on all hosts. */
export interface CpuUser {
  readonly process: string;
  /** How many they were. */
  readonly processes: number;
  /** Of the time that all processors had while they were sampled. */
  readonly share: number;
}

/** A process that does one thing at a time and had no time left. */
export interface FullCore {
  readonly process: string;
  readonly pid: number | null;
  readonly host: string | null;
  /** Time of the samples in which it was so. */
  readonly fullUs: number;
}

/**
 * `core of nova-compute`: Python runs one thread of a process at a time, so that this one uses one core, which was full. `nothing left`: no hardware was short,
 * and nothing waited that the logs show. `unknown`: no gauges tell of the hardware.
 */
export type LimitedBy = "software" | "cpu" | "core of nova-compute" | "disk" | "arrivals" | "nothing left" | "unknown";

/** Fixes told at most. */
export const MOST_FIXES = 5;

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
