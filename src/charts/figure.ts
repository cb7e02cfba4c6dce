import { sum } from "d3-array";
import { area, curveStepAfter, line } from "d3-shape";
import { formatDuration } from "../lib/duration.ts";
import { markup, type Markup } from "../lib/markup.ts";
import { countOf, formatCount, formatShare } from "../lib/quantity.ts";
import type { Hotspot, QueueDepth } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import { drawnRange } from "./drawn-range.ts";
import { utilisationLines, type UtilisationLine } from "./utilisation-lines.ts";
import { countPhases, PHASES, phaseStretches, type PhaseCounts } from "./phase-counts.ts";
import { place, timeAxis, timeScale, type TimeScale } from "./time-axis.ts";

const WIDTH = 960;
const LEFT = 48;
const RIGHT = WIDTH - 16;
const TOP = 40;
const PLOT_HEIGHT = 260;

/** Queues drawn, at most. */
const QUEUES = 5;

/** Of all waiting; less would be a line without height. */
const LEAST_SHARE = 0.005;

const LABEL_HEIGHT = 20;
const QUEUE_HEIGHT = 40;
const AXIS_HEIGHT = 34;

/** Rules of a style sheet that the figure needs beside those of its colours. */
export const FIGURE_STYLE = `text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans","DejaVu Sans",sans-serif}
.line{fill:none;stroke-width:1.75;stroke-linejoin:round} .halo{fill:none;stroke-width:4;stroke-linejoin:round;stroke-opacity:.75} .dashed{stroke-dasharray:6 3} .rule{fill:none;stroke-width:1} .strong{font-weight:600}`;

export interface Figure {
  readonly width: number;
  readonly height: number;
  /** One sentence, and all that the drawing shows in words. */
  readonly title: string;
  readonly description: string;
  /** What stands inside the svg element. */
  readonly drawing: Markup;
}

/**
 * The instances in each phase over time as a share of all, how busy processors and disk were, and on the same axis how many waited for each of
 * the top hotspots. Undefined where nothing of that has a time.
 */
export function figureOf(report: Report): Figure | undefined {
  const range = drawnRange(report);
  if (range === undefined) return undefined;
  const { startUs: fromUs, endUs: toUs } = range;
  const x = timeScale(fromUs, toUs, LEFT, RIGHT);
  const count = report.instances.length;
  const phases = countPhases(phaseStretches(report.instances), fromUs, toUs);
  const lines = utilisationLines(report.gauges, fromUs, toUs);
  const queues = queuesOf(report.hotspots);
  const queuesTop = TOP + PLOT_HEIGHT + AXIS_HEIGHT;
  const bottom = queuesTop + queues.length * (LABEL_HEIGHT + QUEUE_HEIGHT);
  const deepest = Math.max(1, ...queues.map(peakOf));
  const drawing = [
    legend(phases, lines),
    shareAxis(),
    timeAxis(x, fromUs, TOP, TOP + PLOT_HEIGHT),
    areas(phases, count, x),
    lines.map((each) => utilisation(each, x)),
    queues.length === 0 ? undefined : timeAxis(x, fromUs, queuesTop, bottom),
    queues.map((hotspot, index) => queue(hotspot, deepest, x, queuesTop + index * (LABEL_HEIGHT + QUEUE_HEIGHT))),
  ];
  return {
    width: WIDTH,
    height: queues.length === 0 ? queuesTop : bottom + AXIS_HEIGHT,
    title: "Phases, utilisation and queues over time",
    description: describe(report, phases, queues),
    drawing: markup`${drawing}`,
  };
}

/** The first in rank order whose waiting shows beside that of the others. */
function queuesOf(hotspots: readonly Hotspot[]): readonly Hotspot[] {
  const totalUs = sum(hotspots, ({ waitUs }) => waitUs.total);
  return hotspots.filter(({ queueDepth, waitUs }) => queueDepth.length > 0 && waitUs.total >= LEAST_SHARE * totalUs).slice(0, QUEUES);
}

function shareY(share: number): number {
  return TOP + PLOT_HEIGHT * (1 - Math.min(1, share));
}

function shareAxis(): Markup {
  return markup`<g class="axis">${[0, 0.25, 0.5, 0.75, 1].map((share) => markup`<path class="rule" d="M${LEFT} ${place(shareY(share))}H${RIGHT}"/><text class="muted" x="${LEFT - 6}" y="${place(shareY(share)) + 4}" text-anchor="end">${formatShare(share)}</text>`)}</g>`;
}

