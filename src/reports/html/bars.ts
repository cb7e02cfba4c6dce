import { firstAbove } from "../../lib/search.ts";
import type { Instance } from "../../model/instance.ts";
import { markup, type Markup } from "../../lib/markup.ts";
import type { Interval } from "../../lib/intervals.ts";
import { classOf, STEP_CLASSES, type StepClass } from "./step-class.ts";

/** Height of a bar, in units of its drawing, which are px; across, a unit is a millisecond. */
const BAR_HEIGHT = 14;

/** What no line explains is a thin line between what is known. */
const THIN = 4;

/** The steps of one instance, one path for each class. */
export function bar({ steps }: Instance, range: Interval, label: string): Markup {
  const paths = new Map<StepClass, string[]>();
  for (const step of steps) {
    const each = classOf(step);
    const [x, width] = [msSince(range, step.startUs), msSince(range, step.endUs) - msSince(range, step.startUs)];
    const [y, height] = each === "unexplained" ? [(BAR_HEIGHT - THIN) / 2, THIN] : [0, BAR_HEIGHT];
    const path = paths.get(each) ?? [];
    path.push(`M${x} ${y}h${Math.max(1, width)}v${height}h-${Math.max(1, width)}z`);
    paths.set(each, path);
  }
  return svgOf(range, label, STEP_CLASSES.flatMap(({ id }) => (paths.has(id) ? [{ id, d: (paths.get(id) ?? []).join("") }] : [])));
}

/** Stretches of time told apart in the bar of a group. */
const BINS = 160;

/** Instances together: of each class the share of them in it, one on the other. */
export function groupBar(instances: readonly Instance[], range: Interval, label: string): Markup {
  const stretches = new Map<StepClass, { readonly starts: number[]; readonly ends: number[] }>(STEP_CLASSES.map(({ id }) => [id, { starts: [], ends: [] }]));
  for (const { steps } of instances) {
    for (const step of steps) {
      const of = stretches.get(classOf(step));
      of?.starts.push(step.startUs);
      of?.ends.push(step.endUs);
    }
  }
  const widthMs = lengthMs(range) / BINS;
  const below = Array.from({ length: BINS }, () => 0);
  const drawn = STEP_CLASSES.flatMap(({ id }) => {
    const { starts = [], ends = [] } = stretches.get(id) ?? {};
    const [begun, ended] = [Float64Array.from(starts).sort(), Float64Array.from(ends).sort()];
    const d = below.map((from, bin) => {
      const atUs = range.startUs + (bin + 0.5) * widthMs * 1_000;
      const height = (BAR_HEIGHT * (firstAbove(begun, atUs) - firstAbove(ended, atUs))) / instances.length;
      below[bin] = from + height;
      return height <= 0 ? "" : `M${Math.round(bin * widthMs)} ${tenth(BAR_HEIGHT - from)}v-${tenth(height)}h${Math.round(widthMs)}v${tenth(height)}z`;
    });
    return [{ id, d: d.join("") }];
  });
  return svgOf(range, label, drawn.filter(({ d }) => d !== ""));
}

function svgOf(range: Interval, label: string, paths: readonly { readonly id: StepClass; readonly d: string }[]): Markup {
  return markup`<svg class="bar" viewBox="0 0 ${lengthMs(range)} ${BAR_HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${paths.map(({ id, d }) => markup`<path class="${id === "wait" ? "" : `f-${id}`}"${id === "wait" ? markup` fill="url(#hatch)"` : undefined} d="${d}"/>`)}</svg>`;
}

/** At least one: a drawing without width shows nothing. */
export function lengthMs(range: Interval): number {
  return Math.max(1, msSince(range, range.endUs));
}

function msSince({ startUs }: Interval, us: number): number {
  return Math.round((us - startUs) / 1_000);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
