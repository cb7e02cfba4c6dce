import { columnOf } from "./column.ts";

/** A half-open stretch [startUs, endUs). */
export interface Interval {
  readonly startUs: number;
  readonly endUs: number;
}

/** The same stretches, in order, overlapping and touching ones merged, empty ones dropped. */
export function unite(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = intervals.filter(({ startUs, endUs }) => endUs > startUs).sort((a, b) => a.startUs - b.startUs || a.endUs - b.endUs);
  const united: { startUs: number; endUs: number }[] = [];
  for (const { startUs, endUs } of sorted) {
    const last = united.at(-1);
    if (last !== undefined && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs);
    else united.push({ startUs, endUs });
  }
  return united;
}

/** What of `range` no interval covers, in order. `united` must come from `unite`. */
export function uncovered(range: Interval, united: readonly Interval[]): readonly Interval[] {
  const gaps: Interval[] = [];
  let fromUs = range.startUs;
  for (const { startUs, endUs } of united) {
    if (endUs <= fromUs) continue;
    if (startUs >= range.endUs) break;
    if (startUs > fromUs) gaps.push({ startUs: fromUs, endUs: startUs });
    fromUs = Math.max(fromUs, endUs);
  }
  if (fromUs < range.endUs) gaps.push({ startUs: fromUs, endUs: range.endUs });
  return gaps;
}

/** The part of `interval` inside `range`; undefined if there is none. */
export function clip(interval: Interval, range: Interval): Interval | undefined {
  const startUs = Math.max(interval.startUs, range.startUs);
  const endUs = Math.min(interval.endUs, range.endUs);
  return endUs > startUs ? { startUs, endUs } : undefined;
}

/** How long both last; below zero: how far they are apart. */
export function overlapUs(one: Interval, other: Interval): number {
  return Math.min(one.endUs, other.endUs) - Math.max(one.startUs, other.startUs);
}

/** For how long an interval of each lasts at once. Both must come from `unite`. */
export function commonUs(some: readonly Interval[], others: readonly Interval[]): number {
  let [us, at, other] = [0, 0, 0];
  for (;;) {
    const [one, two] = [some[at], others[other]];
    if (one === undefined || two === undefined) return us;
    us += Math.max(0, overlapUs(one, two));
    if (one.endUs < two.endUs) at++;
    else other++;
  }
}

export function totalUs(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
}

/** Where at least so many of them overlap, in order. What begins as another ends takes its place without a gap. */
export function whereAtLeast(intervals: readonly Interval[], count: number): readonly Interval[] {
  const changes = intervals.flatMap(({ startUs, endUs }) => [{ atUs: startUs, by: 1 }, { atUs: endUs, by: -1 }]).sort((a, b) => a.atUs - b.atUs || b.by - a.by);
  const found: Interval[] = [];
  let depth = 0;
  let sinceUs: number | undefined;
  for (const { atUs, by } of changes) {
    depth += by;
    if (depth >= count) sinceUs ??= atUs;
    else if (sinceUs !== undefined) {
      if (atUs > sinceUs) found.push({ startUs: sinceUs, endUs: atUs });
      sinceUs = undefined;
    }
  }
  return found;
}

/** How many of them overlap at the busiest instant. Stretches that only touch do not overlap. */
export function deepest(intervals: readonly Interval[]): number {
  const lasting = intervals.filter(({ startUs, endUs }) => endUs > startUs);
  const startsUs = columnOf(lasting, ({ startUs }) => startUs).sort();
  const endsUs = columnOf(lasting, ({ endUs }) => endUs).sort();
  let ended = 0;
  let most = 0;
  startsUs.forEach((startUs, index) => {
    while ((endsUs[ended] ?? Number.POSITIVE_INFINITY) <= startUs) ended++;
    most = Math.max(most, index + 1 - ended);
  });
  return most;
}

/**
 * What lies on top at each instant, where the one that began last covers the others: parts of the given stretches that do not overlap, in
 * order. Stretches must be in order of their start.
 */
export function topmost<Stretch extends Interval>(stretches: readonly Stretch[]): readonly Stretch[] {
  if (stretches.length < 2) return stretches;
  const parts: Stretch[] = [];
  const open: Stretch[] = [];
  let atUs = Number.NEGATIVE_INFINITY;
  const tellUntil = (untilUs: number): void => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const endUs = Math.min(top.endUs, untilUs);
      if (endUs > atUs) parts.push({ ...top, startUs: atUs, endUs });
      atUs = Math.max(atUs, endUs);
      if (top.endUs > untilUs) return;
      open.pop();
    }
  };
  for (const stretch of stretches) {
    tellUntil(stretch.startUs);
    atUs = stretch.startUs;
    open.push(stretch);
  }
  tellUntil(Number.POSITIVE_INFINITY);
  return parts;
}
