import { formatDuration } from "../../lib/duration.ts";
import { formatCount } from "../../lib/quantity.ts";
import type { ScalingReport, UniversalScalability } from "../../model/scaling.ts";
import type { RenderOptions } from "../format.ts";
import { paragraph } from "./paragraphs.ts";
import { plainText } from "./plain.ts";
import { tableLines } from "./table.ts";

/** The runs, with the law fitted to them or why there is none. */
export function renderScaling({ runs, usl, reason, notes }: ScalingReport, { width }: RenderOptions): string {
  const lines = tableLines(
    [
      { head: "boots", align: "right", priority: 0, minWidth: 5, maxWidth: 9, cells: runs.map(({ n }) => formatCount(n)) },
      { head: "makespan", align: "right", priority: 0, minWidth: 8, maxWidth: 14, cells: runs.map(({ makespanUs }) => formatDuration(makespanUs)) },
      { head: "each further", align: "right", priority: 1, minWidth: 8, maxWidth: 14, cells: runs.map(({ perInstanceUs }) => formatDuration(perInstanceUs)) },
      ...(usl === null
        ? []
        : [
            {
              head: "off the law",
              align: "right" as const,
              priority: 1,
              minWidth: 8,
              maxWidth: 12,
              cells: usl.residuals.map((share) => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(1)} %`),
            },
          ]),
      { head: "logs", align: "left", priority: 2, minWidth: 8, maxWidth: 200, cells: runs.map(({ path }) => plainText(path)) },
    ],
    width,
  );
  const sentences = usl === null ? [`No law fitted: ${String(reason)}.`] : sentencesOf(usl, Math.max(...runs.map(({ n }) => n)));
  return `${[...lines, "", ...[...sentences, ...notes].flatMap((sentence) => paragraph("", sentence, width))].join("\n")}\n`;
}

function sentencesOf({ sigma, kappa, lambda, r2, peakN }: UniversalScalability, most: number): readonly string[] {
  const peak =
    peakN === null
      ? "throughput does not fall within this law"
      : `throughput is highest with ${formatCount(peakN)} boots at a time${peakN > most ? ", more than were measured" : ""}`;
  return [
    `Universal Scalability Law: σ ${sigma.toPrecision(3)} (contention), κ ${kappa.toPrecision(3)} (crosstalk), λ ${lambda.toPrecision(3)} boots per second alone; R² ${r2.toFixed(3)}.`,
    `By it ${peak}.`,
  ];
}
