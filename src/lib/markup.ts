import { escapeMarkup } from "./escape.ts";

/** HTML or SVG in which nothing is left to escape. Made by `markup` alone. */
export interface Markup {
  readonly markup: string;
}

export type MarkupValue = Markup | string | number | undefined | readonly MarkupValue[];

/**
 * Template tag: markup`<td class="${name}">${text}</td>`. Text in it is escaped, for an element and for a quoted attribute alike; markup
 * stays; lists are put one after another; undefined is nothing.
 */
export function markup(words: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return { markup: words.map((word, index) => word + rendered(values[index])).join("") };
}

/** Text of our own that must stand as it is, such as a style sheet. Never for what came from a log. */
export function verbatim(text: string): Markup {
  return { markup: text };
}

function rendered(value: MarkupValue): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escapeMarkup(value);
  return "markup" in value ? value.markup : value.map(rendered).join("");
}
