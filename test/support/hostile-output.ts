import { expect } from "vitest";

/** Controls but the line end, and what hides or turns other characters: none of them may reach a reader raw. */
export const UNSHOWABLE = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;

/** What the terminal reports themselves write. */
export const OWN_CODES = /\u001b\[(?:1|2|22|31|33|39)m/g;

export interface Fence {
  readonly content: readonly string[];
}

/** As CommonMark reads it: a fence ends at the first line of at least as many backticks as began it. */
export function fencesOf(text: string): { readonly fences: readonly Fence[]; readonly outside: readonly string[] } {
  const fences: Fence[] = [];
  const outside: string[] = [];
  let open: { ticks: number; content: string[] } | undefined;
  for (const line of text.split("\n")) {
    const ticks = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    const count = ticks?.[1]?.length ?? 0;
    if (open === undefined) {
      if (count > 0) open = { ticks: count, content: [] };
      else outside.push(line);
    } else if (count >= open.ticks && ticks?.[2]?.trim() === "") {
      fences.push(open);
      open = undefined;
    } else open.content.push(line);
  }
  expect(open).toBeUndefined();
  return { fences, outside };
}

/** The line without its code spans: a run of backticks up to the next run of the same length. */
export function outsideCode(line: string): string {
  let rest = line;
  let kept = "";
  for (;;) {
    const run = /(?<!\\)(?:\\\\)*(`+)/.exec(rest);
    if (run?.[1] === undefined) return kept + rest;
    const ticks = run[1];
    const from = run.index + run[0].length;
    const end = [...rest.slice(from).matchAll(/`+/g)].find(([each]) => each.length === ticks.length);
    expect(end, `unbalanced backticks: ${line}`).toBeDefined();
    kept += rest.slice(0, from - ticks.length);
    rest = rest.slice(from + (end?.index ?? 0) + ticks.length);
  }
}

/** Cells of a row by the laxest reading (any backslash escapes) and by the strictest (pairs of them escape one another). */
export function cellCounts(row: string): [number, number] {
  return [row.split(/(?<!\\)\|/).length, row.replace(/\\[\s\S]/g, "").split("|").length];
}
