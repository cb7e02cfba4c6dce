import type { ScalingRun, UniversalScalability } from "../../model/scaling.ts";
import { formatDuration } from "../../lib/duration.ts";
import { formatCount } from "../../lib/quantity.ts";
import { plainText } from "./plain.ts";
import { tableLines } from "./table.ts";

/** One run as it is listed: where its logs are, and how its boots grew. */
export interface ListedRun extends ScalingRun {
  readonly path: string;
  readonly perInstanceUs: number | null;
}

/** The runs in order of their number of boots, with the law fitted to them or why there is none. */
export function renderScaling(runs: readonly ListedRun[], fit: UniversalScalability | string, width: number): string {
  const law = typeof fit === "string" ? undefined : fit;
  const lines = tableLines(
    [
      { head: "boots", align: "right", priority: 0, minWidth: 5, maxWidth: 9, cells: runs.map(({ n }) => formatCount(n)) },
      { head: "makespan", align: "right", priority: 0, minWidth: 8, maxWidth: 14, cells: runs.map(({ makespanUs }) => formatDuration(makespanUs)) },
      { head: "each further", align: "right", priority: 1, minWidth: 8, maxWidth: 14, cells: runs.map(({ perInstanceUs }) => formatDuration(perInstanceUs)) },
      ...(law === undefined ? [] : [{ head: "off the law", align: "right" as const, priority: 1, minWidth: 8, maxWidth: 12, cells: law.residuals.map((share) => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(1)} %`) }]),
      { head: "logs", align: "left", priority: 2, minWidth: 8, maxWidth: 200, cells: runs.map(({ path }) => plainText(path)) },
    ],
    width,
  );
  return `${[...lines, "", ...(law === undefined ? [`No law fitted: ${String(fit)}.`] : sentencesOf(law, Math.max(...runs.map(({ n }) => n))))].join("\n")}\n`;
}

function sentencesOf({ sigma, kappa, lambda, r2, peakN }: UniversalScalability, most: number): readonly string[] {
  const peak = peakN === null ? "throughput does not fall within this law" : `throughput is highest with ${formatCount(peakN)} boots at a time${peakN > most ? ", more than were measured" : ""}`;
  return [
    `Universal Scalability Law: σ ${sigma.toPrecision(3)} (contention), κ ${kappa.toPrecision(3)} (crosstalk), λ ${lambda.toPrecision(3)} boots per second alone; R² ${r2.toFixed(3)}.`,
    `By it ${peak}.`,
  ];
}
