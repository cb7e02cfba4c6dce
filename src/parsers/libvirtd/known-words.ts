import { nodeBehind, noSpelling, type Spelling } from "./spelling.ts";

/** Words met in a log, each made text once. They are few: names of calls and of monitor commands. */
export interface KnownWords {
  spelling: Spelling;
  /** By node. */
  texts: (string | undefined)[];
  /** Index among the texts of the batch that `batches` names, by node. */
  places: number[];
  batches: number[];
}

/** Letters that differ. Beyond them, all words are forgotten. */
const MOST_NODES = 8192;

export function noWords(): KnownWords {
  return { spelling: noSpelling(), texts: [], places: [], batches: [] };
}

/** Index of the word bytes[from, to), all below 128, in the texts of this batch, where it is put if it is not there yet. `batch`: from 1 on. */
export function wordPlace(words: KnownWords, bytes: Uint8Array, from: number, to: number, batch: number, texts: string[]): number {
  if (words.spelling.nodes + to - from > MOST_NODES) Object.assign(words, noWords());
  let node = 0;
  for (let at = from; at < to; at++) node = nodeBehind(words.spelling, node, bytes[at] ?? 0);
  if (words.batches[node] === batch) return words.places[node] ?? 0;
  const place = texts.push((words.texts[node] ??= String.fromCharCode(...bytes.subarray(from, to)))) - 1;
  words.batches[node] = batch;
  words.places[node] = place;
  return place;
}
