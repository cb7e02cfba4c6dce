import { listMembers } from "../../../../src/input/archive/list-members.ts";
import { LIMITS, type Limits } from "../../../../src/input/archive/limits.ts";
import type { FileNote } from "../../../../src/input/file-note.ts";
import type { InputFile } from "../../../../src/input/input-file.ts";
import type { Open } from "../../../../src/input/bytes.ts";
import { readBytes } from "../../../../src/input/read-bytes.ts";
import { inputFile } from "../../support/scratch-folder.ts";

export interface Listing {
  /** Member path without the archive's → the first lines. */
  readonly heads: Readonly<Record<string, readonly string[] | undefined>>;
  readonly inputs: readonly InputFile[];
  readonly codes: readonly string[];
  readonly notes: readonly FileNote[];
}

/** Undefined: no archive. */
export async function list(location: string, limits: Partial<Limits> = {}): Promise<Listing | undefined> {
  const file = { ...inputFile(location), path: "A" };
  const listed = await listMembers(file, (_, { lines }) => lines, { ...LIMITS, ...limits });
  if (listed === undefined) return undefined;
  return {
    heads: Object.fromEntries(listed.members.map(({ input, seen }) => [input.path.replace(/^A\//, ""), seen])),
    inputs: listed.members.map(({ input }) => input),
    codes: listed.notes.map(({ code }) => code),
    notes: listed.notes,
  };
}

export interface ReadWhole {
  readonly text: string;
  readonly codes: readonly string[];
}

export async function readWhole(input: InputFile, open: Open = readBytes, from = 0): Promise<ReadWhole> {
  const codes: string[] = [];
  const { blocks } = await open(input, ({ code }) => codes.push(code), from);
  const copies: Buffer[] = [];
  for await (const block of blocks) copies.push(Buffer.from(block));
  return { text: Buffer.concat(copies).toString(), codes };
}
