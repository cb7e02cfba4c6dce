import { markup, type Markup } from "../../lib/markup.ts";
import type { Fact, Sentence } from "../sentence.ts";

/** A sentence: names from logs, and what our words quote in backticks, as code. */
export function inline(sentence: Sentence): Markup {
  return markup`${sentence.map((part) => (typeof part === "string" ? ownWords(part) : markup`<code>${part.logged}</code>`))}`;
}

/** The space between a number and its unit. */
const BEFORE_UNIT = /(?<=\d) (?=(?:µs|ms|[shd%]|min)(?!\w))/g;

function ownWords(text: string): Markup {
  const pieces = text.replace(BEFORE_UNIT, "\u00a0").split("`");
  return pieces.length % 2 === 0 ? markup`${pieces.join("`")}` : markup`${pieces.map((piece, index) => (index % 2 === 1 ? markup`<code>${piece}</code>` : piece))}`;
}

export function factList(facts: readonly Fact[]): Markup {
  return markup`<dl class="facts">${facts.map(({ label, text }) => markup`<div><dt>${label}</dt><dd>${inline(text)}</dd></div>`)}</dl>`;
}

/** Whether a drawing is wider than a narrow window: then it scrolls, by keyboard, too. */
export function scrolling(label: string, content: Markup): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${content}</div>`;
}

/** Wide drawings keep their size in a narrow window. */
export function drawing(
  id: string,
  {
    width,
    height,
    title,
    description,
    content,
  }: { readonly width: number; readonly height: number; readonly title: string; readonly description: string; readonly content: Markup },
): Markup {
  return scrolling(
    title,
    markup`<svg class="drawing" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${content}</svg>`,
  );
}
