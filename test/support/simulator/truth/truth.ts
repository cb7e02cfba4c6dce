import type { ResourceKind } from "../../../../src/model/event.ts";
import { classId, type Acquisition } from "../engine/resource.ts";
import { BIN_US, type Changes } from "../engine/simulation.ts";
import { readyUs, runScenario } from "../model/benchmark.ts";
import type { World } from "../model/world.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { epochUs } from "../writers/clock.ts";
import { blame, groupBy, maxQueueDepth } from "./blame.ts";
import { isTraced, observable, type Observable } from "./observable.ts";

/** What really happened in a run, and what would have happened otherwise: `truth.json`. Instants in µs since the epoch, UTC. */
export interface Truth {
  readonly schemaVersion: 1;
  readonly scenario: Scenario;
  readonly makespan: Makespan;
  readonly cpu: {
    readonly cores: number;
    /** Between the first request and the last instance ready, of all cores. */
    readonly busyShare: number;
    /** Processes of one thread that used at least 95 % of a core in some of atop's samples meanwhile, and in how many. */
    readonly saturated: readonly { readonly service: string; readonly samples: number }[];
  };
  readonly boots: readonly TrueBoot[];
  /** Those waited for at all, most waiting of boots first. */
  readonly resources: readonly TrueResource[];
}

/** First request to last instance ready, µs. */
export interface Makespan {
  /** As the benchmark saw it. */
  readonly outsideUs: number;
  /** As the written logs show it: with the benchmark's table the same, without it from the first to the last line of a boot. */
  readonly seenUs: number;
}

export interface TrueBoot {
  readonly name: string;
  readonly id: string;
  readonly requestUs: number | null;
  readonly activeUs: number | null;
  readonly pingUs: number | null;
  readonly sshUs: number | null;
  readonly readyUs: number | null;
  readonly deleteUs: number | null;
  readonly goneUs: number | null;
}

export interface TrueResource extends TrueWaits {
  /** The same run, the same draws, without it; null: nothing worth a run waits for it. */
  readonly without: Otherwise | null;
  /** The same run with other numbers of permits. */
  readonly limited: Readonly<Record<string, Makespan>>;
}

/** A run that could have been. */
export interface Otherwise extends Makespan {
  /** What its boots waited for most. */
  readonly next: { readonly resource: string; readonly observable: Observable; readonly waitUs: number } | null;
}

/** All waits for one class of resource. */
export interface TrueWaits {
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  /** Null: an event, or no limit. */
  readonly permits: number | null;
  readonly observable: Observable;
  /** Who waited, µs in all. */
  readonly waitUs: { readonly boots: number; readonly deletes: number; readonly background: number };
  /** Waits of at least 1 ms. */
  readonly contentions: number;
  readonly acquisitions: number;
  readonly maxQueueDepth: number;
  /** Of all waits, whoever waited. */
  readonly ownWaitUs: number;
  readonly inheritedWaitUs: number;
  readonly unattributedWaitUs: number;
  readonly inheritedFrom: Readonly<Record<string, number>>;
  readonly causedBy: Readonly<Record<string, number>>;
  /** The same by instance. */
  readonly causedByInstance: Readonly<Record<string, number>>;
  /** The same split if only those waits of holders count that the logs show. */
  readonly asLogged: { readonly ownWaitUs: number; readonly inheritedWaitUs: number };
}

/** Below this much waiting of boots a resource is not taken away to see what happens, µs. */
const WORTH_A_RUN_US = 200_000;

export function tellTruth(world: World): Truth {
  const { scenario, boots } = world;
  const at = (us: number | undefined): number | null => (us === undefined ? null : epochUs(scenario.dialect, us));
  return {
    schemaVersion: 1,
    scenario,
    makespan: makespanOf(world),
    cpu: { cores: scenario.cores, busyShare: busyShare(world), saturated: saturated(world) },
    boots: boots.map(({ name, uuid, seen }) => ({
      name,
      id: uuid,
      requestUs: at(seen.requestedUs),
      activeUs: at(seen.activeSeenUs),
      pingUs: at(seen.pingUs),
      sshUs: at(seen.sshUs),
      readyUs: at(readyUs(world, seen)),
      deleteUs: at(seen.deleteRequestedUs),
      goneUs: at(seen.goneSeenUs),
    })),
    resources: tellWaits(world).map(({ id, waits }) => ({ ...waits, ...otherwise(scenario, id, waits) })),
  };
}

/** What was waited for, by class id, most waiting of boots first. */
export function tellWaits(world: World): readonly { readonly id: string; readonly waits: TrueWaits }[] {
  const classes = groupBy(world.sim.acquisitions, ({ resource }) => classId(resource.of));
  return [...classes]
    .flatMap(([id, of]) => (of.some(isWait) ? [{ id, waits: trueWaits(world, of) }] : []))
    .sort((a, b) => b.waits.waitUs.boots - a.waits.waitUs.boots || (a.id < b.id ? -1 : 1));
}

/** The same run without the resource, or with another number of permits. */
function otherwise(scenario: Scenario, id: string, { waitUs, permits }: TrueWaits): Pick<TrueResource, "without" | "limited"> {
  return {
    without: waitUs.boots >= WORTH_A_RUN_US ? rerun(scenario, { removed: [id] }) : null,
    limited: Object.fromEntries((OTHER_LIMITS[id] ?? []).filter((limit) => limit !== permits).map((limit) => [String(limit), makespanOf(runScenario(scenario, { limits: { [id]: limit } }))])),
  };
}

