import type { InputFile } from "../input-file.ts";
import type { Open } from "../bytes.ts";
import { readBytes } from "../read-bytes.ts";
import { sharedReading } from "./shared-reading.ts";
import { planPasses, type Reading } from "./plan-passes.ts";
import { sweep, type Turn } from "./sweep.ts";

const BLOCK = 256 * 1024;

/**
 * Files one at a time, each to be opened as it comes. Members of a compressed archive come in the order they are stored and in one reading of it,
 * so that an archive of n files is not unfolded n times; all other files come first, in the order given.
 */
export async function* passOver(inputs: readonly InputFile[]): AsyncGenerator<Turn> {
  const shared = new Map<string, InputFile[]>();
  for (const input of new Set(inputs)) {
    const key = sharedReading(input);
    const together = key === undefined ? undefined : shared.get(key);
    if (key === undefined) yield { input, open: readBytes };
    else if (together === undefined) shared.set(key, [input]);
    else together.push(input);
  }
  for (const members of shared.values()) yield* sweep(members, BLOCK);
}

/** Hands the files of a planned reading to `read`, one at a time; what it opens has to be read before it resolves. */
export async function readPasses({ passes }: Reading, read: (input: InputFile, open: Open) => Promise<void>): Promise<void> {
  for (const pass of passes) for await (const { input, open } of passOver(pass)) await read(input, open);
}

/** Reads each of some files once, in as few passes over archives as that allows, and gives what `read` made of it. */
export async function readEach<T>(inputs: readonly InputFile[], read: (input: InputFile, open: Open) => Promise<T>): Promise<ReadonlyMap<InputFile, T>> {
  const made = new Map<InputFile, T>();
  for (const reading of planPasses(inputs.map((input) => [input]))) {
    await readPasses(reading, async (input, open) => {
      made.set(input, await read(input, open));
    });
  }
  return made;
}
