import { group } from "d3-array";
import { columnOf } from "../../lib/column.ts";
import { clip, totalUs, unite, uncovered, type Interval } from "../../lib/intervals.ts";
import { firstAbove, firstFrom } from "../../lib/search.ts";
import type { Acquisition, TimedOperation } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import { isAnswer, serviceCalled } from "../called-service.ts";
import { keyOfPassage, type ResourceKey } from "../resource-key.ts";
import type { Replayable } from "./replayable.ts";

/** Holds looked at: the longest ones. */
const HOLDS_LOOKED_AT = 100;

/** Stretches without a line up to this are plain work, µs. */
const QUIET_US = 100_000;

/** What shows of the work for one instance. */
interface Shown {
  /** In order of start, and their starts. */
  readonly operations: readonly TimedOperation[];
  readonly startsUs: Float64Array;
  /** Of its lines, in order. */
  readonly linesUs: Float64Array;
}

/**
 * Tells of resources whether the logs do not show what was done for most of the time these were held: no operation but calls of services that tell nothing of what they serve, and
 * no line of the instance they were held for. What is inside such a hold may be a queue itself, which removing the lock would only bring to light. Each is looked at when first asked for.
 */
export function opaqueResources({ acquisitions, trace }: Replayable): (key: ResourceKey) => boolean {
  const known = new Map<ResourceKey, boolean>();
  let index: { readonly members: ReadonlyMap<ResourceKey, readonly Acquisition[]>; readonly operations: ReadonlyMap<number | undefined, readonly TimedOperation[]> } | undefined;
  return (key) => {
    let opaque = known.get(key);
    if (opaque === undefined) {
      const { members, operations } = (index ??= {
        members: group(acquisitions, keyOfPassage),
        operations: group(trace.operations.filter(shows(trace.operations)), ({ actor }) => actor.instance),
      });
      const shownFor = (instance: number): Shown => {
        const own = operations.get(instance) ?? [];
        return { operations: own, startsUs: columnOf(own, ({ startUs }) => startUs), linesUs: columnOf(trace.instances[instance]?.ownLines() ?? [], ({ atUs }) => atUs) };
      };
      known.set(key, (opaque = isOpaque(members.get(key) ?? [], trace.endUs ?? 0, shownFor)));
    }
    return opaque;
  };
}

function isOpaque(acquisitions: readonly Acquisition[], endUs: number, shownFor: (instance: number) => Shown): boolean {
  const holds = acquisitions
    .flatMap((acquisition) => {
      const hold = heldStretch(acquisition, endUs);
      return hold === undefined || acquisition.actor.instance === undefined ? [] : [{ hold, instance: acquisition.actor.instance }];
    })
    .sort((a, b) => b.hold.endUs - b.hold.startUs - (a.hold.endUs - a.hold.startUs) || a.hold.startUs - b.hold.startUs)
    .slice(0, HOLDS_LOOKED_AT);
  const shown = new Map([...new Set(holds.map(({ instance }) => instance))].map((instance) => [instance, shownFor(instance)]));
  const heldUs = totalUs(holds.map(({ hold }) => hold));
  const darkUs = holds.reduce((sum, { hold, instance }) => sum + unseenIn(hold, shown.get(instance)), 0);
  return darkUs > heldUs / 2;
}

/** nova's own totals span everything and show nothing. */
const SUMS: ReadonlySet<TimedOperation["operation"]> = new Set<TimedOperation["operation"]>(["build", "spawn", "destroy", "deallocate", "periodic-task", "function"]);

/** Tells whether an operation shows what was done while it went on. */
function shows(operations: readonly TimedOperation[]): (operation: TimedOperation) => boolean {
  const telling = new Set(operations.filter(isAnswer).map(({ actor }) => actor.service));
  return (operation) => {
    if (SUMS.has(operation.operation)) return false;
    const called = serviceCalled(operation);
    return called === undefined || telling.has(called);
  };
}

function unseenIn(hold: Interval, shown: Shown | undefined): number {
  if (shown === undefined) return 0;
  const { operations, startsUs, linesUs } = shown;
  // A call that began before is what took it, and shows nothing of its inside.
  const inside = operations.slice(firstFrom(startsUs, hold.startUs), firstFrom(startsUs, hold.endUs));
  const covered = unite(inside.map((operation) => clip(operation, hold)).filter((stretch) => stretch !== undefined));
  return uncovered(hold, covered).reduce((sum, dark) => sum + quietIn(dark, linesUs), 0);
}

/** The parts of a stretch between lines that are too long for plain work. */
function quietIn({ startUs, endUs }: Interval, linesUs: Float64Array): number {
  let us = 0;
  let sinceUs = startUs;
  for (let at = firstAbove(linesUs, startUs); sinceUs < endUs; at++) {
    const untilUs = Math.min(linesUs[at] ?? endUs, endUs);
    if (untilUs - sinceUs > QUIET_US) us += untilUs - sinceUs;
    sinceUs = untilUs;
  }
  return us;
}
