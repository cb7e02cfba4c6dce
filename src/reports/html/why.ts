import { markup } from "../../lib/markup.ts";
import type { Explanation } from "../../model/explanation.ts";
import { derivationOf } from "../derivation.ts";
import type { RenderOptions } from "../format.ts";
import { say } from "../sentence.ts";
import { quoted } from "./hotspots.ts";
import { factList, inline } from "./inline.ts";
import { pageOf } from "./page.ts";

/** The sum first, then the waits it is made of, each with the lines it is computed from. */
export function renderWhy(explanation: Explanation, { top }: RenderOptions): string {
  const { title, claim, sum, notes, waits, rest } = derivationOf(explanation, top);
  const addends = markup`<table><caption>What adds up to it</caption><thead><tr><th scope="col" class="right">waiting</th><th scope="col">of</th></tr></thead><tbody>${sum.map(({ value, what }) => markup`<tr><td class="right">${value}</td><td>${inline(what)}</td></tr>`)}</tbody></table>`;
  return pageOf({
    headline: title,
    kicker: "trace-rank · where a number comes from",
    sections: [
      {
        id: "sum",
        title: "The sum",
        content: markup`${claim === undefined ? undefined : markup`<p>${inline(claim)}</p>`}${addends}${notes.map((note) => markup`<p class="note">${inline(note)}</p>`)}`,
      },
      {
        id: "waits",
        title: "The longest waits",
        content: markup`${waits.map(({ title: heading, facts, evidence }) => markup`<h3>${inline(heading)}</h3>${factList(facts)}${quoted(evidence)}`)}${rest === undefined ? undefined : markup`<p class="note">${inline(rest)}</p>`}`,
      },
    ],
    foot: say`trace-rank ${explanation.tool.version}`,
  });
}
