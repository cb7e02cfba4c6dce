import { drawnRange } from "../../charts/drawn-range.ts";
import { place, timeScale, timeTicks } from "../../charts/time-axis.ts";
import { formatDuration } from "../../lib/duration.ts";
import type { Interval } from "../../lib/intervals.ts";
import { markup, verbatim, type Markup } from "../../lib/markup.ts";
import { jsonInMarkup } from "../../lib/escape.ts";
import { countOf, formatCount } from "../../lib/quantity.ts";
import type { Instance, Step } from "../../model/instance.ts";
import type { Report } from "../../model/report.ts";
import { logged, textOf, type Sentence } from "../sentence.ts";
import { outcomeOf } from "../timeline-rows.ts";
import { bar, groupBar, lengthMs } from "./bars.ts";
import { inline, scrolling } from "./inline.ts";
import { classOf, STEP_CLASSES, textOfStep } from "./step-class.ts";
import { packSteps } from "./packed-steps.ts";
import { sortableTable, type HtmlColumn } from "./table.ts";

/** More rows than these are shown in groups, in order of request, each of which unfolds to its rows. */
const MOST_ROWS = 100;
const GROUPS = 50;

/** Steps that can be filtered by, those that took most of all instances' time first. */
const MOST_CHOICES = 60;

/** One bar for each instance, or for each group of them, and all of them as a table. */
export function instancesSection(report: Report): Markup {
  const { instances } = report;
  const range = drawnRange(report);
  if (instances.length === 0 || range === undefined) return markup`<p>No instance is recorded in these logs.</p>`;
  const rows = instances.map((instance, index) => rowOf(instance, index, report, range));
  return markup`${legend(instances)}${controls(instances)}
<div class="gantt" data-length="${lengthMs(range)}">${gridOf(range)}${rows.length <= MOST_ROWS ? markup`<ul class="rows">${rows}</ul>` : groups(rows, instances, range)}</div>
<p id="tip" role="status" aria-live="polite" hidden></p>
<script type="application/json" id="steps">${verbatim(jsonInMarkup(packSteps(instances, range)))}</script>
<details class="all"><summary>The same as a table: ${countOf(instances.length, "instance")}</summary>${scrolling("Instances", instanceTable(report))}</details>`;
}

/** The pattern of waits, which all bars share; the script keeps its lines apart as the scale changes. */
export function hatchPattern(range: Interval | undefined): Markup {
  const scale = range === undefined ? 1 : place(lengthMs(range) / 900);
  return markup`<svg class="defs" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="scale(${scale} 1) rotate(45)"><rect class="f-wait" width="6" height="6"/><path class="edge" stroke-width="2.5" d="M0 3h6"/></pattern></defs></svg>`;
}

function nameOf(instance: Instance): string {
  return instance.name ?? instance.domain ?? instance.id;
}

function rowOf(instance: Instance, index: number, report: Report, range: Interval): Markup {
  const name = nameOf(instance);
  const label = `${name}: ${textOf(outcomeOf(instance, report))}; waited ${formatDuration(instance.waitUs)}`;
  return markup`<li class="row" data-row="${index}"><span class="name" title="${instance.id}">${clipped(name)}</span>${bar(instance, range, label)}</li>
`;
}

function groups(rows: readonly Markup[], instances: readonly Instance[], range: Interval): Markup {
  const size = Math.ceil(rows.length / GROUPS);
  return markup`<div class="rows">${Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => {
    const from = index * size;
    const own = instances.slice(from, from + size);
    const title = `${formatCount(from + 1)} to ${formatCount(from + own.length)}`;
    return markup`<details class="group"><summary><span class="name">${title}</span>${groupBar(own, range, `Instances ${title} in order of request, together`)}</summary><ul class="rows">${rows.slice(from, from + size)}</ul></details>`;
  })}</div>`;
}

function gridOf(range: Interval): Markup {
  const x = timeScale(range.startUs, range.endUs, 0, 100);
  return markup`<svg class="grid" aria-hidden="true">${timeTicks(x, range.startUs, 4).map(({ atUs, label }) => markup`<line class="rule" x1="${place(x(atUs))}%" x2="${place(x(atUs))}%" y1="18" y2="100%"/><text class="muted" x="${place(x(atUs))}%" y="12">${label}</text>`)}</svg>`;
}

function legend(instances: readonly Instance[]): Markup {
  const present = new Set(instances.flatMap(({ steps }) => steps.map(classOf)));
  return markup`<ul class="legend">${STEP_CLASSES.filter(({ id }) => present.has(id)).map(({ id, title }) => markup`<li><svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">${swatch(id)}</svg>${title}</li>`)}</ul>`;
}

