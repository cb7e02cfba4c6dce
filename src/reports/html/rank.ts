import { drawnRange } from "../../charts/drawn-range.ts";
import { figureOf } from "../../charts/figure.ts";
import { formatInstant } from "../../lib/instant.ts";
import { markup, type Markup } from "../../lib/markup.ts";
import { countOf, formatBytes, formatCount } from "../../lib/quantity.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Input, Report } from "../../model/report.ts";
import { adviceFor } from "../advice.ts";
import { afterFixes, FIX_LIST, fixList } from "../fix-list.ts";
import type { RenderOptions } from "../format.ts";
import { happened, readFrom } from "../happened.ts";
import { headline } from "../headline.ts";
import { chooseHotspots } from "../hotspot-choice.ts";
import { nothingRanked } from "../nothing-ranked.ts";
import { logged, loggedPath, say } from "../sentence.ts";
import { NOTES, notesOnLogs, unseen, type Caveat } from "../unseen.ts";
import { fixCurve } from "./fix-curve.ts";
import { growth } from "./growth.ts";
import { adviceList, quoted, rankedHotspots } from "./hotspots.ts";
import { drawing, factList, inline, scrolling } from "./inline.ts";
import { hatchPattern, instancesSection } from "./instances.ts";
import { pageOf, type Section } from "./page.ts";
import { sortableTable, type HtmlColumn } from "./table.ts";
import { waitForGraph } from "./wait-for-graph.ts";

/** The four questions, and the drawings that answer them. */
export function renderRank(report: Report, options: RenderOptions): string {
  const sections: (Section | undefined)[] = [
    { id: "happened", title: "What happened", content: factList(happened(report)) },
    { id: "hotspots", title: "Ranked hotspots", content: rankedHotspots(report, options) },
    figureSection(report),
    { id: "do", title: FIX_LIST, content: whatToDo(report, options) },
    report.instances.length === 0 ? undefined : { id: "instances", title: "Instances", content: instancesSection(report) },
    section("worst-second", "The worst second", waitForGraph(report)),
    section("growth", "Growth", growth(report)),
    { id: "unseen", title: "What cannot be seen", content: caveats(unseen(report), "Nothing known to be missing.") },
    { id: "notes", title: NOTES, content: caveats(notesOnLogs(report), "None.") },
    { id: "diagnostics", title: "What was read", content: whatWasRead(report) },
  ];
  return pageOf({
    headline: headline(report),
    kicker: kickerOf(report),
    sections: sections.filter((each) => each !== undefined),
    foot: readFrom(report),
    defs: hatchPattern(drawnRange(report)),
  });
}

/** The instances alone. */
export function renderTimeline(report: Report): string {
  return pageOf({
    headline: headline(report),
    kicker: kickerOf(report),
    sections: [{ id: "instances", title: "Instances", content: instancesSection(report) }],
    foot: readFrom(report),
    defs: hatchPattern(drawnRange(report)),
  });
}

function kickerOf({ run }: Report): string {
  return run.requested === 0 ? "trace-rank" : `trace-rank · ${formatInstant(run.fromUs)}`;
}

function section(id: string, title: string, content: Markup | undefined): Section | undefined {
  return content === undefined ? undefined : { id, title, content };
}

function figureSection(report: Report): Section | undefined {
  const figure = figureOf(report);
  if (figure === undefined) return undefined;
  const content = markup`${drawing("figure-drawing", { ...figure, content: figure.drawing })}<p class="note">Areas: the share of the instances in each phase. Lines: how busy the processors and the busiest disk were. Below, on the same axis: how many waited for each of the first hotspots, all at one scale.</p>`;
  return { id: "figure", title: "Over time", content };
}

function whatToDo(report: Report, { top }: RenderOptions): Markup {
  const { shown } = chooseHotspots(report, top);
  const items = adviceFor(shown, report);
  const fixes = fixList(report);
  const after = afterFixes(report);
  const order = fixes.length === 0 ? undefined : markup`<ol class="fixes">${fixes.map((fix) => markup`<li>${inline(fix)}</li>`)}</ol>`;
  return markup`${order}${after === undefined ? undefined : markup`<p>${inline(after)}</p>`}${fixCurve(report)}<h3>How</h3>${items.length === 0 ? markup`<p>${nothingRanked(report).advice}</p>` : adviceList(items)}`;
}

function caveats(all: readonly Caveat[], none: string): Markup {
  if (all.length === 0) return markup`<p>${none}</p>`;
  return markup`<ul class="caveats">${all.map(({ weight, text, fix }) => markup`<li>${weight === "error" ? markup`<strong>error</strong>: ` : undefined}${inline(text)}${fix === undefined ? undefined : markup` <span class="note">What helps: ${inline(fix)}</span>`}</li>`)}</ul>`;
}

function whatWasRead({ inputs, diagnostics }: Report): Markup {
  const columns: HtmlColumn<Input>[] = [
    { head: "file", align: "left", priority: 0, cell: ({ path }) => inline([loggedPath(path)]) },
    {
      head: "format",
      align: "left",
      priority: 1,
      cell: ({ format, layout }) => inline(format === null ? say`not recognised` : say`${format}${layout === null ? [] : say`, ${logged(layout)}`}`),
    },
    { head: "host", align: "left", priority: 6, cell: ({ host }) => inline(host === null ? say`–` : [logged(host)]) },
    { head: "service", align: "left", priority: 5, cell: ({ service }) => inline(service === null ? say`–` : [logged(service)]) },
    { head: "size", align: "right", priority: 3, value: ({ bytes }) => bytes, cell: ({ bytes }) => markup`${formatBytes(bytes)}` },
    { head: "lines", align: "right", priority: 2, value: ({ lines }) => lines, cell: ({ lines }) => markup`${formatCount(lines)}` },
    { head: "from", align: "left", priority: 7, cell: ({ fromUs }) => markup`${formatInstant(fromUs)}` },
    { head: "to", align: "left", priority: 8, cell: ({ toUs }) => markup`${formatInstant(toUs)}` },
  ];
  const files =
    inputs.length === 0
      ? undefined
      : markup`<details><summary>${countOf(inputs.length, "file")}</summary>${scrolling("Files read", sortableTable("Files, sizes decompressed", columns, inputs))}</details>`;
  return markup`${diagnostics.length === 0 ? markup`<p>No complaint about what was read.</p>` : diagnostics.map(complaint)}${files}`;
}

function complaint({ severity, code, message, count, examples, hint }: Diagnostic): Markup {
  const lines = examples.flatMap(({ file, line, text }) => (line === null || text === null ? [] : [{ file, line, text }]));
  const files = examples.flatMap(({ file, line, text }) => (line === null || text === null ? [file] : []));
  return markup`<details><summary>${`${severity}: ${message}`} (${countOf(count, "time")})</summary><div class="detail"><p>${inline(say`${hint ?? "Nothing need be done."} ${logged(code)}`)}</p>${files.map((file) => markup`<p><code>${file}</code></p>`)}${quoted(lines)}</div></details>`;
}
