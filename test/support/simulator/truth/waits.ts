import type { ResourceKind } from "../../../../src/model/event.ts";
import { classId, type Acquisition } from "../engine/resource.ts";
import { COMPUTE_FREEZE, type World } from "../model/world.ts";
import { blame, groupBy, maxQueueDepth } from "./blame.ts";
import { isTraced, observable, type Observable } from "./observable.ts";

/** All waits for one class of resource. */
export interface TrueWaits {
  readonly kind: ResourceKind;
  readonly service: string;
  readonly resource: string;
  /** Null: an event, a frozen process, or no limit. */
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

/** What was waited for, by class id, most waiting of boots first. */
export function tellWaits(world: World): readonly { readonly id: string; readonly waits: TrueWaits }[] {
  const classes = groupBy(world.sim.acquisitions, ({ resource }) => classId(resource.of));
  return [...classes]
    .flatMap(([id, of]) => (of.some(isWait) ? [{ id, waits: trueWaits(world, of) }] : []))
    .sort((a, b) => b.waits.waitUs.boots - a.waits.waitUs.boots || (a.id < b.id ? -1 : 1));
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
    permits: of.kind === "event" || of === COMPUTE_FREEZE || permits === Infinity ? null : permits,
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

/** Of boots until they are ready. */
export function isOfBoot(phase: Acquisition["task"]["phase"]): boolean {
  return phase !== "delete" && phase !== "background";
}

export function sumWaits(waits: readonly Acquisition[], has: (phase: Acquisition["task"]["phase"]) => boolean): number {
  return waits.filter(({ task }) => has(task.phase)).reduce((sum, { wantedUs, gotUs }) => sum + gotUs - wantedUs, 0);
}

export function isWait({ wantedUs, gotUs }: Acquisition): boolean {
  return gotUs > wantedUs;
}