/** Its hatch is drawn here, since the shared one is at the scale of the bars. */
function swatch(id: string): Markup {
  if (id === "wait") return markup`<rect class="f-wait" width="22" height="12"/><path class="edge" stroke-width="2" d="M0 12L12 0M8 12L20 0M16 12L28 0M-8 12L4 0"/>`;
  return id === "unexplained" ? markup`<rect class="f-unexplained" y="4" width="22" height="4"/>` : markup`<rect class="f-${id}" width="22" height="12"/>`;
}

/** For the script, without which there is nothing to control. */
function controls(instances: readonly Instance[]): Markup {
  const hosts = [...new Set(instances.map(({ host }) => host).filter((host) => host !== null))].sort();
  const tookUs = new Map<string, number>();
  for (const { steps } of instances) for (const step of steps) tookUs.set(textOfStep(step), (tookUs.get(textOfStep(step)) ?? 0) + step.endUs - step.startUs);
  const steps = [...tookUs].sort(([a, us], [b, other]) => other - us || (a < b ? -1 : 1)).slice(0, MOST_CHOICES);
  const options = (all: string, list: readonly { readonly value: string; readonly title: string }[]): Markup =>
    markup`<option value="">${all}</option>${list.map(({ value, title }) => markup`<option value="${value}">${title}</option>`)}`;
  return markup`<form class="controls" aria-label="Instances shown" hidden>
<label>instance <input type="search" id="by-name" autocomplete="off" spellcheck="false" placeholder="name or id"></label>
<label>host <select id="by-host">${options("all hosts", hosts.map((host) => ({ value: host, title: host })))}</select></label>
<label>step <select id="by-step">${options("all steps", steps.map(([text, us]) => ({ value: text, title: `${clipped(text)} (${formatDuration(us)})` })))}</select></label>
<span class="zoom" role="group" aria-label="Time shown"><button type="button" data-zoom="in" aria-label="zoom in">+</button><button type="button" data-zoom="out" aria-label="zoom out">−</button><button type="button" data-zoom="left" aria-label="earlier">←</button><button type="button" data-zoom="right" aria-label="later">→</button><button type="button" data-zoom="all">all</button></span>
<output id="shown" for="by-name by-host by-step"></output>
<p class="note">Point at a bar, or choose an instance and go along its steps with ← and →, to the next with ↑ and ↓. + and − zoom, as the wheel does with Ctrl; 0 shows all.</p>
</form>`;
}

function clipped(name: string): string {
  return name.length > 60 ? `${[...name].slice(0, 59).join("")}…` : name;
}

interface TableRow {
  readonly instance: Instance;
  readonly longest: Step | undefined;
}

function instanceTable(report: Report): Markup {
  const rows = report.instances.map((instance) => ({ instance, longest: longestWait(instance) }));
  const time = (head: string, priority: number, value: (row: TableRow) => number | null): HtmlColumn<TableRow> => ({
    head,
    align: "right",
    priority,
    value,
    cell: (row) => markup`${formatDuration(value(row))}`,
  });
  const text = (head: string, priority: number, cell: (row: TableRow) => Sentence): HtmlColumn<TableRow> => ({ head, align: "left", priority, cell: (row) => inline(cell(row)) });
  return sortableTable("Instances in order of request", [
    text("instance", 0, ({ instance }) => [logged(nameOf(instance))]),
    text("host", 6, ({ instance: { host } }) => (host === null ? ["–"] : [logged(host)])),
    text("outcome", 5, ({ instance }) => outcomeOf(instance, report)),
    time("asked after", 5, ({ instance: { requestUs } }) => (requestUs === null ? null : requestUs - report.run.fromUs)),
    time("boot", 1, ({ instance: { requestUs, readyUs } }) => (requestUs === null || readyUs === null ? null : readyUs - requestUs)),
    time("waited", 1, ({ instance }) => instance.waitUs),
    time("unexplained", 5, ({ instance }) => instance.unexplainedUs),
    time("longest wait", 2, ({ longest }) => (longest === undefined ? null : longest.endUs - longest.startUs)),
    text("for", 3, ({ longest }) => (longest === undefined ? ["–"] : [logged(longest.resource ?? longest.name)])),
    text("behind", 5, ({ longest }) => (longest?.holder == null ? ["–"] : [logged(longest.holder)])),
    text("line", 6, ({ longest }) => placeOf(longest)),
  ], rows);
}

function placeOf(step: Step | undefined): Sentence {
  const [first] = step?.evidence ?? [];
  return first === undefined ? ["–"] : [logged(`${first.file}:${first.line}`)];
}

function longestWait({ steps }: Instance): Step | undefined {
  return steps
    .filter(({ kind }) => kind === "wait")
    .reduce<Step | undefined>((longest, step) => (longest === undefined || step.endUs - step.startUs > longest.endUs - longest.startUs ? step : longest), undefined);
}
