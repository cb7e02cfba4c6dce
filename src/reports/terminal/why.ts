import { paintFor } from "../../lib/sgr.ts";
import type { Explanation } from "../../model/explanation.ts";
import { derivationOf } from "../derivation.ts";
import type { RenderOptions } from "../format.ts";
import { evidenceLines } from "./evidence.ts";
import { factLines, paragraph } from "./paragraphs.ts";
import { plain } from "./plain.ts";

const WIDEST = 160;

/** The sum first, then the waits it is made of, each with the lines it is computed from. */
export function renderWhy(explanation: Explanation, options: RenderOptions): string {
  const width = Math.min(options.width, WIDEST);
  const paint = paintFor(options.colour);
  const { title, claim, sum, notes, waits, rest } = derivationOf(explanation, options.top);
  const widest = Math.max(...sum.map(({ value }) => value.length));
  const sections = [
    [...paragraph("", plain(title), width).map(paint.bold), ...(claim === undefined ? [] : paragraph("  ", plain(claim), width))],
    [
      paint.bold("What adds up to it"),
      ...sum.flatMap(({ value, what }, index) => paragraph(`  ${index === sum.length - 1 ? "=" : index === 0 ? " " : "+"} ${value.padStart(widest)}  `, plain(what), width)),
      ...notes.flatMap((note) => paragraph("  ", plain(note), width)),
    ],
    ...(waits.length === 0 ? [] : [[paint.bold("The longest waits")]]),
    ...waits.map(({ title: heading, facts, evidence }) => [
      ...paragraph("  ", plain(heading), width).map(paint.bold),
      ...factLines(facts, "    ", width, paint),
      ...evidence.flatMap((each) => evidenceLines(each, width, 4, paint)),
    ]),
    ...(rest === undefined ? [] : [paragraph("  ", plain(rest), width)]),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