function trueWaits(world: World, acquisitions: readonly Acquisition[]): TrueWaits {
  const { scenario, sim, boots } = world;
  const waits = acquisitions.filter(isWait);
  const [first] = waits;
  if (first === undefined) throw new Error("a resource nobody waited for");
  const { of, permits } = first.resource;
  const { causedByBoot, ...all } = blame(waits, sim.acquisitions, () => true);
  const asLogged = blame(waits, sim.acquisitions, ({ resource }) => observable(resource.of, scenario) === "logged");
  return {
    ...{ kind: of.kind, service: of.service, resource: isTraced(of) ? worstCaller(waits) : of.name },
    permits: of.kind === "event" || permits === Infinity ? null : permits,
    observable: observable(of, scenario),
    waitUs: { boots: sumWaits(waits, isOfBoot), deletes: sumWaits(waits, (phase) => phase === "delete"), background: sumWaits(waits, (phase) => phase === "background") },
    contentions: waits.filter(({ wantedUs, gotUs }) => gotUs - wantedUs >= 1000).length,
    acquisitions: acquisitions.length,
    maxQueueDepth: maxQueueDepth(waits),
    ...all,
    causedByInstance: Object.fromEntries(Object.entries(causedByBoot).map(([boot, us]) => [boots[Number(boot)]?.uuid ?? boot, us])),
    asLogged: { ownWaitUs: asLogged.ownWaitUs, inheritedWaitUs: asLogged.inheritedWaitUs },
  };
}

/** A traced mutex has no name but that of the function whose waits for it are longest in all. */
function worstCaller(waits: readonly Acquisition[]): string {
  const sums = [...groupBy(waits, ({ by }) => by)].map(([by, of]) => [by, sumWaits(of, () => true)] as const);
  return sums.reduce((worst, each) => (each[1] > worst[1] ? each : worst))[0];
}

/** Numbers of permits worth knowing about, where the configuration has another. */
const OTHER_LIMITS: Readonly<Record<string, readonly number[]>> = {
  "nova-compute/nova-compute build slots": [1, 5],
  "libvirtd/libvirtd client requests": [1, 20],
  "nova-api/nova-api workers": [1, 8],
};

function rerun(scenario: Scenario, changes: Changes): Otherwise {
  const world = runScenario(scenario, changes);
  const classes = groupBy(world.sim.acquisitions.filter(isWait), ({ resource }) => classId(resource.of));
  const sums = [...classes.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ resource: first.resource.of.name, observable: observable(first.resource.of, scenario), waitUs: sumWaits([first, ...others], isOfBoot) }],
  );
  const most = sums.reduce<Otherwise["next"]>((worst, each) => (each.waitUs > (worst?.waitUs ?? 0) ? each : worst), null);
  return { ...makespanOf(world), next: most };
}

function isOfBoot(phase: Acquisition["task"]["phase"]): boolean {
  return phase !== "delete" && phase !== "background";
}

export function makespanOf(world: World): Makespan {
  const { boots, scenario } = world;
  const outsideUs = span(boots.map(({ seen }) => seen.requestedUs), boots.map(({ seen }) => readyUs(world, seen)));
  if (scenario.logs.includes("phases")) return { outsideUs, seenUs: outsideUs };
  const isApiLogged = scenario.logs.includes("nova-api");
  return { outsideUs, seenUs: span(boots.map(({ seen }) => (isApiLogged ? seen.requestedUs : seen.computeUs)), boots.map(({ seen }) => seen.builtUs)) };
}

/** What each program did on the cores while boots were under way, µs for each of atop's samples. */
function usageInRun(world: World): ReadonlyMap<string, readonly number[]> {
  const { boots, sim } = world;
  const from = Math.floor(Math.min(...boots.map(({ seen }) => seen.requestedUs ?? Infinity)) / BIN_US);
  const to = Math.floor(Math.max(...boots.map(({ seen }) => readyUs(world, seen) ?? 0)) / BIN_US);
  return new Map([...sim.cpu.usage].map(([program, bins]) => [program, Array.from({ length: to + 1 - from }, (_, index) => bins[from + index] ?? 0)]));
}

function busyShare(world: World): number {
  const usage = [...usageInRun(world).values()];
  const busyUs = usage.flat().reduce((sum, us) => sum + us, 0);
  return Number((busyUs / ((usage[0]?.length ?? 1) * BIN_US * world.scenario.cores)).toFixed(3));
}

function saturated(world: World): Truth["cpu"]["saturated"] {
  return [...usageInRun(world)].flatMap(([program, bins]) => {
    const [service = program] = program.split(" ");
    const samples = bins.filter((us) => us >= 0.95 * BIN_US).length;
    return samples === 0 || MANY_THREADS.includes(service) ? [] : [{ service, samples }];
  });
}

/** Commands run side by side, guests, and daemons with a thread for each request. */
const MANY_THREADS: readonly string[] = ["qemu", "qemu-img", "iptables-restore", "libvirtd"];

function span(from: readonly (number | undefined)[], to: readonly (number | undefined)[]): number {
  const known = (instants: readonly (number | undefined)[]): readonly number[] => instants.filter((us) => us !== undefined);
  return Math.max(...known(to)) - Math.min(...known(from));
}

function sumWaits(waits: readonly Acquisition[], has: (phase: Acquisition["task"]["phase"]) => boolean): number {
  return waits.filter(({ task }) => has(task.phase)).reduce((sum, { wantedUs, gotUs }) => sum + gotUs - wantedUs, 0);
}

function isWait({ wantedUs, gotUs }: Acquisition): boolean {
  return gotUs > wantedUs;
}
