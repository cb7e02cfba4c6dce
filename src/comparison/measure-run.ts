import { max, mean, min, rollup, sum } from "d3-array";
import type { PhaseName } from "../model/comparison.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { Instance, Step } from "../model/instance.ts";
import type { Report } from "../model/report.ts";

/** What is compared of one run. */
export interface RunMeasures {
  readonly boots: number;
  readonly makespanUs: number | undefined;
  /** Mean over the boots that became ready. */
  readonly bootUs: number | undefined;
  /** Mean and longest over the instances that have the phase. */
  readonly phases: ReadonlyMap<PhaseName, { readonly meanUs: number; readonly longestUs: number }>;
  readonly resources: ReadonlyMap<string, ResourceMeasure>;
  readonly steps: ReadonlyMap<string, StepMeasure>;
}

interface ResourceMeasure extends Pick<Hotspot, "kind" | "service" | "resource"> {
  /** The names of those who waited, most first, as far as they tell locks without a name apart. */
  readonly waiters: readonly { readonly name: string }[];
  /** Waiting of a boot until it was ready, and of a delete, on average. */
  readonly bootUs: number;
  readonly deleteUs: number;
}

interface StepMeasure extends Pick<Step, "phase" | "kind" | "name" | "resource"> {
  /** Of a boot that became ready, or of a delete, on average. */
  readonly us: number;
}

export type ReadyBy = Report["run"]["readyBy"];

/** In order of time. */
const READY: readonly ReadyBy[] = ["active", "ping", "ssh"];

/** The earliest thing that both sides saw of a boot being ready. */
export function commonReady(reports: readonly Report[]): ReadyBy {
  return READY[min(reports, ({ run }) => READY.indexOf(run.readyBy)) ?? 0] ?? "active";
}

export function measureRun({ run, instances, hotspots }: Report, readyBy: ReadyBy): RunMeasures {
  const counted: ReadonlySet<PhaseName> = new Set<PhaseName>(["create", ...(readyBy === "active" ? [] : ["ping" as const]), ...(readyBy === "ssh" ? ["ssh" as const] : [])]);
  const ready = instances.filter((instance) => instance.requestUs !== null && instance.readyUs !== null);
  const deleted = instances.filter((instance) => instance.deleteUs !== null && instance.goneUs !== null);
  const bootUs = (instance: Instance): number => sum(instance.steps, (step) => (counted.has(step.phase) ? step.endUs - step.startUs : 0));
  const readyUs = (instance: Instance): number => (instance.requestUs ?? 0) + bootUs(instance);
  const firstUs = min(ready, ({ requestUs }) => requestUs ?? undefined);
  const lastUs = max(ready, readyUs);
  return {
    boots: ready.length,
    makespanUs: readyBy === run.readyBy ? (run.makespanUs ?? undefined) : firstUs === undefined || lastUs === undefined ? undefined : lastUs - firstUs,
    bootUs: mean(ready, bootUs),
    phases: phasesOf(ready, deleted),
    resources: new Map(hotspots.map((hotspot) => [keyOf(hotspot), measureResource(hotspot, counted, run.requested, deleted.length)])),
    steps: stepsOf(ready, deleted),
  };
}

function phasesOf(ready: readonly Instance[], deleted: readonly Instance[]): RunMeasures["phases"] {
  const of = (phase: PhaseName, instances: readonly Instance[]): [PhaseName, { meanUs: number; longestUs: number }][] => {
    const lengths = instances.map(({ steps }) => sum(steps, (step) => (step.phase === phase ? step.endUs - step.startUs : 0))).filter((us) => us > 0);
    const [meanUs, longestUs] = [mean(lengths), max(lengths)];
    return meanUs === undefined || longestUs === undefined ? [] : [[phase, { meanUs, longestUs }]];
  };
  return new Map([...of("create", ready), ...of("ping", ready), ...of("ssh", ready), ...of("delete", deleted)]);
}

function measureResource({ kind, service, resource, waiters, waitByPhaseUs }: Hotspot, counted: ReadonlySet<PhaseName>, boots: number, deletes: number): ResourceMeasure {
  const bootsUs = sum(["create", "ping", "ssh"] as const, (phase) => (counted.has(phase) ? waitByPhaseUs[phase] : 0));
  return {
    kind,
    service: serviceNow(service),
    resource,
    waiters: waiters.slice(0, 1).map(({ name }) => ({ name })),
    bootUs: bootsUs / Math.max(1, boots),
    deleteUs: waitByPhaseUs.delete / Math.max(1, deletes),
  };
}

function stepsOf(ready: readonly Instance[], deleted: readonly Instance[]): RunMeasures["steps"] {
  const all = [
    ...ready.flatMap(({ steps }) => steps.filter(({ phase }) => phase !== "delete").map((step) => ({ step, of: ready.length }))),
    ...deleted.flatMap(({ steps }) => steps.filter(({ phase }) => phase === "delete").map((step) => ({ step, of: deleted.length }))),
  ];
  return rollup(
    all,
    (group): StepMeasure => {
      const [{ step, of }] = group as [(typeof group)[number]];
      return { phase: step.phase, kind: step.kind, name: step.name, resource: step.resource, us: sum(group, (each) => each.step.endUs - each.step.startUs) / of };
    },
    ({ step }) => [step.phase, step.kind, step.resource ?? step.name].join("|"),
  );
}

function keyOf({ kind, service, resource }: Pick<Hotspot, "kind" | "service" | "resource">): string {
  return [kind, serviceNow(service), nameNow(resource)].join("|");
}

/** Neutron was called quantum once: the same service on both sides of an upgrade. */
function serviceNow(service: string): string {
  return service.replace(/^quantum-/, "neutron-");
}

/** `quantum-server workers` */
function nameNow(resource: string): string {
  return resource.replace(/^quantum-/, "neutron-");
}
