import { group } from "d3-array";
import type { LimitedBy } from "../../model/run.ts";
import { keyOfPassage, type ResourceKey } from "../resource-key.ts";
import type { BootRun } from "../runs.ts";
import type { Replayable } from "./replayable.ts";
import type { ActivityGraph, Observed } from "./activity.ts";
import { buildActivities, type Bringing } from "./build-activities.ts";
import { fixOrder, limitOf, type Fix } from "./fix-order.ts";
import { opaqueResources } from "./opaque.ts";
import { hasBringers, predictor, type OtherGraphs, type Prediction, type Predictor } from "./predict.ts";
import type { Outcome } from "./replay.ts";
import type { Scenario } from "./scenario.ts";
import { withSeenLimits } from "./seen-limits.ts";
import { withUnloggedCalls } from "./unlogged-calls.ts";

/** What would be, had something been otherwise in the run that is reported. */
export interface WhatIf {
  /** As it was, replayed. */
  readonly baseline: Outcome;
  /** Observed and replayed makespan of the boots, and how far they are apart as a share. */
  readonly calibration: { readonly observedUs: number; readonly replayedUs: number; readonly error: number } | undefined;
  readonly predict: (scenario: Scenario) => Prediction;
  /** Gauges tell of the processors of every host that worked. */
  readonly measured: boolean;
  readonly observed: Observed;
  /** What limits the boots in a replayed outcome. */
  readonly limitOf: (outcome: Outcome, makespanUs: number) => LimitedBy;
  /** Without each of the resources most waited for. */
  readonly removals: ReadonlyMap<ResourceKey, Prediction>;
  readonly fixes: readonly Fix[];
  /** What the run was limited by, were the software left as it is. */
  readonly limitedBy: LimitedBy;
}

/** Resources whose removal is predicted: those most waited for by boots, and by deletes. */
const REMOVED_FOR_BOOTS = 10;
const REMOVED_FOR_DELETES = 3;

/** Waiting of all boots together below this share of the makespan can hardly move it: one replay will do. */
const BOUNDED_SHARE = 0.01;

/** Of that again: the replay is spared. */
const IDLE_SHARE = 0.3;

/** Nodes replayed at most for the ranking, all replays together: some seconds. */
const NODES_REPLAYED = 12_000_000;

export function askWhatIf(study: Replayable, run: BootRun): WhatIf {
  const predicting = nearest(study, run);
  const { graph, predict, baseline } = predicting;
  const opaque = opaqueResources(study);
  const nodes = graph.lines.reduce((sum, { nodes: own }) => sum + own.length + 1, 0);
  const replays = Math.floor(NODES_REPLAYED / nodes);
  const worthUs = BOUNDED_SHARE * Math.min(...Object.values(graph.observed).filter((us) => us !== undefined));

  const most = (measure: "bootUs" | "deleteUs", number: number): ResourceKey[] =>
    [...baseline.waits].filter(([, waits]) => waits[measure] > 0).sort(([a, x], [b, y]) => y[measure] - x[measure] || (a < b ? -1 : 1)).slice(0, number).map(([key]) => key);
  const ofStrangers = servingStrangers(study);
  const asked = [
    ...new Set([
      ...most("bootUs", Math.min(REMOVED_FOR_BOOTS, Math.max(5, Math.floor(replays / 20)))),
      ...most("deleteUs", Math.min(REMOVED_FOR_DELETES, Math.floor(replays / 20))),
    ]),
  ].filter((key) => !ofStrangers.has(key));
  const removals = new Map(
    asked.map((key) => {
      const { bootUs = 0, deleteUs = 0 } = baseline.waits.get(key) ?? {};
      const waitedUs = bootUs + deleteUs;
      const effort = waitedUs < IDLE_SHARE * worthUs ? "spared" : waitedUs >= worthUs && replays >= 40 ? "bounded" : "once";
      return [key, predict([{ kind: "remove", key }], effort, opaque)] as const;
    }),
  );
  const requestsUs = run.boots.map(({ requestUs }) => requestUs).filter((us) => us !== undefined);
  const surroundings = {
    arrivalsUs: requestsUs.length === 0 ? 0 : Math.max(...requestsUs) - run.fromUs,
    width: Math.max(1, Math.min(6, Math.floor(replays / 12))),
  };
  const order = fixOrder(predicting, surroundings);
  const { observed } = graph;
  const { makespanUs: observedUs } = observed;
  return {
    baseline,
    calibration:
      observedUs === undefined || baseline.makespanUs === undefined
        ? undefined
        : { observedUs, replayedUs: Math.round(baseline.makespanUs), error: baseline.makespanUs / observedUs - 1 },
    predict: (scenario) => predict(scenario, "bounded", opaque),
    measured: predicting.measured,
    observed,
    limitOf: (outcome, makespanUs) => limitOf(outcome, makespanUs, worthUs, predicting.measured, surroundings),
    removals,
    fixes: order.fixes,
    limitedBy: order.limitedBy,
  };
}

/** A replay of the run as it was that is off by more shows that it was not so. */
const MOST_ERROR = 0.1;

/**
 * The run with unlogged calls in the queue of the service that they called, and with what brings events queued for a worker, where that replays it well; else with such calls as
 * work of the caller, or with what brings events unseen, if that replays it much better.
 */
function nearest(study: Replayable, run: BootRun): Predictor {
  const called = withUnloggedCalls(study);
  if (called === undefined) return nearestBringing(study, run, () => undefined);
  const queued = nearestBringing(called, run, (bringing) => buildActivities(study, run, bringing));
  if (queued.error <= MOST_ERROR) return queued;
  const apart = nearestBringing(study, run, (bringing) => buildActivities(called, run, bringing));
  return apart.error < queued.error / 2 ? apart : queued;
}

function nearestBringing(study: Replayable, run: BootRun, otherCalls: (bringing: Bringing) => ActivityGraph | undefined): Predictor {
  let built: ActivityGraph | undefined;
  const unseenBringers = (): ActivityGraph => (built ??= buildActivities(study, run, "unseen"));
  const otherwise = (bringing: Bringing): OtherGraphs => ({
    unseenBringers,
    otherCalls: () => otherCalls(bringing),
    seenLimits: () => {
      const limited = withSeenLimits(study);
      return limited === undefined ? undefined : buildActivities(limited, run, bringing);
    },
  });
  const queued = predictor(buildActivities(study, run), study, otherwise("queued"));
  if (queued.error <= MOST_ERROR || !hasBringers(queued.graph)) return queued;
  const apart = predictor(unseenBringers(), study, otherwise("unseen"));
  return apart.error < queued.error / 2 ? apart : queued;
}

/** Who asks it says so in the request's own id: what is not a boot's there is nobody's boot. */
const ASKED_BY_NAME = "nova-api";

/** Servers found by the logs of most of whose requests nobody can tell for whom they were: how boots would do without them does not show. */
function servingStrangers({ acquisitions }: Replayable): ReadonlySet<ResourceKey> {
  const inferred = acquisitions.filter(({ form, resource, actor }) => form === "inferred" && resource === "service" && actor.service !== ASKED_BY_NAME);
  return new Set(
    [...group(inferred, keyOfPassage)]
      .filter(([, own]) => own.filter(({ actor }) => actor.instance === undefined).length > own.length / 2)
      .map(([key]) => key),
  );
}
