import { codeFence } from "../../lib/escape.ts";
import type { Explanation } from "../../model/explanation.ts";
import { derivationOf } from "../derivation.ts";
import type { RenderOptions } from "../format.ts";
import { inline, inlineCell } from "../markdown-inline.ts";
import { markdownTable } from "./table.ts";

/** The sum first, then the waits it is made of, each with the lines it is computed from. */
export function renderWhy(explanation: Explanation, { top }: RenderOptions): string {
  const { title, claim, sum, notes, waits, rest } = derivationOf(explanation, top);
  const blocks = [
    [`## ${inline(title)}`],
    claim === undefined ? [] : [inline(claim)],
    ["### What adds up to it"],
    markdownTable([
      { head: "waiting", align: "right", cells: sum.map(({ value }) => value) },
      { head: "of", align: "left", cells: sum.map(({ what }) => inlineCell(what)) },
    ]),
    ...notes.map((note) => [inline(note)]),
    ...(waits.length === 0 ? [] : [["### The longest waits"]]),
    ...waits.flatMap(({ title: heading, facts, evidence }) => [
      [`- **${inline(heading)}**`, ...facts.map(({ label, text }) => `  - ${label}: ${inline(text)}`)],
      evidence.length === 0 ? [] : [codeFence(evidence.flatMap(({ file, line, text }) => [`${file}:${line}`, `  ${text}`]))],
    ]),
    rest === undefined ? [] : [inline(rest)],
  ];
  return `${blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
