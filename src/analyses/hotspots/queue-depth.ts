import type { Steps } from "../../lib/integral.ts";
import { numbers } from "../../lib/numbers.ts";
import type { QueueDepth } from "../../model/hotspot.ts";

/** About as many as a drawing has columns for it. */
const MOST_POINTS = 400;

/**
 * How many waited at any time, from each point to the next; after the last nobody. Where that changes more often than `most` times, each point
 * is the most in one of that many stretches of equal length, so that no peak is lost.
 */
export function queueDepth(waiting: Steps, most: number = MOST_POINTS): readonly QueueDepth[] {
  const exact = depths(waiting);
  return exact.atUs.length <= most ? pointsOf(exact.atUs, exact.waiting) : pointsOf(...coarse(exact, most - 1));
}

/** Instants at which the number changes, and the number from each on. Columns, since there may be millions. */
interface Depths {
  readonly atUs: Float64Array;
  readonly waiting: Float64Array;
}

function depths({ atUs: changesUs, by }: Steps): Depths {
  const atUs = numbers(changesUs.length);
  const waiting = numbers(changesUs.length);
  let count = 0;
  let now = 0;
  for (let index = 0; index < changesUs.length; ) {
    const nowUs = changesUs[index] ?? 0;
    const before = now;
    for (; changesUs[index] === nowUs; index++) now += by[index] ?? 0;
    if (now === before) continue;
    atUs[count] = nowUs;
    waiting[count++] = now;
  }
  return { atUs: atUs.subarray(0, count), waiting: waiting.subarray(0, count) };
}

/** The most in each of so many stretches, and nobody at the end of the last. */
function coarse({ atUs, waiting }: Depths, stretches: number): readonly [atUs: Float64Array, waiting: Float64Array] {
  const [firstUs = 0, lastUs = 0] = [atUs[0], atUs.at(-1)];
  const startsUs = Float64Array.from({ length: stretches + 1 }, (_, stretch) => Math.round(firstUs + ((lastUs - firstUs) * stretch) / stretches));
  const highest = new Float64Array(stretches + 1);
  let stretch = 0;
  for (let index = 0; index + 1 < atUs.length; index++) {
    const level = waiting[index] ?? 0;
    const fromUs = atUs[index] ?? 0;
    const toUs = atUs[index + 1] ?? 0;
    while ((startsUs[stretch + 1] ?? lastUs) <= fromUs && stretch < stretches) stretch++;
    for (let reached = stretch; reached < stretches && (startsUs[reached] ?? lastUs) < toUs; reached++) highest[reached] = Math.max(highest[reached] ?? 0, level);
  }
  return [startsUs, highest];
}

function pointsOf(atUs: Float64Array, waiting: Float64Array): readonly QueueDepth[] {
  const points: QueueDepth[] = [];
  waiting.forEach((level, index) => {
    if (points.at(-1)?.waiting !== level) points.push({ atUs: atUs[index] ?? 0, waiting: level });
  });
  return points;
}
