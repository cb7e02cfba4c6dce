import { mean } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import { countOf, formatShare } from "../lib/quantity.ts";
import { HIDING_WAITS } from "../model/hides-waits.ts";
import type { Change, Comparison, Judgement, PhaseChange, PhaseName, ResourceChange, Side, StepChange, Verdict } from "../model/comparison.ts";
import type { Report } from "../model/report.ts";
import { DEFAULT_NOISE, judgeChange, RUNS_TO_RESAMPLE, type Bar } from "./judge-change.ts";
import { commonReady, measureRun, type RunMeasures } from "./measure-run.ts";
import { whatMoved } from "./what-moved.ts";

/** The report on one run, and where its logs are. */
export interface RunReport {
  readonly path: string;
  readonly report: Report;
}

/** A phase that is shorter or longer by less is no change, µs. */
const LEAST_US = 500_000;

/** So much of a boot's or a delete's time, on the faster side, must a resource or a step gain or lose to count. */
const TELLING_SHARE = 0.1;

/** And so much must there be of it on one side to be called new or gone. */
const PRESENT_SHARE = 0.01;
const PRESENT_LEAST_US = 100_000;

/** Both sides run by run. `noise`: the share within which a change is noise; undefined: the spread of repeats, else 25 %. */
export function compareReports(before: readonly RunReport[], after: readonly RunReport[], noise: number | undefined): Omit<Comparison, "schemaVersion" | "tool"> {
  const readyBy = commonReady([...before, ...after].map(({ report }) => report));
  const [earlier, later] = [before, after].map((side) => side.map(({ report }) => measureRun(report, readyBy))) as [RunMeasures[], RunMeasures[]];
  const isEqual = new Set([...earlier, ...later].map(({ boots }) => boots)).size === 1;
  const change = (measure: (run: RunMeasures) => number | undefined, bar: Omit<Bar, "noise">): Change =>
    judgeChange(known(earlier, measure), known(later, measure), { noise, ...bar });

  const perBoot = (run: RunMeasures): number => (isEqual ? 1 : Math.max(1, run.boots));
  const makespan = change((run) => (run.makespanUs === undefined ? undefined : run.makespanUs / perBoot(run)), { leastUs: isEqual ? LEAST_US : 0 });
  const boot = change(({ bootUs }) => bootUs, { leastUs: LEAST_US });
  const phase = (name: PhaseName): PhaseChange | null => {
    const [meanUs, longest] = [change(({ phases }) => phases.get(name)?.meanUs, { leastUs: LEAST_US }), change(({ phases }) => phases.get(name)?.longestUs, { leastUs: LEAST_US })];
    return meanUs.judgement === "unknown" ? null : { verdict: verdictOf([meanUs, longest]), mean: meanUs, longest };
  };
  const phases = { create: phase("create"), ping: phase("ping"), ssh: phase("ssh"), delete: phase("delete") };
  const [ofBoots, ofDeletes] = [boot, phases.delete?.mean].map((whole): Omit<Bar, "noise"> => {
    const wholeUs = Math.min(whole?.beforeUs ?? 0, whole?.afterUs ?? 0);
    return { leastUs: Math.max(LEAST_US, TELLING_SHARE * wholeUs), presentUs: Math.max(PRESENT_LEAST_US, PRESENT_SHARE * wholeUs) };
  }) as [Omit<Bar, "noise">, Omit<Bar, "noise">];

  const resources = keysOf(earlier, later, ({ resources }) => resources).map((key): ResourceChange => {
    const { kind, service, resource, waiters } = lastOf(earlier, later, ({ resources }) => resources, key);
    const boots = change(({ resources }) => resources.get(key)?.bootUs ?? 0, ofBoots);
    const deletes = change(({ resources }) => resources.get(key)?.deleteUs ?? 0, ofDeletes);
    return { kind, service, resource, waiters, judgement: together(boots, deletes), boots, deletes };
  });
  const steps = keysOf(earlier, later, ({ steps }) => steps).map((key): StepChange => {
    const { phase: of, kind, name, resource } = lastOf(earlier, later, ({ steps }) => steps, key);
    return { phase: of, kind, name, resource, time: change(({ steps }) => steps.get(key)?.us ?? 0, of === "delete" ? ofDeletes : ofBoots) };
  });
  return {
    before: sideOf(before),
    after: sideOf(after),
    basis: basisOf(before.length, after.length, noise),
    notes: notesOf(before, after, readyBy, isEqual),
    verdict: withFailures(verdictOf([makespan, boot]), before, after),
    makespan,
    boot,
    phases,
    resources: ordered(
      resources,
      ({ judgement }) => judgement !== "within noise",
      ({ boots, deletes }) => sizeOf(boots) + sizeOf(deletes),
      ({ kind, service, resource }) => `${kind}|${service}|${resource}`,
    ),
    steps: ordered(
      steps,
      ({ time }) => time.judgement !== "within noise",
      ({ time }) => sizeOf(time),
      ({ phase: of, kind, name, resource }) => `${of}|${kind}|${resource ?? name}`,
    ),
    moved: { boots: whatMoved(steps.filter((step) => step.phase !== "delete")), deletes: whatMoved(steps.filter((step) => step.phase === "delete")) },
  };
}

