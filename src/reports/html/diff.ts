import { markup, type Markup } from "../../lib/markup.ts";
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
import { say, type Sentence } from "../sentence.ts";
import { factList, inline, scrolling } from "./inline.ts";
import { pageOf } from "./page.ts";
import { sortableTable } from "./table.ts";

export function renderDiff(comparison: Comparison, { top }: RenderOptions): string {
  const table = <T>(caption: string, columns: readonly ComparisonColumn<T>[], { shown, rest }: { readonly shown: readonly T[]; readonly rest: Sentence | undefined }): Markup => {
    if (shown.length === 0) return markup`<p>None.</p>`;
    const html = columns.map(({ head, align, priority, cell }) => ({ head: head === "" ? "judged" : head, align, priority, cell: (row: T) => inline(cell(row)) }));
    return markup`${scrolling(caption, sortableTable(caption, html, shown))}${rest === undefined ? undefined : markup`<p class="note">${inline(rest)}</p>`}`;
  };
  const resources = chooseChanges(comparison.resources, top, isResourceTold);
  return pageOf({
    headline: comparisonHeadline(comparison),
    kicker: "trace-rank · before and after",
    sections: [
      { id: "changed", title: "What changed", content: factList(comparisonFacts(comparison)) },
      { id: "resources", title: "Waiting", content: table("Waiting of each boot and delete, on average", resourceColumns(resources.shown), resources) },
      { id: "steps", title: "Steps", content: table("Steps of each boot and delete, on average", stepColumns, chooseChanges(comparison.steps, top, isStepTold)) },
      { id: "notes", title: "How it was judged", content: markup`${comparisonNotes(comparison).map((note) => markup`<p>${inline(note)}</p>`)}` },
    ],
    foot: say`trace-rank ${comparison.tool.version}`,
  });
}
