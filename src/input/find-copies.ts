import { createHash } from "node:crypto";
import type { InputFile } from "./input-file.ts";
import { readBytes } from "./read-bytes.ts";

/** A file with its first lines, decompressed. */
interface Begun {
  readonly input: InputFile;
  readonly lines: readonly string[];
}

/** Files that begin with the same lines are compared whole. */
const LINES_COMPARED = 50;

/**
 * Files of one rotation set that say byte for byte, once decompressed, what another of it says (a log beside its compressed copy), with the
 * file they copy: the first in the order given. Equal files elsewhere may be two hosts', and files that the command line puts on
 * different hosts are.
 */
export async function findCopies(begun: readonly Begun[]): Promise<ReadonlyMap<InputFile, InputFile>> {
  const alike = new Map<string, InputFile[]>();
  for (const { input, lines } of begun) {
    const beginning = `${input.host ?? ""}\n${input.lineage}\n${lines.slice(0, LINES_COMPARED).join("\n")}`;
    const list = alike.get(beginning);
    if (list === undefined) alike.set(beginning, [input]);
    else list.push(input);
  }
  const copies = new Map<InputFile, InputFile>();
  for (const inputs of alike.values()) {
    if (inputs.length === 1) continue;
    const originals = new Map<string, InputFile>();
    for (const input of inputs) {
      const content = await digest(input);
      const original = originals.get(content);
      if (original === undefined) originals.set(content, input);
      else copies.set(input, original);
    }
  }
  return copies;
}

async function digest(input: InputFile): Promise<string> {
  const hash = createHash("sha256");
  // What cannot be read to its end is told when its lines are read.
  const { blocks } = await readBytes(input, () => undefined);
  for await (const block of blocks) hash.update(block);
  return hash.digest("hex");
}
