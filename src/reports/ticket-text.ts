import { escapeControls } from "../lib/escape.ts";
import { textOf, type Sentence } from "./sentence.ts";

/** A sentence as one line of plain text, names from logs as they are but for controls. */
export function plainLine(sentence: Sentence): string {
  return escapeControls(textOf(sentence));
}
