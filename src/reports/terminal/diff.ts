import { paintFor } from "../../lib/sgr.ts";
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
import { factLines, paragraph } from "./paragraphs.ts";
import { plain } from "./plain.ts";
import { tableLines } from "./table.ts";

const WIDEST = 160;

export function renderDiff(comparison: Comparison, options: RenderOptions): string {
  const width = Math.min(options.width, WIDEST);
  const paint = paintFor(options.colour);
  const table = <T>(title: string, columns: readonly ComparisonColumn<T>[], { shown, rest }: { readonly shown: readonly T[]; readonly rest: Sentence | undefined }): string[][] => {
    if (shown.length === 0) return [];
    const lines = tableLines(columns.map(({ cell, ...column }) => ({ ...column, maxWidth: 40, cells: shown.map((row) => plain(cell(row))) })), width - 2);
    return [[paint.bold(title), ...lines.map((line) => `  ${line}`), ...(rest === undefined ? [] : paragraph("  ", plain(rest), width))]];
  };
  const resources = chooseChanges(comparison.resources, options.top, isResourceTold);
  const sections = [
    paragraph("", plain(comparisonHeadline(comparison)), width).map(paint.bold),
    factLines(comparisonFacts(comparison), "  ", width, paint),
    ...table("Waiting of each boot and delete, on average", resourceColumns(resources.shown), resources),
    ...table("Steps of each boot and delete, on average", stepColumns, chooseChanges(comparison.steps, options.top, isStepTold)),
    comparisonNotes(comparison).flatMap((note) => paragraph("", plain(note), width)),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
