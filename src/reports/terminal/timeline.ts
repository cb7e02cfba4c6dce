import { formatDuration } from "../../lib/duration.ts";
import { paintFor, type Paint } from "../../lib/sgr.ts";
import type { Report } from "../../model/report.ts";
import type { RenderOptions } from "../format.ts";
import { say, type Sentence } from "../sentence.ts";
import { timelines, type InstanceTimeline, type TimelinePart, type TimelineRow } from "../timeline-rows.ts";
import { bar } from "./bar.ts";
import { paragraph } from "./paragraphs.ts";
import { plain } from "./plain.ts";
import { tableLines } from "./table.ts";
import { windowTold } from "../window.ts";

const WIDEST = 160;

/** Share of the width the bars take. */
const BAR_SHARE = 0.3;

/** Deeper steps are indented no further. */
const DEEPEST = 6;

const MARK = { work: "=", wait: "W", unexplained: "?" } as const;

export function renderTimeline(report: Report, options: RenderOptions): string {
  const width = Math.min(options.width, WIDEST);
  const paint = paintFor(options.colour);
  const shown = timelines(report);
  if (shown.length === 0) return "No instance is recorded in these logs.\n";
  const legend = paint.dim("= █ work   W ░ wait   ? · unexplained");
  const window = windowTold(report);
  const told = window === undefined ? [] : [paragraph("", plain(window), width).join("\n")];
  return `${[legend, ...told, ...shown.map((each) => instanceLines(each, width, paint).join("\n"))].join("\n\n")}\n`;
}

function instanceLines(instance: InstanceTimeline, width: number, paint: Paint): string[] {
  return [
    ...paragraph("", plain(instance.title), width).map(paint.bold),
    ...instance.summary.flatMap((sentence) => paragraph("  ", plain(sentence), width)),
    ...(instance.parts.length === 0 ? ["  No step is recorded."] : instance.parts.flatMap((part, index) => [...(index === 0 ? [] : [""]), ...partLines(part, width, paint)])),
  ];
}

/** A line of the table: a step, or below a wait who held what it waited for. */
interface Line {
  readonly row: TimelineRow;
  readonly text: Sentence;
  readonly continued: boolean;
}

function linesOf(row: TimelineRow): Line[] {
  const step = { row, text: row.text, continued: false };
  return row.holder.length === 0 ? [step] : [step, { row, text: say`  ${row.holder}`, continued: true }];
}

function partLines(part: TimelinePart, width: number, paint: Paint): string[] {
  const lines = part.rows.flatMap(linesOf);
  const barColumns = Math.floor(width * BAR_SHARE);
  const fixed = { align: "left", minWidth: 1, maxWidth: 14, priority: 0 } as const;
  const cells = (cell: (line: Line) => string): string[] => lines.map(cell);
  const cellsOfSteps = (cell: (row: TimelineRow) => string): string[] => cells((line) => (line.continued ? "" : cell(line.row)));
  const table = tableLines(
    [
      { ...fixed, head: "at", align: "right", cells: cellsOfSteps((row) => formatDuration(row.startUs - part.fromUs)) },
      { ...fixed, head: "took", align: "right", cells: cellsOfSteps((row) => formatDuration(row.endUs - row.startUs)) },
      { ...fixed, head: "", cells: cellsOfSteps((row) => MARK[row.kind]) },
      {
        ...fixed,
        head: part.title,
        minWidth: 12,
        maxWidth: width,
        cells: cells(({ row, text }) => "  ".repeat(Math.min(row.depth, DEEPEST)) + plain(text)),
        paint: (text, index) => (lines[index]?.row.kind === "wait" ? paint.yellow(text) : text),
      },
      { ...fixed, head: "", minWidth: barColumns, maxWidth: barColumns, cells: cellsOfSteps((row) => bar(row, part.fromUs, part.toUs, barColumns)) },
    ],
    width - 2,
  );
  const rest = part.rest === undefined ? [] : paragraph("  ", plain(part.rest), width);
  return [...table.map((line) => `  ${line}`), ...rest];
}
