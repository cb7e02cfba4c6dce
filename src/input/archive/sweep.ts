import { closeSync, fstatSync, openSync } from "node:fs";
import { unreadable } from "../file-note.ts";
import type { InputFile } from "../input-file.ts";
import type { Open } from "../bytes.ts";
import { cursorOfFile, partOf, type Cursor } from "./cursor.ts";
import { createMeter, LIMITS, type Meter } from "./limits.ts";
import { byPlace, type Layer, type Member } from "./member.ts";
import { bytesOf, openContent, type Content } from "./open-content.ts";
import { unfold } from "./unfold.ts";

/** A file whose turn it is to be read: by `open`, before the next is asked for, and no further than wanted. */
export interface Turn {
  readonly input: InputFile;
  readonly open: Open;
}

/** Members of one archive in the order they are stored: what they are all compressed in is unfolded once. Closed at the end, also when left early. */
export async function* sweep(inputs: readonly InputFile[], blockBytes: number): AsyncGenerator<Turn> {
  const wanted = inputs.flatMap((input) => (input.member === undefined ? [] : [{ input, member: input.member }])).sort((a, b) => byPlace(a.member, b.member));
  const [first] = wanted;
  if (first === undefined) return;
  let fd: number;
  try {
    fd = openSync(first.input.location, "r");
  } catch (error) {
    for (const { input } of wanted) yield { input, open: (_, note) => (note(unreadable(input.path, error)), Promise.resolve({ compression: undefined, blocks: none() })) };
    return;
  }
  try {
    const meter = createMeter(LIMITS);
    yield* sweepLayer(cursorOfFile(fd, fstatSync(fd).size, meter, blockBytes), wanted, 0, meter);
  } finally {
    closeSync(fd);
  }
}

async function* none(): AsyncGenerator<Buffer> {
  // An unreadable file has no blocks.
}

interface Wanted {
  readonly input: InputFile;
  readonly member: Member;
}

/** `wanted` in order of place, all in what `cursor` goes over. */
async function* sweepLayer(cursor: Cursor, wanted: readonly Wanted[], depth: number, meter: Meter): AsyncGenerator<Turn> {
  for (let at = 0; at < wanted.length; ) {
    const layer = wanted[at]?.member.layers[depth];
    if (layer === undefined) return;
    const group: Wanted[] = [];
    for (let one = wanted[at]; one !== undefined && isSame(one.member.layers[depth], layer); one = wanted[++at]) group.push(one);
    await cursor.moveTo(layer.from);
    const stored = layer.coding === undefined ? partOf(cursor, layer.length) : unfold(cursor, layer.length, layer.coding, meter);
    try {
      for (const { input, member } of group) if (member.layers.length === depth + 1) yield* turnOf(input, stored, meter);
      yield* sweepLayer(stored, group.filter(({ member }) => member.layers.length > depth + 1), depth + 1, meter);
    } finally {
      await stored.close();
    }
  }
}

function isSame(a: Layer | undefined, b: Layer): boolean {
  return a !== undefined && a.from === b.from && a.length === b.length && a.coding?.method === b.coding?.method;
}

async function* turnOf(input: InputFile, stored: Cursor, meter: Meter): AsyncGenerator<Turn> {
  let content: Content | undefined;
  const open: Open = async (_, note, from = 0) => {
    content = await openContent(stored, meter);
    if (from > 0) await content.plain.moveTo(from);
    return bytesOf(input.path, content, note);
  };
  try {
    yield { input, open };
  } finally {
    await content?.close();
  }
}
