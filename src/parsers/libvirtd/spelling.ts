/**
 * Texts over bytes below 128, spelt out as a tree, to be found by bytes: `next[node * 128 + byte]` is the node behind a byte, 0 where no text goes on
 * like that. The root is node 0.
 */
export interface Spelling {
  next: Uint16Array;
  nodes: number;
}

const FIRST_NODES = 256;

export function noSpelling(): Spelling {
  return { next: new Uint16Array(FIRST_NODES * 128), nodes: 1 };
}

/** The node behind this byte, a new one if need be. There may be 65,536 of them. */
export function nodeBehind(spelling: Spelling, node: number, byte: number): number {
  const place = (node << 7) | byte;
  const known = spelling.next[place] ?? 0;
  if (known !== 0) return known;
  const added = spelling.nodes++;
  if (added << 7 === spelling.next.length) {
    const larger = new Uint16Array(spelling.next.length * 2);
    larger.set(spelling.next);
    spelling.next = larger;
  }
  spelling.next[place] = added;
  return added;
}

/** The node at the end of a text, which is put in. */
export function spell(spelling: Spelling, text: string): number {
  let node = 0;
  for (const byte of Buffer.from(text)) node = nodeBehind(spelling, node, byte);
  return node;
}
