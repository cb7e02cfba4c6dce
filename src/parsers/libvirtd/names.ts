import { fieldEnd } from "./message-text.ts";
import { pointerText } from "./template.ts";

/**
 * One string for equal names: pointers, domains and APIs come again and again. A name so kept holds nothing of the line it was read from, and a map
 * finds it without counting its letters anew.
 */
export interface Names {
  /** text.slice(from, end) */
  readonly at: (text: string, from: number, end: number) => string;
  /** As `field` of message-text.ts reads it. */
  readonly field: (text: string, name: `${string}=`, from: number) => string | undefined;
  /** As it is printed. */
  readonly pointer: (pointer: number) => string;
}

/** So many are known at a time; then all are forgotten, which costs only that some are kept twice. */
const LIMIT = 8192;
/** Longer ones are not kept. */
const MOST_CHARS = 64;

export function createNames(): Names {
  const texts = new Map<string, string>();
  const fields = new Map<string, string>();
  const pointers = new Map<number, string>();
  return {
    at: (text, from, end) => keep(texts, text.slice(from, end)),
    field: (text, name, from) => {
      const at = text.indexOf(name, from);
      if (at < 0) return undefined;
      const start = at + name.length;
      // Nearly all values end before a space and are known: no need to look at each character.
      const known = fields.get(text.slice(start, Math.max(start, text.indexOf(" ", start))));
      if (known !== undefined) return known;
      const end = fieldEnd(text, start);
      return end === start ? undefined : keep(fields, text.slice(start, end));
    },
    pointer: (pointer) => {
      const known = pointers.get(pointer);
      if (known !== undefined) return known;
      if (pointers.size >= LIMIT) pointers.clear();
      const name = keep(fields, pointerText(pointer));
      pointers.set(pointer, name);
      return name;
    },
  };
}

function keep(known: Map<string, string>, slice: string): string {
  const name = known.get(slice);
  if (name !== undefined || slice.length > MOST_CHARS) return name ?? slice;
  if (known.size >= LIMIT) known.clear();
  const copy = copyOf(slice);
  known.set(copy, copy);
  return copy;
}

/** A slice would keep the whole line in memory. */
function copyOf(slice: string): string {
  return String.fromCharCode(...Array.from({ length: slice.length }, (_, index) => slice.charCodeAt(index)));
}
