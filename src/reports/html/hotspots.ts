import { countOf } from "../../lib/quantity.ts";
import { markup, type Markup } from "../../lib/markup.ts";
import type { Evidence } from "../../model/evidence.ts";
import type { Hotspot } from "../../model/hotspot.ts";
import type { Report } from "../../model/report.ts";
import { adviceOn, isLongWaited, type AdviceItem } from "../advice.ts";
import type { RenderOptions } from "../format.ts";
import { chooseHotspots } from "../hotspot-choice.ts";
import { hotspotColumns, noteOnColumns } from "../hotspot-columns.ts";
import { describeHotspot } from "../hotspot-detail.ts";
import { othersNamed, waitedInShort } from "../hotspot-wait.ts";
import { nothingRanked } from "../nothing-ranked.ts";
import { join, logged, say, type Sentence } from "../sentence.ts";
import { isWebAddress } from "../web-address.ts";
import { factList, inline, scrolling } from "./inline.ts";
import { sortableTable } from "./table.ts";

/** Columns whose figures stand in the line below each hotspot, or in what that unfolds to. */
const FOLDED: readonly string[] = ["held most by", "background", "taken", "waits", "instances", "p50"];

/** Columns that a narrow window leaves out, though a narrow terminal shows them: what is folded below each hotspot tells them, too. */
const SECONDARY: readonly string[] = ["service", "on path", "max"];

/** The ranking, each hotspot with all that is known of it folded below. */
export function rankedHotspots(report: Report, { top, sort }: RenderOptions): Markup {
  const { shown, rest } = chooseHotspots(report, top);
  if (shown.length === 0) return markup`<p>${nothingRanked(report).ranking}</p>`;
  const columns = hotspotColumns(shown, sort)
    .filter(({ head }) => !FOLDED.includes(head))
    .map(({ cell, ...column }) => ({ ...column, priority: SECONDARY.includes(column.head) ? 3 : column.priority, cell: (hotspot: Hotspot) => inline(cell(hotspot)) }));
  const note = noteOnColumns(shown, columns.map(({ head }) => head));
  return markup`${scrolling("Ranked hotspots", sortableTable("Hotspots by the waiting they cause; each unfolds", columns, shown, (hotspot) => folded(hotspot, report)))}
${[rest, note].filter((sentence) => sentence !== undefined).map((sentence) => markup`<p class="note">${inline(sentence)}</p>`)}`;
}

function folded(hotspot: Hotspot, report: Report): Markup {
  const { facts, evidence } = describeHotspot(hotspot, report.run.requested > 0);
  return markup`<details id="${hotspot.id}"><summary>${inline(inShort(hotspot))}</summary><div class="detail">${factList(facts)}${adviceList(adviceOn(hotspot, isLongWaited(hotspot, report)))}${quoted(evidence)}</div></details>`;
}

/** e.g. waited 1.2 ms–9.41 s (p50 6.31 s) 37 times, in 3 instances, most behind `instance_claim` */
function inShort(hotspot: Hotspot): Sentence {
  const { instances, holders } = hotspot;
  const [holder] = othersNamed(hotspot, holders);
  const who = instances === 0 ? [] : say`in ${countOf(instances, "instance")}`;
  return join([waitedInShort(hotspot), who, holder === undefined ? [] : say`most behind ${logged(holder.name)}`], ", ");
}

export function adviceList(items: readonly AdviceItem[]): Markup {
  return markup`${items.map(({ title, text, cost, references }) => markup`<div class="advice"><p><strong>${inline(title)}</strong></p><p>${inline(text)}</p>${cost === undefined ? undefined : markup`<p class="note">cost: ${inline(cost)}</p>`}${references.length === 0 ? undefined : markup`<p class="note">see ${references.map((each, index) => markup`${index === 0 ? "" : ", "}${reference(each)}`)}</p>`}</div>`)}`;
}

function reference(text: string): Markup {
  return isWebAddress(text) ? markup`<a href="${text}" rel="noreferrer">${text}</a>` : markup`<code>${text}</code>`;
}

/** Lines of the log as they stand there. */
export function quoted(evidence: readonly Evidence[]): Markup {
  return markup`${evidence.map(({ file, line, text }) => markup`<figure class="evidence"><figcaption><code>${`${file}:${line}`}</code></figcaption><pre tabindex="0">${text}</pre></figure>`)}`;
}
