import { formatDuration } from "../lib/duration.ts";
import { countOf, formatCount } from "../lib/quantity.ts";
import type { Change, Comparison, PhaseChange, PhaseName, ResourceChange, Shift, Side, StepChange, Verdict } from "../model/comparison.ts";
import { nameOfResource } from "./name-of-resource.ts";
import { nameOfWork } from "./name-of-work.ts";
import { clippedSentence, join, logged, loggedPath, say, type Fact, type Sentence } from "./sentence.ts";

const VERDICT: Readonly<Record<Verdict, string>> = { better: "better", worse: "worse", mixed: "better in one respect and worse in another", "no change": "no change beyond noise" };

/** The answer in one sentence. */
export function comparisonHeadline({ verdict, makespan, boot, phases, before, after }: Comparison): Sentence {
  const [earlier, later] = [readyOf(before), readyOf(after)];
  const perBoot = earlier !== later;
  const what = perBoot ? say`the boots took ${overTo(makespan)} for each of them` : say`the last of ${countOf(later, "boot")} was ready after ${overTo(makespan)}`;
  const more = makespan.judgement === boot.judgement ? [] : say`; a boot took ${overTo(boot)}`;
  const lost = moreLost(before, after);
  if (phases.delete === null || phases.delete.verdict === "no change") return say`${capital(VERDICT[verdict])}: ${lost}${what}${more}.`;
  return say`Boots, ${VERDICT[verdict]}: ${lost}${what}${more}. Deletes, ${phases.delete.verdict}: the longest ${overTo(phases.delete.longest)}.`;
}

