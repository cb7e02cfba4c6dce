import { escapeUnmeasured } from "../../lib/display-width.ts";
import { escapeControls } from "../../lib/escape.ts";
import type { Sentence } from "../sentence.ts";

/** Text that takes exactly the columns it is measured to take, and does nothing else. */
export function plainText(text: string): string {
  return escapeUnmeasured(escapeControls(text));
}

export function plain(sentence: Sentence): string {
  return sentence.map((part) => plainText(typeof part === "string" ? part : part.logged)).join("");
}
