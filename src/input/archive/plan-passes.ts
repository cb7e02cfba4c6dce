import type { InputFile } from "../input-file.ts";
import { byPlace } from "./member.ts";
import { sharedReading } from "./shared-reading.ts";

/** Lists of files that are read together, and apart from all others. */
export interface Reading {
  /** Indices of the lists. */
  readonly lists: readonly number[];
  /** One after another, each for `passOver` and in its order. */
  readonly passes: readonly (readonly InputFile[])[];
}

/**
 * How to read lists of files each in its own order with the fewest passes over each archive that can only be read from its start on: a list needs
 * another pass wherever a file is stored before the one to be read before it. A list in no such archive is a reading of its own.
 */
export function planPasses(lists: readonly (readonly InputFile[])[]): readonly Reading[] {
  const readings = new Map<string | number, { readonly lists: number[]; readonly passes: InputFile[][] }>();
  lists.forEach((list, index) => {
    const key = list.map(sharedReading).find((one) => one !== undefined) ?? index;
    const reading = readings.get(key) ?? { lists: [], passes: [] };
    readings.set(key, reading);
    reading.lists.push(index);
    let pass = 0;
    list.forEach((input, at) => {
      const before = list[at - 1];
      if (before !== undefined && !followsInOnePass(before, input)) pass++;
      (reading.passes[pass] ??= []).push(input);
    });
  });
  return [...readings.values()].map(({ lists: of, passes }) => ({ lists: of, passes: passes.map(inReadingOrder) }));
}

/** As `passOver` gives them. */
function inReadingOrder(inputs: readonly InputFile[]): readonly InputFile[] {
  const shared = inputs.filter((input) => sharedReading(input) !== undefined);
  return [
    ...inputs.filter((input) => sharedReading(input) === undefined),
    ...shared.sort((a, b) => (a.member === undefined || b.member === undefined ? 0 : byPlace(a.member, b.member))),
  ];
}

function followsInOnePass(before: InputFile, input: InputFile): boolean {
  const shared = sharedReading(input);
  if (shared !== sharedReading(before)) return false;
  return shared === undefined || before.member === undefined || input.member === undefined || byPlace(before.member, input.member) < 0;
}
