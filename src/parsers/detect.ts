import { parsers } from "./index.ts";
import type { Parser } from "./parser.ts";

/** The parser that is surest that these first lines are its own; undefined if none claims them. */
export function detectParser(head: readonly string[]): Parser | undefined {
  let best: Parser | undefined;
  let most = 0;
  for (const parser of parsers) {
    const sure = parser.sniff(head);
    if (sure > most) {
      best = parser;
      most = sure;
    }
  }
  return best;
}
