import { describeReleases, RELEASES, type Release, type ReleaseRange } from "../model/release.ts";
import { mayBe } from "./releases.ts";

/** What holds in some releases; both ends belong to it, a missing one is open. */
export interface Form {
  readonly from?: Release;
  readonly to?: Release;
  readonly text: string;
}

/** Those that hold in one at least of the releases that the logs may come from. */
export function possibleForms(range: ReleaseRange | undefined, forms: readonly Form[]): readonly Form[] {
  return forms.filter(({ from, to }) => mayBe(range, from, to));
}

/** The form that holds: one alone if the logs decide it, else each with those of its releases that are possible before it; undefined where none holds. */
export function textIn(range: ReleaseRange | undefined, forms: readonly Form[]): string | undefined {
  const possible = possibleForms(range, forms);
  if (possible.length < 2) return possible[0]?.text;
  return possible.map((form) => `${heading(form, range)}: ${form.text}`).join(" ");
}

function heading({ from, to }: Form, range: ReleaseRange = { from: undefined, to: undefined }): string {
  const words = describeReleases({ from: later(from, range.from), to: earlier(to, range.to) }) ?? "Otherwise";
  return words.replace(/^up to/, "Up to");
}

function later(a: Release | undefined, b: Release | undefined): Release | undefined {
  return a === undefined || (b !== undefined && RELEASES.indexOf(b) > RELEASES.indexOf(a)) ? b : a;
}

function earlier(a: Release | undefined, b: Release | undefined): Release | undefined {
  return a === undefined || (b !== undefined && RELEASES.indexOf(b) < RELEASES.indexOf(a)) ? b : a;
}
