import { clipStart } from "../../lib/display-width.ts";
import { paintFor, type Paint } from "../../lib/sgr.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { Report } from "../../model/report.ts";
import { adviceFor } from "../advice.ts";
import type { RenderOptions } from "../format.ts";
import { happened, readFrom } from "../happened.ts";
import { afterFixes, FIX_LIST, fixList } from "../fix-list.ts";
import { chooseHotspots, type HotspotChoice } from "../hotspot-choice.ts";
import { hotspotColumns, noteOnColumns } from "../hotspot-columns.ts";
import { DETAILED, describeHotspot } from "../hotspot-detail.ts";
import { bootWaitUs } from "../hotspot-wait.ts";
import { NOTES, notesOnLogs, unseen, type Caveat } from "../unseen.ts";
import { isWebAddress } from "../web-address.ts";
import { evidenceLines } from "./evidence.ts";
import { factLines, paragraph } from "./paragraphs.ts";
import { plain, plainText } from "./plain.ts";
import { headsShown, tableLines } from "./table.ts";
import { nothingRanked } from "../nothing-ranked.ts";

/** Wider terminals gain nothing. */
const WIDEST = 160;

/** Lines of the log shown of one hotspot. */
const EVIDENCE = 1;

/** The four questions, in order, most telling first: the start must answer for a reader who reads no further. */
export function renderRank(report: Report, options: RenderOptions): string {
  const width = Math.min(options.width, WIDEST);
  const paint = paintFor(options.colour);
  const choice = chooseHotspots(report, options.top);
  const sections = [
    [paint.bold("What happened"), ...factLines(happened(report), "  ", width, paint)],
    [paint.bold("Ranked hotspots: where time was spent waiting"), ...hotspotTable(report, choice, { ...options, width }, paint)],
    [paint.bold(FIX_LIST), ...listOfFixes(report, width)],
    adviceLines(report, choice.shown, width),
    ...choice.shown
      .slice(0, DETAILED)
      .map((hotspot, index) => [...(index === 0 ? [paint.bold("The first hotspots in detail")] : []), ...detailLines(hotspot, report, width, paint)]),
    [paint.bold("What cannot be seen"), ...caveatLines(unseen(report), "Nothing known to be missing.", width, paint)],
    [paint.bold(NOTES), ...caveatLines(notesOnLogs(report), "None.", width, paint)],
    [...moreToAsk(report, width), ...paragraph("", plain(readFrom(report)), width)].map(paint.dim),
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function hotspotTable(report: Report, { shown, rest }: HotspotChoice, { width, sort }: RenderOptions, paint: Paint): string[] {
  if (report.hotspots.length === 0) return [`  ${nothingRanked(report).ranking}`];
  const columns = hotspotColumns(shown, sort).map(({ cell, ...column }) => ({
    ...column,
    cells: shown.map((hotspot) => plain(cell(hotspot))),
    ...(column.head === "in boots" && { paint: (text: string, row: number) => (isSevere(shown[row]) ? paint.red(text) : text) }),
    ...(column.head === "resource" && { paint: paint.bold }),
    ...(column.head === "held most by" && { clip: clipStart }),
  }));
  const table = shown.length === 0 ? [] : tableLines(columns, width - 2).map((line) => `  ${line}`);
  const note = noteOnColumns(shown, headsShown(columns, width - 2));
  return [...table, ...[rest, note].flatMap((each) => (each === undefined ? [] : paragraph("  ", plain(each), width).map(each === note ? paint.dim : (line) => line)))];
}

function listOfFixes(report: Report, width: number): string[] {
  const after = afterFixes(report);
  return [...fixList(report).flatMap((fix, index) => paragraph(`  ${index + 1}. `, plain(fix), width)), ...(after === undefined ? [] : paragraph("  ", plain(after), width))];
}

/** Waiting of boots that adds up to this much is worth a colour, µs. */
const SEVERE_US = 10_000_000;

function isSevere(hotspot: Hotspot | undefined): boolean {
  return hotspot !== undefined && bootWaitUs(hotspot) >= SEVERE_US;
}

function detailLines(hotspot: Hotspot, report: Report, width: number, paint: Paint): string[] {
  const { title, facts, evidence } = describeHotspot(hotspot, report.run.requested > 0);
  return [
    ...paragraph("  ", plain(title), width).map(paint.bold),
    ...factLines(facts, "    ", width, paint),
    ...evidence.slice(0, EVIDENCE).flatMap((each) => evidenceLines(each, width, 4, paint)),
  ];
}

function adviceLines(report: Report, shown: readonly Hotspot[], width: number): string[] {
  const items = adviceFor(shown, report);
  if (items.length === 0) return [`  ${nothingRanked(report).advice}`];
  return items.flatMap(({ title, text, cost, references }) => [
    ...paragraph("  ", plain(title), width),
    ...paragraph("    ", plain(text), width),
    ...(cost === undefined ? [] : paragraph("    cost: ", plain(cost), width)),
    // An address stays in one piece, however long, so that it can be opened.
    ...references.flatMap((reference) => (isWebAddress(reference) ? [`    see ${reference}`] : paragraph("    see ", plainText(reference), width))),
  ]);
}

/** The questions that come next, about what to do first. */
function moreToAsk({ run, hotspots }: Report, width: number): string[] {
  const of = run.fixOrder[0]?.hotspot ?? hotspots[0]?.id;
  const asked = [
    ...(of === undefined ? [] : [`why ${of} PATH…`]),
    ...(of === undefined || run.requested === 0 ? [] : [`what-if PATH… --remove ${of}`]),
    "timeline PATH…",
    "--format html",
  ];
  return paragraph("", `More: trace-rank ${asked.join(" · ")}`, width);
}

function caveatLines(caveats: readonly Caveat[], none: string, width: number, paint: Paint): string[] {
  if (caveats.length === 0) return [`  ${none}`];
  return caveats.flatMap(({ weight, text, fix }) => {
    const [first = "", ...others] = paragraph("  - ", plain(text), width);
    const bullet = { error: paint.red("-"), warning: paint.yellow("-"), info: "-" }[weight];
    return [`  ${bullet}${first.slice(3)}`, ...others, ...(fix === undefined ? [] : paragraph("    → ", plain(fix), width))];
  });
}
