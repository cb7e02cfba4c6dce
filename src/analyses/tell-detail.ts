import { ascending } from "d3-array";
import type { Detail, DetailSource, HoldDetail, LockDetail, OperationDetail, WaitDetail } from "../model/detail.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { Acquisition, Actor, EventWait, Place, TimedOperation } from "../model/trace.ts";
import { isEvent, resourceOf, waitOf, type Awaited } from "./awaited.ts";
import { howKnown } from "./explain-hotspot.ts";
import { nameOfInstance, nameOfTaker } from "./names.ts";
import { resourceKey, type Resource } from "./resource-key.ts";
import type { Study } from "./study.ts";

/** Longest waits, holds and operations told, each: what a viewer can still draw, and some 100 MB. */
const MOST = 200_000;

/** Everything of the study's run that has a length, one by one. */
export function tellDetail(study: Study, hotspots: readonly Pick<Hotspot, "id" | keyof Resource>[]): Detail {
  const idOf = new Map(hotspots.map((hotspot) => [resourceKey(hotspot), hotspot.id]));
  const contended = study.acquisitions.filter((one) => (one.waitUs ?? 0) >= one.resolutionUs && waitOf(one) !== undefined);
  const awaited: readonly Awaited[] = [...contended, ...study.eventWaits];
  const waits = longest(awaited, (one) => lengthOf(waitOf(one)), (one) => waitOf(one)?.startUs ?? 0);
  const waitedFor = new Set(contended.map(({ identity }) => identity));
  const held = longest(
    study.acquisitions.filter((one) => waitedFor.has(one.identity) && holdOf(one) !== undefined),
    (one) => lengthOf(holdOf(one)),
    (one) => holdOf(one)?.startUs ?? 0,
  );
  const operations = longest(
    study.trace.operations.filter(operationFilter(study)),
    ({ startUs, endUs }) => endUs - startUs,
    ({ startUs }) => startUs,
  );

  const locks: LockDetail[] = [];
  const indices = new Map<string, number>();
  const lockOf = (one: Awaited): number => {
    const identity = isEvent(one) ? `event|${one.actor.host ?? ""}|${one.event}` : one.identity;
    const found = indices.get(identity);
    if (found !== undefined) return found;
    const resource = resourceOf(one);
    indices.set(identity, locks.length);
    return locks.push({ hotspot: idOf.get(resourceKey(resource)) ?? null, ...resource, name: isEvent(one) ? one.event : one.lock, host: one.actor.host ?? null }) - 1;
  };
  const sourceOf = detailSource(study);
  const holdIndex = new Map(held.kept.map((one, index) => [one, index]));
  return {
    waits: waits.kept.map((one): WaitDetail => {
      const { startUs, endUs } = waitOf(one) ?? { startUs: 0, endUs: 0 };
      const main = isEvent(one) ? undefined : study.blaming.mainHolder(one);
      const last = isEvent(one) ? undefined : study.blaming.lastReleased(one.identity, endUs, one.resolutionUs, one);
      return {
        ...sourceOf(one), lock: lockOf(one), waiter: waiterOf(one, study), startUs, endUs, how: isEvent(one) ? "event" : howKnown(one),
        holder: main === undefined ? null : holderOf(main, study), letInBy: last === undefined || last.endUs <= startUs ? null : (holdIndex.get(last.acquisition) ?? null),
      };
    }),
    holds: held.kept.map((one): HoldDetail => ({ ...sourceOf(one), lock: lockOf(one), holder: holderOf(one, study), ...(holdOf(one) ?? { startUs: 0, endUs: 0 }) })),
    operations: operations.kept.map((one): OperationDetail => ({
      ...sourceOf(one),
      operation: one.operation,
      name: one.name,
      startUs: one.startUs,
      endUs: one.endUs,
      outcome: one.outcome ?? null,
    })),
    locks,
    leftOut: { waits: waits.leftOut, holds: held.leftOut, operations: operations.leftOut },
  };
}

interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
}

function lengthOf(stretch: Stretch | undefined): number {
  return stretch === undefined ? 0 : stretch.endUs - stretch.startUs;
}

function holdOf({ acquiredUs, releasedUs, holdUs }: Acquisition): Stretch | undefined {
  const endUs = releasedUs ?? (acquiredUs === undefined || holdUs === undefined ? undefined : acquiredUs + holdUs);
  const startUs = acquiredUs ?? (endUs === undefined || holdUs === undefined ? undefined : endUs - holdUs);
  return startUs === undefined || endUs === undefined || endUs < startUs ? undefined : { startUs, endUs };
}

/** The longest, in order of start; what starts together keeps its order. */
function longest<T>(all: readonly T[], length: (one: T) => number, start: (one: T) => number): { readonly kept: readonly T[]; readonly leftOut: number } {
  const chosen = all.length <= MOST ? all : [...all].sort((a, b) => length(b) - length(a) || start(a) - start(b)).slice(0, MOST);
  return { kept: [...chosen].sort((a, b) => ascending(start(a), start(b))), leftOut: all.length - chosen.length };
}

/** Of the run's own boots that pass the filter, and what nobody's boot did meanwhile. */
function operationFilter({ run, boots, filter }: Study): (operation: TimedOperation) => boolean {
  const own = new Set(boots.map(({ index }) => index));
  const isLimited = filter.instance !== null || filter.request !== null;
  return ({ actor, startUs, endUs }) => {
    if (filter.sinceUs !== null && endUs < filter.sinceUs) return false;
    if (filter.untilUs !== null && startUs > filter.untilUs) return false;
    if (filter.host !== null && actor.host !== filter.host) return false;
    if (actor.instance !== undefined) return own.has(actor.instance);
    return !isLimited && (run === undefined || (endUs >= run.territory.startUs && startUs < run.territory.endUs));
  };
}

function detailSource({ trace }: Study): (of: { readonly actor: Actor; readonly place: Place }) => DetailSource {
  return ({ actor: { service, host, pid, instance, role }, place }) => ({
    service,
    host: host ?? null,
    pid: pid ?? null,
    instance: instance === undefined ? null : (trace.instances[instance]?.id ?? null),
    role,
    file: trace.sources[place.source]?.path ?? "",
    line: place.line,
  });
}

function waiterOf(one: Awaited, { trace }: Study): string {
  return isEvent(one) ? nameOfEventWaiter(one, trace.instances) : nameOfTaker(one);
}

function nameOfEventWaiter({ actor }: EventWait, instances: Study["trace"]["instances"]): string {
  const instance = actor.instance === undefined ? undefined : instances[actor.instance];
  return instance === undefined ? actor.service : nameOfInstance(instance);
}

/** `bench-003: ResourceTracker.instance_claim` */
function holderOf(one: Acquisition, { trace }: Study): string {
  const instance = one.actor.instance === undefined ? undefined : trace.instances[one.actor.instance];
  return instance === undefined ? nameOfTaker(one) : `${nameOfInstance(instance)}: ${nameOfTaker(one)}`;
}
