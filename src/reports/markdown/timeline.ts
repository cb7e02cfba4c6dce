import { formatDuration } from "../../lib/duration.ts";
import type { Report } from "../../model/report.ts";
import { join } from "../sentence.ts";
import { timelines, type TimelinePart } from "../timeline-rows.ts";
import { windowTold } from "../window.ts";
import { inline, inlineCell } from "../markdown-inline.ts";
import { markdownTable } from "./table.ts";

const KIND = { work: "= work", wait: "W wait", unexplained: "? unexplained" } as const;

export function renderTimeline(report: Report): string {
  const shown = timelines(report);
  if (shown.length === 0) return "No instance is recorded in these logs.\n";
  const blocks = shown.flatMap(({ title, summary, parts }) => [
    [`## ${inline(title)}`],
    summary.map((sentence) => `- ${inline(sentence)}`),
    ...(parts.length === 0 ? [["No step is recorded."]] : parts.flatMap(partBlocks)),
  ]);
  const window = windowTold(report);
  if (window !== undefined) blocks.unshift([inline(window)]);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function partBlocks(part: TimelinePart): string[][] {
  const { rows, fromUs, rest } = part;
  const table = markdownTable([
    { head: "at", align: "right", cells: rows.map((row) => formatDuration(row.startUs - fromUs)) },
    { head: "took", align: "right", cells: rows.map((row) => formatDuration(row.endUs - row.startUs)) },
    { head: "kind", align: "left", cells: rows.map((row) => KIND[row.kind]) },
    {
      head: part.title,
      align: "left",
      cells: rows.map((row) => "↳ ".repeat(row.depth > 0 ? 1 : 0).padStart(2 * row.depth, "· ") + inlineCell(join([row.text, row.holder], ", "))),
    },
  ]);
  return rest === undefined ? [table] : [table, [inline(rest)]];
}
