import stringWidth from "string-width";
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
    expectThat(end !== undefined, `unbalanced backticks: ${line}`);
    kept += rest.slice(0, from - ticks.length);
    rest = rest.slice(from + (end?.index ?? 0) + ticks.length);
  }
}

/** Cells of a row by the laxest reading (any backslash escapes) and by the strictest (pairs of them escape one another). */
export function cellCounts(row: string): [number, number] {
  return [row.split(/(?<!\\)\|/).length, row.replace(/\\[\s\S]/g, "").split("|").length];
}

/** The tags of our own pages and drawings; anything else came from a log. */
const OWN_TAGS = new Set(
  "html head meta title style body header main footer nav section h1 h2 h3 p ul ol li a dl dt dd div span table caption thead tbody tr th td details summary code strong figure figcaption pre form label input select option button output script svg desc defs pattern g path rect circle line text tspan".split(" "),
);
const VOID_TAGS = new Set(["meta", "input"]);

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9:-]*(?:="[^"<>]*")?)*)\s*(\/?)>/y;

/** The page but for our own style and script, which no log has a part in. Data for the script is JSON in an element with attributes. */
export function withoutOwnCode(page: string): string {
  return page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, "<$1></$1>").replace(/'sha256-[^']+'/g, "'sha256-…'");
}

/** Lines that hold a tag, or a part of one, outside code. */
export function taggedLines(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => /[<>]/.test(outsideCode(line)));
}

/** A web address of the program's own, which is not broken. */
const ADDRESS_ALONE = /^ *see https?:\/\/[\w./:#?=&%+~-]+$/;

/** Lines that take more columns than they may. */
export function tooWideLines(text: string, columns: number): readonly string[] {
  return text.split("\n").filter((line) => stringWidth(line) > columns && !ADDRESS_ALONE.test(line));
}

/** As `expect` would say it. Itself it takes a hundred times as long where thousands of tags are looked at. */
function expectThat(holds: boolean, what: string): void {
  if (!holds) expect.fail(what);
}

/** Every tag is one of ours and closed in its place, every attribute is quoted, and between them is text. Returns what stands between the tags. */
export function expectSoundMarkup(written: string): string {
  const page = withoutOwnCode(written).replace("<!doctype html>\n", "");
  const open: string[] = [];
  let text = "";
  for (let at = 0; at < page.length; ) {
    const next = page.indexOf("<", at);
    text += page.slice(at, next < 0 ? page.length : next);
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(page);
    expectThat(tag !== null, page.slice(next, next + 200));
    const [whole = "", slash, name = "", attributes = "", selfClosed] = tag ?? [];
    expectThat(OWN_TAGS.has(name), whole);
    expectThat(!/&(?!(?:amp|lt|gt|quot|#39);)/.test(attributes), whole);
    expectThat(!/\s(?:style|on[a-z]+)=/.test(attributes.replace(/"[^"]*"/g, "")), whole);
    if (slash === "/") expectThat(open.pop() === name, whole);
    else if (selfClosed !== "/" && !VOID_TAGS.has(name)) open.push(name);
    at = TAG.lastIndex;
  }
  expect(open).toEqual([]);
  expect(text).not.toMatch(/>|&(?!(?:amp|lt|gt|quot|#39);)/);
  return text;
}
