import { clip, totalUs, unite, uncovered, type Interval } from "../../lib/intervals.ts";
import type { Acquisition, TimedOperation } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import type { Replayable } from "./replayable.ts";

/** Holds looked at: the longest ones. */
const HOLDS_LOOKED_AT = 100;

/** Stretches without a line up to this are plain work, µs. */
const QUIET_US = 100_000;

/**
 * Whether the logs do not show what was done for most of the time these were held: no operation, and no line of the instance they were held for. What is
 * inside such a hold may be a queue itself, which removing the lock would only bring to light.
 */
export function isOpaque(acquisitions: readonly Acquisition[], study: Replayable): boolean {
  const endUs = study.trace.endUs ?? 0;
  const holds = acquisitions
    .flatMap((acquisition) => {
      const hold = heldStretch(acquisition, endUs);
      return hold === undefined || acquisition.actor.instance === undefined ? [] : [{ hold, instance: acquisition.actor.instance }];
    })
    .sort((a, b) => b.hold.endUs - b.hold.startUs - (a.hold.endUs - a.hold.startUs) || a.hold.startUs - b.hold.startUs)
    .slice(0, HOLDS_LOOKED_AT);
  const instances = new Set(holds.map(({ instance }) => instance));
  const operations = new Map<number, TimedOperation[]>([...instances].map((instance) => [instance, []]));
  for (const operation of study.trace.operations) if (!SUMS.has(operation.operation)) operations.get(operation.actor.instance ?? -1)?.push(operation);
  const lines = new Map([...instances].map((instance) => [instance, study.trace.instances[instance]?.ownLines().map(({ atUs }) => atUs) ?? []]));
  const heldUs = totalUs(holds.map(({ hold }) => hold));
  const darkUs = holds.reduce((sum, { hold, instance }) => sum + unseenIn(hold, operations.get(instance) ?? [], lines.get(instance) ?? []), 0);
  return darkUs > heldUs / 2;
}

/** nova's own totals span everything and show nothing. */
const SUMS: ReadonlySet<TimedOperation["operation"]> = new Set<TimedOperation["operation"]>(["build", "spawn", "destroy", "deallocate", "periodic-task", "function"]);

function unseenIn(hold: Interval, operations: readonly TimedOperation[], linesUs: readonly number[]): number {
  // A call that began before is what took it, and shows nothing of its inside.
  const shown = unite(operations.filter(({ startUs }) => startUs >= hold.startUs).map((operation) => clip(operation, hold)).filter((stretch) => stretch !== undefined));
  const inside = linesUs.filter((atUs) => atUs > hold.startUs && atUs < hold.endUs);
  return uncovered(hold, shown)
    .flatMap(({ startUs, endUs }) => {
      const edges = [startUs, ...inside.filter((atUs) => atUs > startUs && atUs < endUs), endUs];
      return edges.slice(1).map((atUs, index) => atUs - (edges[index] ?? atUs));
    })
    .reduce((sum, us) => sum + (us > QUIET_US ? us : 0), 0);
}
