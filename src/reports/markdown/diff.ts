import type { Comparison } from "../../model/comparison.ts";
import {
  chooseChanges,
  comparisonFacts,
  comparisonHeadline,
  comparisonNotes,
  isResourceTold,
  isStepTold,
  resourceColumns,
  stepColumns,
  type ComparisonColumn,
} from "../comparison-told.ts";
import type { RenderOptions } from "../format.ts";
import type { Sentence } from "../sentence.ts";
import { inline, inlineCell } from "../markdown-inline.ts";
import { markdownTable } from "./table.ts";

export function renderDiff(comparison: Comparison, { top }: RenderOptions): string {
  const table = <T>(title: string, columns: readonly ComparisonColumn<T>[], { shown, rest }: { readonly shown: readonly T[]; readonly rest: Sentence | undefined }): string[][] => {
    if (shown.length === 0) return [];
    return [
      [`## ${title}`],
      markdownTable(columns.map(({ head, align, cell }) => ({ head, align, cells: shown.map((row) => inlineCell(cell(row))) }))),
      rest === undefined ? [] : [inline(rest)],
    ];
  };
  const resources = chooseChanges(comparison.resources, top, isResourceTold);
  const blocks = [
    [inline(comparisonHeadline(comparison))],
    comparisonFacts(comparison).map(({ label, text }) => `- **${label}**: ${inline(text)}`),
    ...table("Waiting of each boot and delete, on average", resourceColumns(resources.shown), resources),
    ...table("Steps of each boot and delete, on average", stepColumns, chooseChanges(comparison.steps, top, isStepTold)),
    ...comparisonNotes(comparison).map((note) => [inline(note)]),
  ];
  return `${blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
