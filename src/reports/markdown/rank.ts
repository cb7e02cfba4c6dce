import { codeFence } from "../../lib/escape.ts";
import type { Evidence } from "../../model/evidence.ts";
import type { Report } from "../../model/report.ts";
import { adviceFor, type AdviceItem } from "../advice.ts";
import type { RenderOptions } from "../format.ts";
import { happened, readFrom } from "../happened.ts";
import { afterFixes, FIX_LIST, fixList } from "../fix-list.ts";
import { chooseHotspots, type HotspotChoice } from "../hotspot-choice.ts";
import { hotspotColumns, noteOnColumns } from "../hotspot-columns.ts";
import { DETAILED, describeHotspot } from "../hotspot-detail.ts";
import type { Fact } from "../sentence.ts";
import { NOTES, notesOnLogs, unseen, type Caveat } from "../unseen.ts";
import { inline, inlineCell, reference } from "../markdown-inline.ts";
import { markdownTable } from "./table.ts";
import { nothingRanked } from "../nothing-ranked.ts";

/** Lines of the log shown of one hotspot. */
const EVIDENCE = 3;

/** Blocks of Markdown for a ticket: the four questions, each under its heading. */
export function renderRank(report: Report, options: RenderOptions): string {
  const choice = chooseHotspots(report, options.top);
  const blocks = [
    ["## What happened"],
    factList(happened(report)),
    ["## Ranked hotspots"],
    ...hotspotTable(report, choice, options),
    [`## ${FIX_LIST}`],
    ...listOfFixes(report),
    ...adviceBlocks(report, adviceFor(choice.shown, report)),
    choice.shown.length === 0 ? [] : ["## The first hotspots in detail"],
    ...choice.shown.slice(0, DETAILED).flatMap((hotspot) => {
      const { title, facts, evidence } = describeHotspot(hotspot, report.run.requested > 0);
      return [[`### ${inline(title)}`], factList(facts), evidenceBlock(evidence)];
    }),
    ["## What cannot be seen"],
    caveatList(unseen(report), "Nothing known to be missing."),
    [`## ${NOTES}`],
    caveatList(notesOnLogs(report), "None."),
    [inline(readFrom(report))],
  ];
  return `${blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function factList(facts: readonly Fact[]): string[] {
  return facts.map(({ label, text }) => `- **${label}**: ${inline(text)}`);
}

function hotspotTable(report: Report, { shown, rest }: HotspotChoice, { sort }: RenderOptions): string[][] {
  if (shown.length === 0 && rest === undefined) return [[nothingRanked(report).ranking]];
  const columns = hotspotColumns(shown, sort).map(({ head, align, cell }) => ({ head, align, cells: shown.map((hotspot) => inlineCell(cell(hotspot))) }));
  const note = noteOnColumns(shown, columns.map(({ head }) => head));
  return [shown.length === 0 ? [] : markdownTable(columns), rest === undefined ? [] : [inline(rest)], note === undefined ? [] : [inline(note)]];
}

function listOfFixes(report: Report): string[][] {
  const after = afterFixes(report);
  return [fixList(report).map((fix, index) => `${index + 1}. ${inline(fix)}`), after === undefined ? [] : [inline(after)]];
}

function evidenceBlock(evidence: readonly Evidence[]): string[] {
  if (evidence.length === 0) return [];
  return [codeFence(evidence.slice(0, EVIDENCE).flatMap(({ file, line, text }) => [`${file}:${line}`, `  ${text}`]))];
}

function adviceBlocks(report: Report, items: readonly AdviceItem[]): string[][] {
  if (items.length === 0) return [[nothingRanked(report).advice]];
  return [
    items.flatMap(({ title, text, cost, references }) => [
      `- **${inline(title)}**`,
      `  - ${inline(text)}`,
      ...(cost === undefined ? [] : [`  - cost: ${inline(cost)}`]),
      ...references.map((each) => `  - see ${reference(each)}`),
    ]),
  ];
}

function caveatList(caveats: readonly Caveat[], none: string): string[] {
  if (caveats.length === 0) return [none];
  return caveats.flatMap(({ weight, text, fix }) => [
    `- ${weight === "error" ? "**error**: " : ""}${inline(text)}`,
    ...(fix === undefined ? [] : [`  - what helps: ${inline(fix)}`]),
  ]);
}
