import { displayWidth, wrap } from "../../lib/display-width.ts";
import type { Paint } from "../../lib/sgr.ts";
import type { Fact } from "../sentence.ts";
import { plain } from "./plain.ts";

/** Longer lines of prose are hard to read, however wide the terminal. */
const WIDEST_PROSE = 110;

/** `first` before the first line, as many spaces before the others. */
export function paragraph(first: string, text: string, width: number): string[] {
  const indent = displayWidth(first);
  const lines = wrap(text, Math.min(width, WIDEST_PROSE) - indent);
  return lines.map((line, index) => (index === 0 ? `${first}${line}` : `${" ".repeat(indent)}${line}`).trimEnd());
}

/** Labels in one column, what they say in another. */
export function factLines(facts: readonly Fact[], indent: string, width: number, paint: Paint): string[] {
  const widest = Math.max(0, ...facts.map((fact) => fact.label.length));
  return facts.flatMap((fact) => {
    const label = fact.label.padEnd(widest);
    const [first = "", ...others] = paragraph(`${indent}${label}  `, plain(fact.text), width);
    return [`${indent}${paint.dim(label)}${first.slice(indent.length + label.length)}`, ...others];
  });
}