function known(runs: readonly RunMeasures[], measure: (run: RunMeasures) => number | undefined): readonly number[] {
  return runs.map(measure).filter((us) => us !== undefined);
}

function keysOf<T>(before: readonly RunMeasures[], after: readonly RunMeasures[], of: (run: RunMeasures) => ReadonlyMap<string, T>): readonly string[] {
  return [...new Set([...before, ...after].flatMap((run) => [...of(run).keys()]))];
}

/** What is compared as it is called on the later side, if it is there. */
function lastOf<T>(before: readonly RunMeasures[], after: readonly RunMeasures[], of: (run: RunMeasures) => ReadonlyMap<string, T>, key: string): T {
  const found = [...before, ...after].map((run) => of(run).get(key)).filter((each) => each !== undefined).at(-1);
  if (found === undefined) throw new TypeError(`${key} is of neither side`);
  return found;
}

const IMPROVED: ReadonlySet<Judgement> = new Set<Judgement>(["better", "gone"]);
const WORSENED: ReadonlySet<Judgement> = new Set<Judgement>(["worse", "new"]);

function verdictOf(changes: readonly Change[]): Verdict {
  const [better, worse] = [IMPROVED, WORSENED].map((set) => changes.some(({ judgement }) => set.has(judgement)));
  if (better === true) return worse === true ? "mixed" : "better";
  return worse === true ? "worse" : "no change";
}

function together(boots: Change, deletes: Change): ResourceChange["judgement"] {
  const told = [boots, deletes].filter(({ judgement }) => judgement !== "within noise" && judgement !== "unknown");
  const [first, second] = told;
  if (first === undefined) return "within noise";
  if (second === undefined || first.judgement === second.judgement) return first.judgement;
  const verdict = verdictOf(told);
  return verdict === "no change" ? "within noise" : verdict;
}

/** A run in which fewer boots became ready is no better for being over sooner. */
function withFailures(verdict: Verdict, before: readonly RunReport[], after: readonly RunReport[]): Verdict {
  const failed = (side: readonly RunReport[]): number => mean(side, ({ report: { run } }) => (run.requested === 0 ? 0 : 1 - run.ready / run.requested)) ?? 0;
  const change = failed(after) - failed(before);
  if (Math.abs(change) < 1e-9) return verdict;
  const other: Verdict = change > 0 ? "worse" : "better";
  return verdict === "no change" || verdict === other ? other : "mixed";
}

function sideOf(runs: readonly RunReport[]): Side {
  return { runs: runs.map(({ path, report: { run } }) => ({ path, requested: run.requested, ready: run.ready, error: run.error, makespanUs: run.makespanUs })) };
}

