import { formatDuration } from "../lib/duration.ts";
import { countOf, formatShare } from "../lib/quantity.ts";
import { LEAST_REPLAYED_SHARE, type Estimate, type ScenarioChange, type WaitBeforeAfter, type WhatIfReport } from "../model/what-if-report.ts";
import { LIMIT } from "./fix-list.ts";
import { join, logged, say, type Sentence } from "./sentence.ts";

/** What the replay says, in a few sentences. */
export function whatIfSentences({ scenario, baseline, prediction, deletes, calibration, limitedBy, measured, waits }: WhatIfReport): Sentence[] {
  const changes = join(scenario.map(changeOf), ", ");
  const sentences: Sentence[] = [
    prediction === null
      ? say`With ${changes}: no instance became ready in this run, so there is no makespan to predict.`
      : say`With ${changes} the last instance would be ready after ${estimateOf(prediction, baseline.makespanUs)}.`,
  ];
  if (deletes !== null) sentences.push(say`All deletes would be over in ${estimateOf(deletes, baseline.deletesUs)}.`);
  if (prediction !== null) sentences.push(say`After that ${LIMIT[limitedBy]}.`);
  if (!measured) sentences.push(say`No gauges tell of the processors of these hosts: what is saved is an upper bound.`);
  if (calibration !== null)
    sentences.push(
      say`Replayed with nothing changed the run takes ${formatDuration(calibration.replayedUs)}: ${formatShare(Math.abs(calibration.error))} ${calibration.error < 0 ? "less" : "more"} than it did.`,
    );
  for (const { hotspot, resource, bootsMeasuredUs, bootsBeforeUs } of waits) {
    if (bootsMeasuredUs === null || !scenario.some((change) => change.hotspot === hotspot) || bootsBeforeUs >= LEAST_REPLAYED_SHARE * bootsMeasuredUs) continue;
    sentences.push(
      say`Of the ${formatDuration(bootsMeasuredUs)} that boots waited for ${logged(resource)} the replay brings about ${formatDuration(bootsBeforeUs)}: more may be saved than it says, as the bounds allow for.`,
    );
  }
  return sentences;
}

function changeOf({ change, hotspot, resource, value, kind }: ScenarioChange): Sentence {
  const name = say`${logged(resource)} (${hotspot})`;
  if (change === "remove") return say`${name} out of the way`;
  return change === "limit"
    ? say`${name} limited to ${countOf(value ?? 1, kind === "lock" ? "holder" : "permit")}`
    : say`the work inside ${name} taking ${formatShare(value ?? 1)} of its time`;
}

function estimateOf({ makespanUs, lowUs, highUs, savedUs }: Estimate, observedUs: number | null): Sentence {
  const range = highUs - lowUs < 0.01 * makespanUs ? [] : say` (between ${formatDuration(lowUs)} and ${formatDuration(highUs)})`;
  const share = observedUs === null || observedUs === 0 ? 0 : Math.abs(savedUs) / observedUs;
  const change =
    share < 0.005
      ? say`as long as it took`
      : savedUs > 0
        ? say`${formatDuration(savedUs)} or ${formatShare(share)} less than it took`
        : say`${formatDuration(-savedUs)} or ${formatShare(share)} more than it took`;
  return say`${formatDuration(makespanUs)}${range}, ${change}`;
}

export interface WhatIfColumn {
  readonly head: string;
  readonly align: "left" | "right";
  readonly priority: number;
  readonly minWidth: number;
  readonly cell: (wait: WaitBeforeAfter) => Sentence;
}

/** What is waited for before and after; deletes only where any waited. */
export function whatIfColumns(waits: readonly WaitBeforeAfter[]): readonly WhatIfColumn[] {
  const us = (head: string, priority: number, value: (wait: WaitBeforeAfter) => number): WhatIfColumn => ({
    head,
    align: "right",
    priority,
    minWidth: head.length,
    cell: (wait) => say`${formatDuration(value(wait))}`,
  });
  const inDeletes = waits.some(({ deletesBeforeUs, deletesAfterUs }) => deletesBeforeUs + deletesAfterUs > 0);
  return [
    { head: "#", align: "left", priority: 3, minWidth: 4, cell: ({ hotspot }) => say`${hotspot ?? "–"}` },
    { head: "resource", align: "left", priority: 0, minWidth: 24, cell: ({ resource }) => [logged(resource)] },
    { head: "service", align: "left", priority: 4, minWidth: 14, cell: ({ service }) => [logged(service)] },
    us("boots wait", 1, ({ bootsBeforeUs }) => bootsBeforeUs),
    us("then", 1, ({ bootsAfterUs }) => bootsAfterUs),
    ...(inDeletes ? [us("deletes wait", 2, ({ deletesBeforeUs }) => deletesBeforeUs), us("then", 2, ({ deletesAfterUs }) => deletesAfterUs)] : []),
  ];
}