/** Boots that never became ready, where their share changed: it weighs more than any time. */
function moreLost(before: Side, after: Side): Sentence {
  const [earlier, later] = [before, after].map(({ runs }) => {
    const [requested, ready] = runs.reduce(([all, some], run) => [all + run.requested, some + run.ready], [0, 0]);
    return { lost: requested - ready, requested };
  }) as [{ lost: number; requested: number }, { lost: number; requested: number }];
  if (earlier.lost * later.requested === later.lost * earlier.requested) return [];
  return say`${formatCount(later.lost)} of ${countOf(later.requested, "boot")} did not become ready instead of ${formatCount(earlier.lost)} of ${formatCount(earlier.requested)}; `;
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** The figures of the run and of each phase. */
export function comparisonFacts(comparison: Comparison): Fact[] {
  const { before, after, makespan, boot, phases } = comparison;
  const perBoot = readyOf(before) === readyOf(after) ? "" : ", for each boot";
  const facts: (Fact | undefined)[] = [
    { label: "before", text: sideTold(before) },
    { label: "after", text: sideTold(after) },
    { label: "makespan", text: say`${arrow(makespan)}${perBoot}: ${judged(makespan)}` },
    { label: "a boot took", text: say`on average ${arrow(boot)}: ${judged(boot)}` },
    ...(["create", "ping", "ssh", "delete"] as const).map((name) => phaseFact(name, phases[name])),
    ...movedFacts(comparison),
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** How it was judged, and what to bear in mind. */
export function comparisonNotes({ basis, notes, makespan, steps }: Comparison): Sentence[] {
  const more =
    makespan.runsToTell === null
      ? []
      : [say`Some ${countOf(makespan.runsToTell, "run")} a side would tell a change of the makespan of this size from noise: --before and --after take several.`];
  const tiles = steps.length === 0 ? [] : [say`Steps tile a boot: of waits at one time one counts among them, while the waiting above is all of each.`];
  return [...notes.map((note) => [clippedSentence(note)]), say`${basis}`, ...tiles, ...more];
}

export interface ComparisonColumn<T> {
  readonly head: string;
  readonly align: "left" | "right";
  readonly priority: number;
  readonly minWidth: number;
  readonly cell: (row: T) => Sentence;
}

/** What changed, and as much of the rest as there is room for. */
export function chooseChanges<T>(changes: readonly T[], top: number, isTold: (change: T) => boolean): { readonly shown: readonly T[]; readonly rest: Sentence | undefined } {
  const shown = changes.slice(0, top);
  const [told, all] = [changes.slice(top).filter(isTold).length, changes.length - shown.length];
  return {
    shown,
    rest: all === 0 ? undefined : say`${formatCount(all)} more${told === 0 ? ", all within noise" : `, ${formatCount(told)} of them changed`}; --top ${changes.length} shows all`,
  };
}

export const isResourceTold = ({ judgement }: ResourceChange): boolean => judgement !== "within noise" && judgement !== "unknown";
export const isStepTold = ({ time }: StepChange): boolean => time.judgement !== "within noise" && time.judgement !== "unknown";

/** Waiting of a boot and of a delete; deletes only where any waited. */
export function resourceColumns(rows: readonly ResourceChange[]): readonly ComparisonColumn<ResourceChange>[] {
  const deletes = rows.some((row) => (row.deletes.beforeUs ?? 0) + (row.deletes.afterUs ?? 0) > 0);
  const us = (head: string, priority: number, value: (row: ResourceChange) => number | null): ComparisonColumn<ResourceChange> => ({
    head,
    align: "right",
    priority,
    minWidth: head.length,
    cell: (row) => say`${formatDuration(value(row))}`,
  });
  return [
    { head: "resource", align: "left", priority: 0, minWidth: 20, cell: ({ resource, waiters }) => [logged(nameOfResource({ resource, waiters }))] },
    { head: "service", align: "left", priority: 3, minWidth: 12, cell: ({ service }) => [logged(service)] },
    us("boot waits", 1, ({ boots }) => boots.beforeUs),
    us("then", 1, ({ boots }) => boots.afterUs),
    ...(deletes ? [us("delete waits", 2, (row: ResourceChange) => row.deletes.beforeUs), us("then", 2, (row: ResourceChange) => row.deletes.afterUs)] : []),
    { head: "", align: "left", priority: 0, minWidth: 12, cell: ({ judgement }) => say`${judgement}` },
  ];
}

export const stepColumns: readonly ComparisonColumn<StepChange>[] = [
  { head: "phase", align: "left", priority: 1, minWidth: 6, cell: ({ phase }) => say`${phase}` },
  { head: "step", align: "left", priority: 0, minWidth: 20, cell: stepName },
  { head: "before", align: "right", priority: 0, minWidth: 8, cell: ({ time }) => say`${formatDuration(time.beforeUs)}` },
  { head: "after", align: "right", priority: 0, minWidth: 8, cell: ({ time }) => say`${formatDuration(time.afterUs)}` },
  { head: "change", align: "right", priority: 2, minWidth: 6, cell: ({ time }) => say`${time.judgement === "new" ? "–" : formatChange(time.share)}` },
  { head: "", align: "left", priority: 0, minWidth: 12, cell: ({ time }) => say`${time.judgement}` },
];

function stepName({ kind, name, resource }: Pick<StepChange, "kind" | "name" | "resource">): Sentence {
  if (kind === "unexplained") return say`unexplained`;
  return kind === "wait" ? say`wait for ${logged(resource ?? name)}` : [logged(nameOfWork(name))];
}

function phaseFact(name: PhaseName, change: PhaseChange | null): Fact | undefined {
  if (change === null) return undefined;
  return { label: name, text: say`mean ${arrow(change.mean)}, longest ${arrow(change.longest)}: ${change.verdict === "no change" ? "within noise" : change.verdict}` };
}

function movedFacts({ moved }: Comparison): Fact[] {
  return ([["boots", moved.boots], ["deletes", moved.deletes]] as const).flatMap(([label, { from, to }]) => {
    if (from.length === 0 && to.length === 0) return [];
    const each = label === "boots" ? "a boot" : "a delete";
    if (to.length === 0) return [{ label, text: say`${each} was relieved of ${shifts(from)}` }];
    if (from.length === 0) return [{ label, text: say`${each} spends more on ${shifts(to)}` }];
    return [{ label, text: say`time of ${each} moved from ${shifts(from)} to ${shifts(to)}` }];
  });
}

function shifts(list: readonly Shift[]): Sentence {
  return join(
    list.map(
      ({ kind, name, changeUs }) =>
        say`${kind === "wait" ? say`waiting for ${logged(name)}` : kind === "unexplained" ? say`what no line explains` : [logged(nameOfWork(name))]} (${changeUs < 0 ? "−" : "+"}${formatDuration(Math.abs(changeUs))})`,
    ),
    ", ",
  );
}

function sideTold({ runs }: Side): Sentence {
  const boots = [...new Set(runs.map(({ ready, requested }) => (ready === requested ? formatCount(ready) : `${formatCount(ready)} of ${formatCount(requested)}`)))].join(" or ");
  return say`${join(
    runs.map(({ path }) => [loggedPath(path)]),
    ", ",
  )}: ${runs.length === 1 ? "" : `${countOf(runs.length, "run")} of `}${boots} ${boots === "1" ? "boot" : "boots"} ready`;
}

/** The number of boots of the first run: where runs differ in it a note says so. */
function readyOf({ runs }: Side): number {
  return runs[0]?.ready ?? 0;
}

function overTo({ beforeUs, afterUs, share }: Change): Sentence {
  return say`${formatDuration(afterUs)} instead of ${formatDuration(beforeUs)} (${formatChange(share)})`;
}

function arrow({ beforeUs, afterUs, share }: Change): Sentence {
  return say`${formatDuration(beforeUs)} → ${formatDuration(afterUs)} (${formatChange(share)})`;
}

function judged({ judgement, interval }: Change): Sentence {
  return interval === null ? say`${judgement}` : say`${judgement} (95 %: ${formatChange(interval.low)} to ${formatChange(interval.high)})`;
}

/** `−73 %`, `+18 %`, `±0 %` */
function formatChange(share: number | null): string {
  if (share === null) return "–";
  const percent = Math.round(Math.abs(share) * 100);
  return percent === 0 ? "±0 %" : `${share < 0 ? "−" : "+"}${formatCount(percent)} %`;
}