function sizeOf({ beforeUs, afterUs }: Change): number {
  return (beforeUs ?? 0) + (afterUs ?? 0);
}

/** What changed first, then the greatest; names decide between equals. */
function ordered<T>(changes: readonly T[], isTold: (change: T) => boolean, size: (change: T) => number, name: (change: T) => string): readonly T[] {
  return [...changes].filter((change) => size(change) > 0).sort((a, b) => Number(isTold(b)) - Number(isTold(a)) || size(b) - size(a) || (name(a) < name(b) ? -1 : 1));
}

function basisOf(before: number, after: number, noise: number | undefined): string {
  const least = `and changes of less than ${formatDuration(LEAST_US)}, or for a resource or a step of less than ${formatShare(TELLING_SHARE)} of a boot's time, never count, but that one is new or gone counts from ${formatDuration(PRESENT_LEAST_US)} and ${formatShare(PRESENT_SHARE)} of that time on`;
  if (Math.min(before, after) >= RUNS_TO_RESAMPLE)
    return `A change counts where 95 % of resamples of the ${countOf(before, "run")} before and the ${countOf(after, "run")} after agree on its direction; ${least}.`;
  const within =
    noise !== undefined
      ? `${formatShare(noise)} of the mean of both sides, as asked for`
      : Math.max(before, after) > 1
        ? "the spread of the repeated runs (5 % at least)"
        : `${formatShare(DEFAULT_NOISE)} of the mean of both sides, for one run a side does not tell how much runs differ by chance`;
  return `A change counts beyond ${within}; ${least}.`;
}

/** Blind spots that hide waits, steps or where boots begin. */
const HIDING: ReadonlySet<string> = new Set([...HIDING_WAITS, "no-lock-lines", "no-libvirt-log", "no-api-log"]);

/** What the logs of a side do not show and those of the other do. */
function hiddenIn(side: readonly RunReport[], other: readonly RunReport[]): readonly string[] {
  const hiding = (reports: readonly RunReport[]): ReadonlyMap<string, string> =>
    new Map(reports.flatMap(({ report }) => report.blindSpots.filter(({ code }) => HIDING.has(code)).map(({ code, title }) => [code, title] as const)));
  const there = hiding(other);
  return [...hiding(side)].filter(([code]) => !there.has(code)).map(([, title]) => title);
}

function notesOf(before: readonly RunReport[], after: readonly RunReport[], readyBy: Report["run"]["readyBy"], isEqual: boolean): readonly string[] {
  const notes: string[] = [];
  const all = [...before, ...after].map(({ report }) => report.run);
  if (!isEqual) {
    const numbers = (side: readonly RunReport[]): string => [...new Set(side.map(({ report }) => report.run.ready))].join(" or ");
    notes.push(
      `The sides differ in the number of boots (${numbers(before)} before, ${numbers(after)} after): the makespan is compared for each boot, and all other times are those of boots among more or fewer others.`,
    );
  }
  if (new Set(all.map((run) => run.readyBy)).size > 1)
    notes.push(`Not all runs tell when a boot answered: all are compared until ${readyBy === "active" ? "ACTIVE" : "they answered ping"}.`);
  const [hiddenBefore, hiddenAfter] = [hiddenIn(before, after), hiddenIn(after, before)];
  if (hiddenBefore.length + hiddenAfter.length > 0) {
    const told = [...hiddenBefore.map((title) => `before: ${title}`), ...hiddenAfter.map((title) => `after: ${title}`)].join("; ");
    notes.push(`The logs of one side hide what those of the other show (${told}). Waits and steps that are new or gone may be so in the logs alone, and so may times of boots.`);
  }
  const failures = (side: readonly RunReport[]): number => side.reduce((total, { report: { run } }) => total + run.requested - run.ready, 0);
  if (failures(before) + failures(after) > 0)
    notes.push(
      `Not ready: ${countOf(failures(before), "boot")} before, ${countOf(failures(after), "boot")} after. What they waited is in the waiting of each boot, but they are in no other time of boots.`,
    );
  return notes;
}
