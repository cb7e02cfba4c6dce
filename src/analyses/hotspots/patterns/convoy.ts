import { descending, greatest, median, sum } from "d3-array";
import { formatDuration } from "../../../lib/duration.ts";
import { unite } from "../../../lib/intervals.ts";
import { countOf, formatCount } from "../../../lib/quantity.ts";
import type { Acquisition } from "../../../model/trace.ts";
import { waitOf, type Wait } from "../../awaited.ts";
import type { Held } from "../../blocked-holders.ts";
import { nameOfTaker } from "../../names.ts";
import type { Study } from "../../study.ts";
import { LEAST_COST_US, PLACES, type PatternFinder } from "./pattern.ts";

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
  const found = locks.flatMap((lives) => convoysOf(lives, study)).sort((a, b) => descending(a.costUs, b.costUs));
  const [worst] = found;
  const costUs = sum(found, (one) => one.costUs);
  if (worst === undefined || costUs < LEAST_COST_US) return undefined;
  const { slow, queue, othersUs, outlastedUs } = worst;
  const times = found.length > 1 ? `${countOf(found.length, "time")}; at worst ` : "";
  return {
    code: "convoy",
    text: `${times}${nameOfTaker(slow.acquisition)} held it for ${formatDuration(slow.endUs - slow.startUs)} and left ${formatCount(queue)} waiting; the queue took ${formatDuration(outlastedUs)} more to go, though the other holds took ${formatDuration(othersUs)} (median)`,
    costUs,
    evidence: found.slice(0, PLACES).map((one) => one.slow.acquisition.place),
  };
};

function convoysOf(lives: readonly Acquisition[], { blaming }: Study): readonly Convoy[] {
  const [first] = lives;
  const waits = lives.map(waitOf).filter((wait) => wait !== undefined).sort((a, b) => a.startUs - b.startUs);
  if (first === undefined || waits.length <= LEAST_QUEUE) return [];
  let next = 0;
  return unite(waits).flatMap((backlog) => {
    const own: Wait[] = [];
    for (let wait = waits[next]; wait !== undefined && wait.startUs < backlog.endUs; wait = waits[++next]) own.push(wait);
    const holds = own.length <= LEAST_QUEUE ? [] : blaming.holdsIn(first.identity, backlog);
    const slow = greatest(holds, (a, b) => lengthUs(a) - lengthUs(b));
    const othersUs = median(holds.filter((held) => held !== slow), lengthUs);
    if (slow === undefined || othersUs === undefined || lengthUs(slow) < SLOW * othersUs) return [];
    const queue = own.filter(({ startUs, endUs }) => startUs < slow.endUs && endUs >= slow.endUs).length;
    const outlastedUs = backlog.endUs - slow.endUs;
    if (queue < LEAST_QUEUE || outlastedUs < OUTLASTS * lengthUs(slow)) return [];
    return [{ slow, queue, othersUs, outlastedUs, costUs: sum(own, ({ startUs, endUs }) => Math.max(0, endUs - Math.max(startUs, slow.endUs))) }];
  });
}

function lengthUs({ startUs, endUs }: Held): number {
  return endUs - startUs;
}
