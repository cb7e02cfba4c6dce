import { clip, totalUs, unite, type Interval } from "../../lib/intervals.ts";
import type { Operation } from "../../model/operation.ts";
import type { Instance, Step } from "../../model/report.ts";
import type { Acquisition, EventWait, TimedOperation } from "../../model/trace.ts";
import type { Analysis, Quoteless } from "../analysis.ts";
import { heldStretch, type Blaming } from "../blame.ts";
import type { Boot } from "../boots.ts";
import { nameOfTaker } from "../names.ts";
import { outcomeOf, readyOf, type BootRun } from "../runs.ts";
import type { Study } from "../study.ts";
import { bootStages, deleteStages } from "./stages.ts";
import { tile, type OwnWait, type Span, type StepDraft } from "./tile.ts";

/** nova's own totals span everything and so explain nothing; a function timed by a decorator is no evidence of what it did. */
const NO_EVIDENCE: ReadonlySet<Operation> = new Set<Operation>(["build", "spawn", "destroy", "periodic-task", "periodic-overrun", "function"]);

/** Per-instance timelines: steps that tile [request, ready] and [delete, gone]. */
export const timelines: Analysis = {
  id: "timelines",
  answer: (study) => {
    const { run } = study;
    if (run === undefined) return { instances: [] };
    const endUs = study.trace.endUs ?? run.toUs;
    const evidence = evidenceByInstance(study);
    return { instances: study.boots.map((boot) => timelineOf(boot, run, study, evidence(boot.index), endUs)) };
  },
};

interface OwnEvidence {
  readonly acquisitions: readonly Acquisition[];
  readonly operations: readonly TimedOperation[];
}

function evidenceByInstance({ trace }: Study): (instance: number) => OwnEvidence {
  const found = new Map<number, { acquisitions: Acquisition[]; operations: TimedOperation[] }>();
  const of = (instance: number): { acquisitions: Acquisition[]; operations: TimedOperation[] } => {
    let own = found.get(instance);
    if (own === undefined) found.set(instance, (own = { acquisitions: [], operations: [] }));
    return own;
  };
  for (const acquisition of trace.acquisitions) if (acquisition.actor.instance !== undefined) of(acquisition.actor.instance).acquisitions.push(acquisition);
  for (const operation of trace.operations) if (operation.actor.instance !== undefined) of(operation.actor.instance).operations.push(operation);
  return of;
}

function timelineOf(boot: Boot, run: BootRun, study: Study, own: OwnEvidence, logEndUs: number): Quoteless<Instance> {
  const { instance } = boot;
  const readyUs = readyOf(boot, run.readyBy);
  const outcome = outcomeOf(boot, run.readyBy);
  const endUs = readyUs ?? boot.errorUs ?? boot.deleteUs ?? Math.min(logEndUs, lastSignOf(boot, own));
  const steps: StepDraft[] = [];
  let waitUs = 0;
  let unexplainedUs = 0;

  if (boot.requestUs !== undefined && endUs > boot.requestUs) {
    const range = { startUs: boot.requestUs, endUs: Math.min(endUs, boot.activeUs ?? endUs) };
    const waits = [...ownWaits(own, "boot", study.blaming), ...instance.eventWaits.map(eventWait)];
    const lines = instance.ownLines().filter(({ atUs, role }) => role === "boot" && atUs >= range.startUs && atUs <= range.endUs);
    steps.push(...tile({ range, phase: "create", stages: bootStages(instance, study.trace, range.startUs, range.endUs), waits, spans: ownSpans(own, "boot", instance.id, range, logEndUs), lines }));
    steps.push(...outsidePhases(boot, run.readyBy));
    waitUs = totalUs(unite(waits.map((wait) => clip(wait, { startUs: boot.requestUs ?? 0, endUs })).filter((wait) => wait !== undefined)));
    unexplainedUs = steps.filter(({ kind }) => kind === "unexplained").reduce((sum, step) => sum + step.endUs - step.startUs, 0);
  }
  if (boot.deleteUs !== undefined && boot.goneUs !== undefined && boot.goneUs > boot.deleteUs) {
    const range = { startUs: boot.deleteUs, endUs: boot.goneUs };
    const lines = instance.ownLines().filter(({ atUs, role }) => role === "delete" && atUs >= range.startUs && atUs <= range.endUs);
    steps.push(...tile({ range, phase: "delete", stages: deleteStages(instance, range.startUs, range.endUs), waits: ownWaits(own, "delete", study.blaming), spans: ownSpans(own, "delete", instance.id, range, logEndUs), lines }));
  }
  return {
    id: instance.id,
    name: instance.name ?? null,
    domain: instance.domain ?? null,
    host: instance.host ?? null,
    requestIds: [...instance.bootRequestIds, ...instance.deleteRequestIds],
    libvirtdThreads: instance.libvirtdThreads,
    outcome,
    fault: boot.fault ?? null,
    requestUs: boot.requestUs ?? null,
    activeUs: boot.activeUs ?? null,
    readyUs: readyUs ?? null,
    deleteUs: boot.deleteUs ?? null,
    goneUs: boot.goneUs ?? null,
    buildUs: boot.buildUs ?? null,
    spawnUs: boot.spawnUs ?? null,
    waitUs,
    unexplainedUs,
    steps,
  };
}

