import { descending, greatest, sum } from "d3-array";
import { columnOf } from "../../../lib/column.ts";
import { formatDuration } from "../../../lib/duration.ts";
import { countOf, formatCount } from "../../../lib/quantity.ts";
import { quantileOf } from "../../../lib/quantiles.ts";
import { firstAbove, firstFrom } from "../../../lib/search.ts";
import { whereAny, type Stretches } from "../../../lib/stretches.ts";
import type { Held } from "../../blocked-holders.ts";
import type { Study } from "../../study.ts";
import type { LockPassages } from "../lock-passages.ts";
import { LEAST_COST_US, PLACES, takerOr, type PatternFinder } from "./pattern.ts";

/** A slow hold is this many times as long as the median of the others that were waited for in the same backlog. */
const SLOW = 5;

/** Waiters when the slow holder leaves. */
const LEAST_QUEUE = 3;

/** The queue outlasts the slow holder by this share of its hold. */
const OUTLASTS = 0.5;

interface Convoy {
  readonly slow: Held;
  readonly queue: number;
  readonly othersUs: number;
  readonly outlastedUs: number;
  readonly costUs: number;
}

/** A slow holder came, and the queue that formed behind it stayed long after it left, though the holds that followed were short. */
export const convoy: PatternFinder = (locks, study) => {
  const found = locks.flatMap((lock) => convoysOf(lock, study)).sort((a, b) => descending(a.costUs, b.costUs));
  const [worst] = found;
  const costUs = sum(found, (one) => one.costUs);
  if (worst === undefined || costUs < LEAST_COST_US) return undefined;
  const { slow, queue, othersUs, outlastedUs } = worst;
  const times = found.length > 1 ? `${countOf(found.length, "time")}; at worst ` : "";
  return {
    code: "convoy",
    text: `${times}${takerOr(slow.acquisition, "one")} held it for ${formatDuration(slow.endUs - slow.startUs)} and left ${formatCount(queue)} waiting; the queue took ${formatDuration(outlastedUs)} more to go, though the other holds took ${formatDuration(othersUs)} (median)`,
    costUs,
    evidence: found.slice(0, PLACES).map((one) => one.slow.acquisition.place),
  };
};

function convoysOf({ identity, waits, waiting }: LockPassages, { blaming }: Study): readonly Convoy[] {
  const { holds, startsUs, endsUs, reachesUs } = blaming.holdsOf(identity);
  const backlogs = whereAny(waiting);
  const found: Convoy[] = [];
  let next = 0;
  for (let backlog = 0; backlog < backlogs.startsUs.length; backlog++) {
    const fromUs = backlogs.startsUs[backlog] ?? 0;
    const untilUs = backlogs.endsUs[backlog] ?? 0;
    // Waits are in order of their end, so that those of one backlog follow one another.
    const first = next;
    next = firstAbove(waits.endsUs, untilUs);
    if (next - first <= LEAST_QUEUE) continue;
    const during = within(endsUs, fromUs, firstAbove(reachesUs, fromUs), firstFrom(startsUs, untilUs));
    const slowest = greatest(during, (a, b) => lengthUs(startsUs, endsUs, a) - lengthUs(startsUs, endsUs, b));
    const slow = slowest === undefined ? undefined : holds[slowest];
    if (slow === undefined || during.length < 2) continue;
    const slowUs = slow.endUs - slow.startUs;
    const othersUs = quantileOf(columnOf(during.filter((index) => index !== slowest), (index) => lengthUs(startsUs, endsUs, index)).sort(), 0.5);
    const outlastedUs = untilUs - slow.endUs;
    if (slowUs < SLOW * othersUs || outlastedUs < OUTLASTS * slowUs) continue;
    const { queue, costUs } = leftBehind(waits, first, next, slow);
    if (queue >= LEAST_QUEUE) found.push({ slow, queue, othersUs, outlastedUs, costUs });
  }
  return found;
}

/** Of the holds between two positions those that end after an instant. */
function within(endsUs: Float64Array, fromUs: number, first: number, end: number): readonly number[] {
  const found: number[] = [];
  for (let index = first; index < end; index++) if ((endsUs[index] ?? 0) > fromUs) found.push(index);
  return found;
}

/** How many of some waits went on when the slow holder left, and for how long in all. */
function leftBehind({ startsUs, endsUs }: Stretches, first: number, end: number, slow: Held): { readonly queue: number; readonly costUs: number } {
  let queue = 0;
  let costUs = 0;
  for (let index = first; index < end; index++) {
    const startUs = startsUs[index] ?? 0;
    const endUs = endsUs[index] ?? 0;
    if (startUs < slow.endUs && endUs >= slow.endUs) queue++;
    costUs += Math.max(0, endUs - Math.max(startUs, slow.endUs));
  }
  return { queue, costUs };
}

function lengthUs(startsUs: Float64Array, endsUs: Float64Array, index: number): number {
  return (endsUs[index] ?? 0) - (startsUs[index] ?? 0);
}
