import { RELEASES, describeReleases } from "../model/release.ts";
import type { Run, ServiceRelease } from "../model/run.ts";

type ReleasedRun = Pick<Run, "ready" | "releases">;

/** That runs are of releases of which no one can have written all, and which: a sentence. Undefined: they may be of one, as far as their logs tell. */
export function tellDifferingReleases(runs: readonly ReleasedRun[]): string | undefined {
  const services = [...new Set(runs.flatMap(({ releases }) => releases.map(({ service }) => service)))].sort();
  const told = new Map<string, string[]>();
  for (const service of services) {
    const found = runs.flatMap(({ ready, releases }) => releases.filter((one) => one.service === service).map((release) => ({ ready, release })));
    if (!found.some(({ release }) => found.some((other) => isOlder(release, other.release)))) continue;
    const text = releasesByBoots(found);
    told.set(text, [...(told.get(text) ?? []), service]);
  }
  if (told.size === 0) return undefined;
  const differing = [...told].map(([text, of]) => `${of.join(" and ")} ${text}`).join("; ");
  return `The runs are of different releases (${differing}): how they differ may be due to that instead of their numbers of boots.`;
}

/** `Queens with 5 and 10 boots, Zed with 20 boots` */
function releasesByBoots(found: readonly { readonly ready: number; readonly release: ServiceRelease }[]): string {
  const boots = new Map<string, number[]>();
  for (const { ready, release } of found) {
    const range = describeReleases(release);
    if (range !== undefined) boots.set(range, [...(boots.get(range) ?? []), ready]);
  }
  return [...boots].map(([range, numbers]) => `${range} with ${[...new Set(numbers)].join(" and ")} boots`).join(", ");
}

/** Whether the last of one comes before the first of the other. */
function isOlder({ to }: ServiceRelease, { from }: ServiceRelease): boolean {
  if (to === null || from === null) return false;
  const names: readonly string[] = RELEASES;
  const [last, first] = [names.indexOf(to), names.indexOf(from)];
  return last >= 0 && first >= 0 ? last < first : to.localeCompare(from, "en", { numeric: true }) < 0;
}