/** Where an unfinished boot is last seen: a milestone, a line of its own, a wait that has not ended. */
function lastSignOf({ instance, lastUs, requestUs }: Boot, { acquisitions }: OwnEvidence): number {
  const lastLineUs = instance.ownLines().findLast(({ role }) => role === "boot")?.atUs ?? 0;
  const lastWaitUs = acquisitions.findLast(({ actor, acquiredUs }) => actor.role === "boot" && acquiredUs !== undefined)?.acquiredUs ?? 0;
  return Math.max(lastUs, requestUs ?? 0, lastLineUs, lastWaitUs);
}

function ownWaits({ acquisitions }: OwnEvidence, role: "boot" | "delete", blaming: Blaming): readonly OwnWait[] {
  return acquisitions.flatMap((acquisition) => {
    const { acquiredUs, waitUs, actor, resolutionUs, resourceClass, place } = acquisition;
    if (actor.role !== role || acquiredUs === undefined || waitUs === undefined || waitUs < resolutionUs) return [];
    const [most] = [...blaming.sharesOf(acquisition)].sort((a, b) => b.us - a.us);
    return [{ startUs: acquiredUs - waitUs, endUs: acquiredUs, name: `wait for ${resourceClass}`, resource: resourceClass, holder: most === undefined ? acquisition.holder ?? null : nameOfTaker(most.holder), place }];
  });
}

function eventWait({ event, startUs, endUs, place }: EventWait): OwnWait {
  return { startUs, endUs, name: `wait for ${event}`, resource: event, holder: null, place };
}

/** What covers the instance's time: operations on its behalf, and holds other than that of its own instance lock, which spans all. */
function ownSpans({ acquisitions, operations }: OwnEvidence, role: "boot" | "delete", instanceId: string, range: Interval, logEndUs: number): readonly Span[] {
  const spans: Span[] = [];
  for (const { operation, name, actor, startUs, endUs, place } of operations) {
    if (actor.role !== role || NO_EVIDENCE.has(operation)) continue;
    const inside = clip({ startUs, endUs }, range);
    if (inside !== undefined) spans.push({ ...inside, name: `${operation}: ${name}`, resource: null, kind: "work", place });
  }
  for (const acquisition of acquisitions) {
    const { actor, lock, resourceClass, place, resource, form } = acquisition;
    // A libvirt job is held by a call that is shown itself.
    if (actor.role !== role || lock === instanceId || resource === "permit" || resource === "job" || form === "traced") continue;
    const held = heldStretch(acquisition, logEndUs);
    const inside = held === undefined ? undefined : clip(held, range);
    if (inside !== undefined) spans.push({ ...inside, name: `holds ${resourceClass}`, resource: resourceClass, kind: "work", place });
  }
  return spans;
}

/** ACTIVE to first echo reply to first login: seen from outside only. */
function outsidePhases(boot: Boot, readyBy: BootRun["readyBy"]): readonly StepDraft[] {
  if (readyBy === "active" || boot.activeUs === undefined) return [];
  const steps: StepDraft[] = [];
  const add = (phase: Step["phase"], startUs: number, endUs: number | undefined): void => {
    if (endUs !== undefined && endUs > startUs) steps.push({ name: phase, phase, kind: "work", startUs, endUs, resource: null, holder: null, evidence: [], children: [] });
  };
  // A poller may find the login open before it finds the echo reply.
  const pingUs = readyBy === "ssh" && boot.pingUs !== undefined ? Math.min(boot.pingUs, boot.sshUs ?? boot.pingUs) : boot.pingUs;
  add("ping", boot.activeUs, pingUs);
  if (readyBy === "ssh") add("ssh", Math.max(boot.activeUs, pingUs ?? boot.activeUs), boot.sshUs);
  return steps;
}
