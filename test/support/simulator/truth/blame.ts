import { classId, type Acquisition } from "../engine/resource.ts";

/** How the waits for one class of resource came about, µs. The three parts sum to the waits. */
export interface Blame {
  readonly ownWaitUs: number;
  readonly inheritedWaitUs: number;
  readonly unattributedWaitUs: number;
  /** Of what was inherited, by what the holder waited for. */
  readonly inheritedFrom: Readonly<Record<string, number>>;
  /** By the function that held, as logs name it. */
  readonly causedBy: Readonly<Record<string, number>>;
  /** By the number of the boot that held. */
  readonly causedByBoot: Readonly<Record<string, number>>;
}

interface Stretch {
  readonly fromUs: number;
  readonly toUs: number;
  readonly of: string;
}

/**
 * Straight from the definition: an instant of a wait with h holders of that individual resource gives each 1/h; what a holder spends waiting
 * for something else meanwhile is inherited from there. `counts` chooses what counts as waiting (all, or what logs show).
 */
export function blame(waits: readonly Acquisition[], all: readonly Acquisition[], counts: (acquisition: Acquisition) => boolean): Blame {
  const holds = groupBy(all.filter(({ gotUs, leftUs }) => leftUs > gotUs), ({ resource }) => resource.key);
  const waitsOf = groupBy(all.filter((acquisition) => acquisition.gotUs > acquisition.wantedUs && counts(acquisition)), ({ task }) => String(task.actor));
  const inheritedFrom: Record<string, number> = {};
  const causedBy: Record<string, number> = {};
  const causedByBoot: Record<string, number> = {};
  let ownUs = 0;
  let inheritedUs = 0;
  let totalUs = 0;
  for (const wait of waits) {
    totalUs += wait.gotUs - wait.wantedUs;
    const holders = (holds.get(wait.resource.key) ?? []).filter((hold) => hold !== wait && hold.gotUs < wait.gotUs && hold.leftUs > wait.wantedUs);
    const stretches = holders.map((holder) => ({
      holder,
      fromUs: Math.max(holder.gotUs, wait.wantedUs),
      toUs: Math.min(holder.leftUs, wait.gotUs),
      waited: (waitsOf.get(String(holder.task.actor)) ?? [])
        .filter((other) => other.resource.key !== wait.resource.key && other.wantedUs < holder.leftUs && other.gotUs > holder.gotUs)
        .map((other): Stretch => ({ fromUs: other.wantedUs, toUs: other.gotUs, of: classId(other.resource.of) })),
    }));
    const cuts = [...new Set(stretches.flatMap(({ fromUs, toUs, waited }) => [fromUs, toUs, ...waited.flatMap((each) => [each.fromUs, each.toUs])]))].sort((a, b) => a - b);
    for (const [index, fromUs] of cuts.entries()) {
      const toUs = cuts[index + 1];
      if (toUs === undefined) break;
      const present = stretches.filter((stretch) => stretch.fromUs <= fromUs && stretch.toUs >= toUs);
      for (const { holder, waited } of present) {
        const us = (toUs - fromUs) / present.length;
        const cause = waited.find((each) => each.fromUs <= fromUs && each.toUs >= toUs);
        causedBy[holder.by] = (causedBy[holder.by] ?? 0) + us;
        if (holder.task.boot !== undefined) causedByBoot[holder.task.boot] = (causedByBoot[holder.task.boot] ?? 0) + us;
        if (cause === undefined) ownUs += us;
        else {
          inheritedUs += us;
          inheritedFrom[cause.of] = (inheritedFrom[cause.of] ?? 0) + us;
        }
      }
    }
  }
  return {
    ownWaitUs: Math.round(ownUs),
    inheritedWaitUs: Math.round(inheritedUs),
    unattributedWaitUs: Math.round(totalUs - ownUs - inheritedUs),
    inheritedFrom: rounded(inheritedFrom),
    causedBy: rounded(causedBy),
    causedByBoot: rounded(causedByBoot),
  };
}

/** The most that waited for one individual resource at one instant. */
export function maxQueueDepth(waits: readonly Acquisition[]): number {
  return Math.max(...[...groupBy(waits, ({ resource }) => resource.key).values()].map(deepest));
}

function deepest(waits: readonly Acquisition[]): number {
  const steps = waits.flatMap(({ wantedUs, gotUs }) => (gotUs > wantedUs ? [[wantedUs, 1] as const, [gotUs, -1] as const] : [])).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let depth = 0;
  let most = 0;
  for (const [, change] of steps) most = Math.max(most, (depth += change));
  return most;
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function rounded(sums: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(sums).map(([key, us]) => [key, Math.round(us)]).sort((a, b) => Number(b[1]) - Number(a[1])));
}
