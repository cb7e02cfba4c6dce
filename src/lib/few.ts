/** No text, one, or several different ones. Most have one at most, which takes a tenth of the room of a set. */
export type Few = undefined | string | Set<string>;

/** The same with one more; a set is added to. */
export function withText(few: Few, text: string): Few {
  if (few === undefined || few === text) return text;
  return typeof few === "string" ? new Set([few, text]) : few.add(text);
}

/** In the order they were added. */
export function textsOf(few: Few): Iterable<string> {
  if (few === undefined) return [];
  return typeof few === "string" ? [few] : few;
}

export function hasText(few: Few, text: string): boolean {
  return few === text || (typeof few === "object" && few.has(text));
}

export function numberOf(few: Few): number {
  if (few === undefined) return 0;
  return typeof few === "string" ? 1 : few.size;
}
