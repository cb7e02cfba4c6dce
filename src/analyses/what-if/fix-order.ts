import { greatest } from "d3-array";
import { MOST_FIXES, type LimitedBy } from "../../model/run.ts";
import type { ResourceKey } from "../resource-key.ts";
import type { Outcome } from "./replay.ts";
import type { Predictor } from "./predict.ts";
import type { Scenario } from "./scenario.ts";

export interface Fix {
  readonly key: ResourceKey;
  /** With this and all fixes before it. */
  readonly makespanUs: number;
  /** More than with the fixes before it. */
  readonly savedUs: number;
  /** What the boots then wait for most. */
  readonly next: ResourceKey | undefined;
  readonly limitedBy: LimitedBy;
}

/** Saving below this share of the makespan is not worth a fix; nor can less waiting save more. */
const WORTH_SHARE = 0.01;

/** What the rest of the run tells of its limits. */
export interface Surroundings {
  /** First to last request, µs. */
  readonly arrivalsUs: number;
  /** Resources tried in each round. */
  readonly width: number;
}

/**
 * Greedy: the fix that saves most, what surfaces behind it, and so on until the hardware is the limit or nothing saves 1 %. Where two queues hide each
 * other, so that neither saves anything alone, the one with more waiting goes first if both together save.
 */
export function fixOrder({ graph, baseline, predict, measured }: Predictor, surroundings: Surroundings): { readonly fixes: readonly Fix[]; readonly limitedBy: LimitedBy } {
  const wholeUs = graph.observed.makespanUs;
  if (wholeUs === undefined || baseline.makespanUs === undefined || baseline.makespanUs <= 0) return { fixes: [], limitedBy: "unknown" };
  const worthUs = WORTH_SHARE * wholeUs;
  const steps: { readonly key: ResourceKey; readonly outcome: Outcome; readonly makespanUs: number }[] = [];
  let outcome = baseline;
  let makespanUs = wholeUs;
  const without = (keys: readonly ResourceKey[]): { readonly outcome: Outcome; readonly makespanUs: number } => {
    const scenario: Scenario = [...steps.map(({ key }) => key), ...keys].map((key) => ({ kind: "remove", key }));
    const { outcome: tried, boots } = predict(scenario, "once", () => false);
    return { outcome: tried, makespanUs: boots?.makespanUs ?? wholeUs };
  };
  while (steps.length < MOST_FIXES) {
    const waited = waitedFor(outcome, worthUs).slice(0, surroundings.width);
    const tries = waited.map((key) => ({ key, ...without([key]) }));
    let best = greatest(tries, (a, b) => b.makespanUs - a.makespanUs);
    if (best !== undefined && makespanUs - best.makespanUs < worthUs) best = tries.length > 1 && makespanUs - without(waited).makespanUs >= worthUs ? tries[0] : undefined;
    if (best === undefined) break;
    steps.push(best);
    ({ outcome, makespanUs } = best);
  }
  // A step that only opened the way counts only if one behind it saved.
  while (steps.length > 0 && savedBy(steps.length - 1) < worthUs) steps.pop();
  const limit = ({ outcome: of, makespanUs: us }: { readonly outcome: Outcome; readonly makespanUs: number }): LimitedBy => limitOf(of, us, worthUs, measured, surroundings);
  const first = limit({ outcome: baseline, makespanUs: wholeUs });
  return {
    fixes: steps.map(({ key, outcome: after, makespanUs: us }, index) => ({
      key,
      makespanUs: us,
      savedUs: savedBy(index),
      next: steps[index + 1]?.key ?? waitedFor(after, worthUs)[0],
      limitedBy: index < steps.length - 1 ? "software" : limit({ outcome: after, makespanUs: us }),
    })),
    limitedBy: steps.length > 0 && !HARDWARE.has(first) ? "software" : first,
  };

  function savedBy(index: number): number {
    return (steps[index - 1]?.makespanUs ?? wholeUs ?? 0) - (steps[index]?.makespanUs ?? 0);
  }
}

function waitedFor({ waits }: Outcome, worthUs: number): ResourceKey[] {
  return [...waits].filter(([, { bootUs }]) => bootUs >= worthUs).sort(([a, x], [b, y]) => y.bootUs - x.bootUs || (a < b ? -1 : 1)).map(([key]) => key);
}

/** What is the limit though the waits found could be mended. */
const HARDWARE: ReadonlySet<LimitedBy> = new Set<LimitedBy>(["cpu", "disk", "core of nova-compute"]);

/** Processors, a disk, or the one core of nova-compute in use for this share of the time are what limits. */
const SATURATED_SHARE = 0.75;

/** Requests that came over this share of the makespan are what limits. */
const ARRIVALS_SHARE = 0.75;

export function limitOf(outcome: Outcome, makespanUs: number, worthUs: number, measured: boolean, { arrivalsUs }: Surroundings): LimitedBy {
  if (outcome.saturated.cpu >= SATURATED_SHARE) return "cpu";
  if (outcome.saturated.disk >= SATURATED_SHARE) return "disk";
  if (outcome.saturated.builder >= SATURATED_SHARE) return "core of nova-compute";
  if (arrivalsUs >= ARRIVALS_SHARE * makespanUs) return "arrivals";
  if (waitedFor(outcome, worthUs).length > 0) return "software";
  return measured ? "nothing left" : "unknown";
}
