import type { Interval } from "../lib/intervals.ts";
import type { MilestoneName } from "../model/event.ts";
import type { Operation } from "../model/operation.ts";
import type { TimedOperation, Trace, TracedInstance, TracedMilestone } from "../model/trace.ts";
import { bootsInLibvirt } from "./boots-in-libvirt.ts";
import { ownLocksAskedFor } from "./own-locks.ts";

/** One boot (and delete) of one instance as it went, before it is known what `ready` means in its run. µs UTC. */
export interface Boot {
  /** Index into the trace's instances. */
  readonly index: number;
  readonly instance: TracedInstance;
  readonly requestUs: number | undefined;
  readonly activeUs: number | undefined;
  readonly pingUs: number | undefined;
  readonly sshUs: number | undefined;
  /** The boot failed then and nothing later made it ready. */
  readonly errorUs: number | undefined;
  readonly fault: string | undefined;
  readonly deleteUs: number | undefined;
  readonly goneUs: number | undefined;
  readonly buildUs: number | undefined;
  readonly spawnUs: number | undefined;
  /** Last sign of life. */
  readonly lastUs: number;
}

const SIGNS_OF_BOOT: ReadonlySet<MilestoneName> = new Set<MilestoneName>([
  "create-requested", "create-accepted", "scheduled", "build-started", "claim-started", "claimed", "spawn-started", "image-started", "xml-started", "built", "active",
]);

/** The instances that were booted within the logs, in order of request, and of those requested together in order of what services first told of them. Others (deleted only, or merely mentioned) are not boots. */
export function bootsOf(trace: Trace): readonly Boot[] {
  const operations = new Map<number, TimedOperation[]>();
  for (const operation of trace.operations) {
    const { instance } = operation.actor;
    if (instance === undefined || !TIMED.has(operation.operation)) continue;
    const list = operations.get(instance);
    if (list === undefined) operations.set(instance, [operation]);
    else list.push(operation);
  }
  const alone = new Set(trace.instances.flatMap((instance, index) => (signsOf(instance).length === 0 && operations.has(index) ? [index] : [])));
  const inLibvirt = bootsInLibvirt(trace, alone);
  const ownLocks = ownLocksAskedFor(trace);
  return trace.instances
    .map((instance, index) => bootOf(instance, index, operations.get(index) ?? [], inLibvirt.get(index), ownLocks.get(index)))
    .filter((boot) => boot !== undefined)
    .sort((a, b) => (a.requestUs ?? a.lastUs) - (b.requestUs ?? b.lastUs) || firstInsideUs(a) - firstInsideUs(b) || (a.instance.id < b.instance.id ? -1 : 1));
}

/** When a service first told of a boot; infinity: none did. */
function firstInsideUs({ instance: { milestones } }: Boot): number {
  return milestones.find(({ outside }) => !outside)?.atUs ?? Number.POSITIVE_INFINITY;
}

const TIMED: ReadonlySet<Operation> = new Set<Operation>(["build", "spawn", "domain-start", "domain-stop"]);

function signsOf({ milestones }: TracedInstance): readonly TracedMilestone[] {
  return milestones.filter(({ milestone }) => SIGNS_OF_BOOT.has(milestone));
}

function bootOf(
  instance: TracedInstance, index: number, operations: readonly TimedOperation[], inLibvirt: Interval | undefined, ownLockUs: number | undefined,
): Boot | undefined {
  const { milestones } = instance;
  const build = operations.findLast(({ operation }) => operation === "build");
  const spawn = operations.findLast(({ operation }) => operation === "spawn");
  const start = operations.find(({ operation }) => operation === "domain-start");
  const stop = operations.findLast(({ operation }) => operation === "domain-stop");
  const signs = signsOf(instance);
  // Where only libvirt's log is at hand, its start and stop of the domain are all there is.
  if (signs.length === 0 && start === undefined) return undefined;

  const alone = signs.length === 0;
  const deleteUs =
    (alone ? stop?.startUs : undefined) ??
    milestones.find(({ milestone }) => milestone === "delete-requested")?.atUs ??
    milestones.findLast(({ milestone }) => milestone === "terminating")?.atUs;
  const first = (name: MilestoneName): number | undefined => milestones.find(({ milestone }) => milestone === name)?.atUs;
  const outside = milestones.find(({ milestone, outside }) => milestone === "active" && outside)?.atUs;
  const inside =
    milestones.findLast(({ milestone }) => milestone === "built") ??
    milestones.findLast(({ milestone }) => milestone === "active") ??
    milestones.findLast(({ milestone }) => milestone === "spawned");
  const activeUs = outside ?? inside?.atUs ?? inLibvirt?.endUs;
  // Without the API's log a boot begins with its request's first line elsewhere: `Starting instance...` comes only after the wait for a build slot.
  const arrivalUs = instance.arrivalUs;
  const requestUs =
    first("create-requested") ??
    Math.min(...signs.map(({ atUs }) => atUs), ...[build?.startUs, start?.startUs, inLibvirt?.startUs, arrivalUs, ownLockUs].filter((us) => us !== undefined));
  const failure = milestones.findLast(({ milestone, atUs }) => milestone === "error" && (deleteUs === undefined || atUs <= deleteUs || activeUs === undefined));
  const failed = failure !== undefined && (activeUs === undefined || failure.atUs > activeUs);
  return {
    index,
    instance,
    requestUs: Number.isFinite(requestUs) ? requestUs : undefined,
    activeUs,
    pingUs: first("ping"),
    sshUs: first("ssh"),
    errorUs: failed ? failure.atUs : undefined,
    fault: failed ? faultOf(milestones) : undefined,
    deleteUs,
    goneUs: goneOf(milestones, deleteUs) ?? (alone ? stop?.endUs : undefined),
    buildUs: build === undefined ? undefined : build.endUs - build.startUs,
    spawnUs: spawn === undefined ? undefined : spawn.endUs - spawn.startUs,
    lastUs: Math.max(...milestones.map(({ atUs }) => atUs), start?.endUs ?? 0),
  };
}

/** The first failure a service logged: what the outside shows is often only its last consequence (`Exceeded maximum number of retries`). */
function faultOf(milestones: readonly TracedMilestone[]): string | undefined {
  const failures = milestones.filter(({ milestone, detail }) => milestone === "error" && detail !== undefined);
  return (failures.find(({ outside }) => !outside) ?? failures[0])?.detail;
}

function goneOf(milestones: readonly TracedMilestone[], deleteUs: number | undefined): number | undefined {
  if (deleteUs === undefined) return undefined;
  for (const name of ["gone", "delete-ended", "deallocated", "destroyed"] as const) {
    const last = milestones.findLast(({ milestone, atUs }) => milestone === name && atUs >= deleteUs);
    if (last !== undefined) return last.atUs;
  }
  return undefined;
}
