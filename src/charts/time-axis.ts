import { scaleLinear, type ScaleLinear } from "d3-scale";
import { markup, type Markup } from "../lib/markup.ts";

/** Where an instant lies, in the units of the drawing. */
export type TimeScale = ScaleLinear<number, number>;

export function timeScale(fromUs: number, toUs: number, left: number, right: number): TimeScale {
  return scaleLinear([fromUs, Math.max(toUs, fromUs + 1)], [left, right]);
}

export interface Tick {
  readonly atUs: number;
  readonly label: string;
}

/** Round numbers of seconds, minutes or hours since `originUs`. */
export function timeTicks(scale: TimeScale, originUs: number, count: number): readonly Tick[] {
  const [fromUs = 0, toUs = 0] = scale.domain();
  const [unitUs, unit] = unitFor(toUs - fromUs);
  const since = scaleLinear([(fromUs - originUs) / unitUs, (toUs - originUs) / unitUs], [0, 1]);
  const format = since.tickFormat(count);
  return since.ticks(count).map((value) => ({ atUs: originUs + value * unitUs, label: `${format(value)} ${unit}` }));
}

const SECOND = 1_000_000;

function unitFor(lengthUs: number): readonly [unitUs: number, unit: string] {
  if (lengthUs < 10_000) return [1, "µs"];
  if (lengthUs < 2 * SECOND) return [1_000, "ms"];
  if (lengthUs < 600 * SECOND) return [SECOND, "s"];
  return lengthUs < 20 * 3_600 * SECOND ? [60 * SECOND, "min"] : [3_600 * SECOND, "h"];
}

/** Ticks and their labels under a plot, with faint lines up through it. */
export function timeAxis(scale: TimeScale, originUs: number, topY: number, bottomY: number, count = 8): Markup {
  return markup`<g class="axis">${timeTicks(scale, originUs, count).map(({ atUs, label }) => {
    const x = place(scale(atUs));
    return markup`<path class="rule" d="M${x} ${topY}V${bottomY + 4}"/><text class="muted" x="${x}" y="${bottomY + 16}" text-anchor="middle">${label}</text>`;
  })}</g>`;
}

/** To a tenth of a unit, which no eye can tell from more. */
export function place(value: number): number {
  return Math.round(value * 10) / 10;
}
