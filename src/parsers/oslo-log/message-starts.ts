import { xmlStarts } from "./domain-xml.ts";
import { openRules } from "./rules.ts";

/** What the beginning of a message says of it. */
export const NOTHING = 0;
/** A rule may read it, unless it is of the oslo libraries. */
export const UNLESS_OSLO = 1;
/** A rule may read it. */
const RULED = 2;
/** So it is, and what a domain is called follows on further lines. */
export const XML = 3;

/**
 * The beginnings of all messages that a rule may read, as a tree over bytes: `next[node * 128 + byte]` is the node behind a byte, 0 if no beginning goes
 * on like that.
 */
export interface MessageStarts {
  readonly next: Uint16Array;
  /** What ends at the node; with `FINAL` added where no beginning that goes on from there says more. */
  readonly ends: Uint8Array;
}

const FINAL = 8;

let built: MessageStarts | undefined;

/** Made once: all sources have the same rules. */
export function messageStarts(): MessageStarts {
  built ??= treeOf([
    ...openRules().starts.map(({ starts, unlessOslo }) => [starts, unlessOslo === true ? UNLESS_OSLO : RULED] as const),
    ...xmlStarts.map((start) => [start, XML] as const),
  ]);
  return built;
}

function treeOf(starts: readonly (readonly [start: string, end: number])[]): MessageStarts {
  const nodes: { readonly next: Map<number, number>; end: number }[] = [{ next: new Map(), end: NOTHING }];
  for (const [start, end] of starts) {
    let node = nodes[0];
    for (let at = 0; at < start.length && node !== undefined; at++) {
      const byte = start.charCodeAt(at);
      const known = node.next.get(byte) ?? nodes.length;
      if (known === nodes.length) {
        nodes.push({ next: new Map(), end: NOTHING });
        node.next.set(byte, known);
      }
      node = nodes[known];
    }
    if (node !== undefined) node.end = Math.max(node.end, end);
  }
  const next = new Uint16Array(nodes.length * 128);
  nodes.forEach((node, index) => {
    for (const [byte, to] of node.next) next[index * 128 + byte] = to;
  });
  const most = nodes.map(({ end }) => end);
  // Nodes stand behind those they go on from.
  for (let index = nodes.length - 1; index >= 0; index--) {
    for (const to of nodes[index]?.next.values() ?? []) most[index] = Math.max(most[index] ?? NOTHING, most[to] ?? NOTHING);
  }
  return { next, ends: Uint8Array.from(nodes, ({ end }, index) => (end !== NOTHING && end === most[index] ? end + FINAL : end)) };
}

/** What the message at bytes[from, to) may mean. */
export function endOfStart({ next, ends }: MessageStarts, bytes: Uint8Array, from: number, to: number): number {
  let node = 0;
  let found = NOTHING;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    node = byte < 128 ? (next[node * 128 + byte] ?? 0) : 0;
    if (node === 0) return found;
    const end = ends[node] ?? NOTHING;
    if (end >= FINAL) return end - FINAL;
    if (end > found) found = end;
  }
  return found;
}
