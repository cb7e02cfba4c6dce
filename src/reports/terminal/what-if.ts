import { paintFor } from "../../lib/sgr.ts";
import type { WhatIfReport } from "../../model/what-if-report.ts";
import type { RenderOptions } from "../format.ts";
import { whatIfColumns, whatIfSentences } from "../what-if-sentences.ts";
import { paragraph } from "./paragraphs.ts";
import { plain } from "./plain.ts";
import { tableLines } from "./table.ts";

const WIDEST = 160;

/** A few sentences, and a table of what is waited for before and after. */
export function renderWhatIf(answer: WhatIfReport, options: RenderOptions): string {
  const width = Math.min(options.width, WIDEST);
  const paint = paintFor(options.colour);
  const columns = whatIfColumns(answer.waits).map(({ cell, ...column }) => ({ ...column, maxWidth: 40, cells: answer.waits.map((wait) => plain(cell(wait))) }));
  const table = answer.waits.length === 0 ? [] : [[paint.bold("Waiting in the replay"), ...tableLines(columns, width - 2).map((line) => `  ${line}`)].join("\n")];
  return `${[whatIfSentences(answer).flatMap((sentence) => paragraph("", plain(sentence), width)).join("\n"), ...table].join("\n\n")}\n`;
}