function areas({ atUs, counts }: PhaseCounts, count: number, x: TimeScale): Markup {
  const below = atUs.map(() => 0);
  const drawn = PHASES.flatMap((phase) => {
    const levels = counts[phase];
    if (!levels.some((level) => level > 0)) return [];
    const from = [...below];
    levels.forEach((level, index) => (below[index] = (from[index] ?? 0) + level));
    const shape = area<number>(
      (us) => x(us),
      (_, index) => shareY((from[index] ?? 0) / count),
      (_, index) => shareY(((from[index] ?? 0) + (levels[index] ?? 0)) / count),
    )
      .curve(curveStepAfter)
      .digits(1);
    return [markup`<path class="f-${phase} edge" stroke-width="0.75" d="${shape(atUs) ?? ""}"/>`];
  });
  return markup`<g>${drawn}</g>`;
}

function utilisation({ gauge, points }: UtilisationLine, x: TimeScale): Markup {
  const path = line<UtilisationLine["points"][number]>(({ atUs }) => x(atUs), ({ share }) => shareY(share)).digits(1)(points) ?? "";
  return markup`<path class="halo edge" d="${path}"/><path class="line stroke-ink${gauge === "disk" ? " dashed" : ""}" d="${path}"/>`;
}

function legend({ counts }: PhaseCounts, lines: readonly UtilisationLine[]): Markup {
  const shown = PHASES.filter((phase) => counts[phase].some((level) => level > 0));
  const swatches = shown.map(
    (phase, index) =>
      markup`<rect class="f-${phase}" x="${LEFT + index * 72}" y="12" width="12" height="12" rx="2"/><text class="ink" x="${LEFT + 18 + index * 72}" y="22">${phase}</text>`,
  );
  const from = LEFT + shown.length * 72 + 12;
  const kinds = (["cpu", "disk"] as const).filter((gauge) => lines.some((each) => each.gauge === gauge));
  const strokes = kinds.map(
    (gauge, index) =>
      markup`<path class="line stroke-ink${gauge === "disk" ? " dashed" : ""}" d="M${from + index * 130} 18h22"/><text class="ink" x="${from + 28 + index * 130}" y="22">${gauge === "cpu" ? "CPU" : "disk"} utilisation</text>`,
  );
  return markup`<g>${swatches}${strokes}<text class="muted" x="${RIGHT}" y="22" text-anchor="end">share of the instances, and of capacity</text></g>`;
}

function queue(hotspot: Hotspot, deepest: number, x: TimeScale, topY: number): Markup {
  const [fromUs = 0, toUs = 0] = x.domain();
  const baseY = topY + LABEL_HEIGHT + QUEUE_HEIGHT - 4;
  const shape = area<QueueDepth>(({ atUs }) => x(atUs), baseY, ({ waiting }) => baseY - ((QUEUE_HEIGHT - 4) * waiting) / deepest).curve(curveStepAfter).digits(1);
  const name = hotspot.resource.length > 70 ? `${[...hotspot.resource].slice(0, 69).join("")}…` : hotspot.resource;
  return markup`<g><text class="edge" paint-order="stroke" stroke-width="4" x="${LEFT}" y="${topY + 15}"><tspan class="ink strong">${hotspot.id}</tspan><tspan class="ink" dx="6">${name}</tspan><tspan class="muted" dx="8">${`at most ${formatCount(peakOf(hotspot))} waiting, ${formatDuration(hotspot.waitUs.total)} in all`}</tspan></text><path class="rule" d="M${LEFT} ${baseY}H${RIGHT}"/><path class="f-wait" d="${shape(within(hotspot.queueDepth, fromUs, toUs)) ?? ""}"/></g>`;
}

/** The steps inside a stretch, with the level it begins and ends with. */
function within(points: readonly QueueDepth[], fromUs: number, toUs: number): readonly QueueDepth[] {
  const before = points.findLast(({ atUs }) => atUs <= fromUs)?.waiting ?? 0;
  const inside = points.filter(({ atUs }) => atUs > fromUs && atUs < toUs);
  return [{ atUs: fromUs, waiting: before }, ...inside, { atUs: toUs, waiting: inside.at(-1)?.waiting ?? before }];
}

function peakOf({ queueDepth }: Hotspot): number {
  return queueDepth.reduce((most, { waiting }) => Math.max(most, waiting), 0);
}

function describe({ instances, run }: Report, { counts }: PhaseCounts, queues: readonly Hotspot[]): string {
  const most = PHASES.flatMap((phase) => {
    const peak = counts[phase].reduce((high, level) => Math.max(high, level), 0);
    return peak === 0 ? [] : [`${formatCount(peak)} in ${phase}`];
  });
  const sentences = [
    most.length === 0
      ? "No boot is recorded."
      : `Of ${countOf(instances.length, "instance")} at most ${most.join(", ")} at a time; the last was ready after ${formatDuration(run.makespanUs)}.`,
    run.hardware === null ? "" : `CPU ${formatShare(run.hardware.cpuMean)} on average${run.hardware.diskMean === null ? "" : `, disk ${formatShare(run.hardware.diskMean)}`}.`,
    queues.length === 0 ? "" : `Waiting at most: ${queues.map((hotspot) => `${formatCount(peakOf(hotspot))} for ${hotspot.resource}`).join(", ")}.`,
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
