import { describeReleases, mayBe, type Release, type ReleaseRange } from "../analyses/releases.ts";

/** What to do, and the releases it is meant for. */
export interface Guidance {
  readonly text: string;
  /** Null: it holds whatever the release, or says itself where each part holds. */
  readonly appliesTo: string | null;
}

/** What to do in some releases; both ends belong to it, a missing one is open. */
export interface Form {
  readonly from?: Release;
  readonly to?: Release;
  readonly text: string;
}

/** The forms that hold in the releases the logs may come from: one alone if the logs decide it, else each with its releases before it. */
export function inRelease(range: ReleaseRange | undefined, forms: readonly Form[]): Guidance {
  const possible = forms.filter(({ from, to }) => mayBe(range, from, to));
  const [only] = possible;
  if (only === undefined) return { text: "No option of this release helps.", appliesTo: range === undefined ? null : describeReleases(range) ?? null };
  if (possible.length === 1) return { text: only.text, appliesTo: range === undefined ? null : describeReleases(range) ?? null };
  return { text: possible.map(({ from, to, text }) => `${heading(from, to)}: ${text}`).join(" "), appliesTo: null };
}

/** The same in every release. */
export function anyRelease(text: string): Guidance {
  return { text, appliesTo: null };
}

function heading(from: Release | undefined, to: Release | undefined): string {
  const words = describeReleases({ from, to }) ?? "Otherwise";
  return words.replace(/^up to/, "Up to");
}
