import { formatDuration } from "../lib/duration.ts";
import { formatInstant } from "../lib/instant.ts";
import { countOf } from "../lib/quantity.ts";
import type { Instance, Step } from "../model/instance.ts";
import type { Report } from "../model/report.ts";
import { READY_MEANS } from "./happened.ts";
import { nameOfWork } from "./name-of-work.ts";
import { pathParts } from "./path-parts.ts";
import { join, logged, say, type Sentence } from "./sentence.ts";

/** Steps shown of one boot or delete; the JSON report has all. */
const MOST_STEPS = 40;

/** One step, flattened: children follow their parent. */
export interface TimelineRow {
  readonly depth: number;
  readonly kind: Step["kind"];
  readonly startUs: number;
  readonly endUs: number;
  readonly text: Sentence;
  /** Who held what it waited for; empty where nobody is known. */
  readonly holder: Sentence;
}

/** The boot or the delete of one instance; offsets and bars count from its own start. */
export interface TimelinePart {
  readonly title: "boot" | "delete";
  readonly fromUs: number;
  readonly toUs: number;
  readonly rows: readonly TimelineRow[];
  /** Says how many steps are left out; undefined: none. */
  readonly rest: Sentence | undefined;
}

export interface InstanceTimeline {
  readonly title: Sentence;
  readonly summary: readonly Sentence[];
  readonly parts: readonly TimelinePart[];
}

export function timelines(report: Report): InstanceTimeline[] {
  return report.instances.map((instance) => ({
    title: instance.name === null ? say`${logged(instance.id)}` : say`${logged(instance.name)} · ${logged(instance.id)}`,
    summary: [join([outcomeOf(instance, report), where(instance)], "; "), times(instance), path(instance)].filter((sentence) => sentence.length > 0),
    parts: [
      part("boot", instance.requestUs, instance.steps.filter((step) => step.phase !== "delete")),
      part("delete", instance.deleteUs, instance.steps.filter((step) => step.phase === "delete")),
    ].filter((each) => each !== undefined),
  }));
}

/** What became of it, as a clause. */
export function outcomeOf(instance: Instance, report: Report): Sentence {
  if (instance.outcome !== "ready") {
    const fault = instance.fault === null ? [] : say`: ${logged(instance.fault)}`;
    return say`${{ error: "in error", unfinished: "not ready when the logs stop", deleted: "deleted before it was ready" }[instance.outcome]}${fault}`;
  }
  const took = instance.readyUs === null || instance.requestUs === null ? null : instance.readyUs - instance.requestUs;
  return say`ready (${READY_MEANS[report.run.readyBy]}) after ${formatDuration(took)}`;
}

function where(instance: Instance): Sentence {
  const domain = instance.domain === null ? [] : say`domain ${logged(instance.domain)}`;
  const host = instance.host === null ? [] : say`on ${logged(instance.host)}`;
  return join([domain, host], " ");
}

function times(instance: Instance): Sentence {
  return say`requested ${formatInstant(instance.requestUs)}; waited ${formatDuration(instance.waitUs)}; unexplained ${formatDuration(instance.unexplainedUs)}`;
}

function path({ criticalPath }: Instance): Sentence {
  return criticalPath.length === 0 ? [] : say`critical path: ${pathParts(criticalPath)}`;
}

function part(title: TimelinePart["title"], beganUs: number | null, steps: readonly Step[]): TimelinePart | undefined {
  const [first] = steps;
  if (first === undefined) return undefined;
  const all = steps.flatMap((step) => flatten(step, 0));
  const rows = mostTelling(all);
  const left = all.length - rows.length;
  return {
    title,
    fromUs: beganUs ?? first.startUs,
    toUs: all.reduce((last, row) => Math.max(last, row.endUs), first.endUs),
    rows,
    rest: left === 0 ? undefined : say`${countOf(left, "shorter step")} left out; --format json has all`,
  };
}

function flatten(step: Step, depth: number): TimelineRow[] {
  const row = { depth, kind: step.kind, startUs: step.startUs, endUs: step.endUs, text: describe(step), holder: step.holder === null ? [] : say`held by ${logged(step.holder)}` };
  return [row, ...step.children.flatMap((child) => flatten(child, depth + 1))];
}

function describe(step: Step): Sentence {
  if (step.kind === "unexplained") return say`unexplained`;
  if (step.kind === "work") return [logged(nameOfWork(step.name))];
  return say`wait for ${logged(step.resource ?? step.name)}`;
}

/** The longest, in their own order. A child is shown only below its parent. */
function mostTelling(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  if (rows.length <= MOST_STEPS) return rows;
  const byLength = rows.map((_, index) => index).sort((a, b) => lengthOf(rows[b]) - lengthOf(rows[a]) || a - b);
  const chosen = new Set(byLength.slice(0, MOST_STEPS));
  const shownAbove: boolean[] = [];
  return rows.filter(({ depth }, index) => {
    const shown = chosen.has(index) && (depth === 0 || shownAbove[depth - 1] === true);
    shownAbove[depth] = shown;
    return shown;
  });
}

function lengthOf(row: TimelineRow | undefined): number {
  return row === undefined ? 0 : row.endUs - row.startUs;
}
