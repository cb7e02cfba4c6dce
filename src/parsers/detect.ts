import { parsers } from "./index.ts";
import type { Parser } from "./parser.ts";

/** Of whole records, for which nobody else need be asked: in a folder of many logs that is most of the work of telling them. */
const CERTAIN = 0.95;

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
    if (most >= CERTAIN) break;
  }
  return best;
}
