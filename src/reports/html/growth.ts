import { median } from "d3-array";
import { scaleLinear } from "d3-scale";
import { place, timeScale, timeTicks } from "../../charts/time-axis.ts";
import { formatDuration } from "../../lib/duration.ts";
import { markup, type Markup } from "../../lib/markup.ts";
import { formatCount, formatShare } from "../../lib/quantity.ts";
import type { Report } from "../../model/report.ts";
import { say, type Sentence } from "../sentence.ts";
import { drawing, inline } from "./inline.ts";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [760, 300, 64, 740, 14, 256];

/** When each instance was ready, the line through that, and where twice as many would end; undefined where the run does not tell. */
export function growth({ run, instances }: Report): Markup | undefined {
  const { scaling, perInstanceUs, makespanUs, fromUs } = run;
  const readyUs = instances.flatMap((instance) => (instance.readyUs === null ? [] : [instance.readyUs - fromUs])).sort((a, b) => a - b);
  const count = readyUs.length;
  if (scaling.twice === null || perInstanceUs === null || makespanUs === null || count < 2) return undefined;
  const { lowUs, highUs } = scaling.twice;
  const x = scaleLinear([0, 2 * count], [LEFT, RIGHT]);
  const y = timeScale(0, highUs, BOTTOM, TOP);
  const at = (instance: number, us: number): string => `${place(x(instance))} ${place(y(us))}`;
  const baseUs = median(readyUs, (us, index) => us - perInstanceUs * (index + 1)) ?? 0;
  const fitFrom = baseUs >= 0 ? 0 : -baseUs / perInstanceUs;
  const content = markup`<g class="axis">${timeTicks(y, 0, 5).map(({ atUs, label }) => markup`<path class="rule" d="M${LEFT} ${place(y(atUs))}H${RIGHT}"/><text class="muted" x="${LEFT - 6}" y="${place(y(atUs)) + 4}" text-anchor="end">${label}</text>`)}${x
    .ticks(8)
    .filter(Number.isInteger)
    .map(
      (value) => markup`<text class="muted" x="${place(x(value))}" y="${BOTTOM + 18}" text-anchor="middle">${formatCount(value)}</text>`,
    )}<text class="muted" x="${RIGHT}" y="${BOTTOM + 36}" text-anchor="end">instances ready</text></g>
<path class="f-admission faint" d="M${at(count, makespanUs)}L${at(2 * count, lowUs)}L${at(2 * count, highUs)}Z"/>
<path class="line stroke-ink" d="M${at(fitFrom, baseUs + perInstanceUs * fitFrom)}L${at(count, baseUs + perInstanceUs * count)}"/><path class="line stroke-ink dashed" d="M${at(count, makespanUs)}L${at(2 * count, lowUs)}M${at(count, makespanUs)}L${at(2 * count, highUs)}"/>
<path class="dots stroke-wait" d="${readyUs.map((us, index) => `M${at(index + 1, us)}h0`).join("")}"/>`;
  const description = `${formatCount(count)} instances ready within ${formatDuration(makespanUs)}, each further one ${formatDuration(perInstanceUs)} later; ${formatCount(2 * count)} would take ${formatDuration(lowUs)} to ${formatDuration(highUs)}.`;
  return markup`<p>${inline(scalingTold(run))}</p>${drawing("growth-curve", { width: WIDTH, height: HEIGHT, title: "When each instance was ready, and how that goes on", description, content })}<p class="note">Dots: the instances in the order in which they became ready. Line: the pace of completions. Beyond the last: twice as many at the same pace, and at a pace that slows in proportion.</p>`;
}

function scalingTold({ scaling, perInstanceUs }: Report["run"]): Sentence {
  const { twice, speedup, serialFraction, singleBootUs } = scaling;
  const double = twice === null ? [] : say`; twice as many would take ${formatDuration(twice.lowUs)} to ${formatDuration(twice.highUs)}`;
  const parallel =
    speedup === null || serialFraction === null
      ? []
      : say` A boot without its waits would take ${formatDuration(singleBootUs)}; the run got through ${speedup.toFixed(1)} of them at a time, as if ${formatShare(Math.max(0, serialFraction))} of the work could not be done in parallel (Karp and Flatt).`;
  return say`Each further instance added ${formatDuration(perInstanceUs)} while boots queued${double}.${parallel}`;
}
