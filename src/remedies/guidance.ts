import { possibleForms, textIn, type Form } from "../analyses/forms.ts";
import { describeReleases, type ReleaseRange } from "../model/release.ts";

/** What to do, and the releases it is meant for. */
export interface Guidance {
  readonly text: string;
  /** Null: it holds whatever the release, or says itself where each part holds. */
  readonly appliesTo: string | null;
}

/** The forms that hold in the releases the logs may come from: one alone if the logs decide it, else each with its releases before it. */
export function inRelease(range: ReleaseRange | undefined, forms: readonly Form[]): Guidance {
  const several = possibleForms(range, forms).length > 1;
  return { text: textIn(range, forms) ?? "No option of this release helps.", appliesTo: several || range === undefined ? null : describeReleases(range) ?? null };
}

/** The same in every release. */
export function anyRelease(text: string): Guidance {
  return { text, appliesTo: null };
}
