import { readEach } from "./input/archive/pass-over.ts";
import type { Open } from "./input/bytes.ts";
import type { InputFile } from "./input/input-file.ts";
import { lineBlocks } from "./input/line-blocks.ts";
import { noTextFacts, textBytes } from "./input/text-bytes.ts";
import { parsers } from "./parsers/index.ts";
import { exportedEntries, holdsJournalExport } from "./parsers/journal-export.ts";
import type { Parser } from "./parsers/parser.ts";

/**
 * The formats of which records stand in logs that many programs write. Each log is searched until all were found, to its end if need be, since any of its writers may have
 * been silent for long. That takes little beside the reading of records: most pieces of a log without any are told by their bytes.
 */
export async function findWriters(logs: readonly InputFile[]): Promise<ReadonlyMap<InputFile, readonly Parser[]>> {
  return readEach(logs, writersOf);
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return holdsJournalExport(text) ? exportedEntries(lines) : lines;
}

async function writersOf(log: InputFile, open: Open): Promise<readonly Parser[]> {
  const sought = parsers.filter(({ amongOthers }) => amongOthers !== undefined);
  const found = new Set<Parser>();
  const facts = noTextFacts();
  // What cannot be read to its end is told when its lines are read.
  const { blocks } = await open(log, () => undefined);
  for await (const { bytes } of lineBlocks(textBytes(blocks, facts), facts)) {
    const text = bytes.toString("latin1");
    for (const parser of sought) {
      if (!found.has(parser) && parser.amongOthers?.mark.test(text) === true && parser.amongOthers.anyRecord(linesOf(text))) found.add(parser);
    }
    if (found.size === sought.length) break;
  }
  return sought.filter((parser) => found.has(parser));
}
