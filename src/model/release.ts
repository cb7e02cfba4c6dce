/** OpenStack releases in order of time. */
export const RELEASES = [
  "Folsom",
  "Grizzly",
  "Havana",
  "Icehouse",
  "Juno",
  "Kilo",
  "Liberty",
  "Mitaka",
  "Newton",
  "Ocata",
  "Pike",
  "Queens",
  "Rocky",
  "Stein",
  "Train",
  "Ussuri",
  "Victoria",
  "Wallaby",
  "Xena",
  "Yoga",
  "Zed",
  "2023.1",
  "2023.2",
  "2024.1",
  "2024.2",
  "2025.1",
  "2025.2",
  "2026.1",
  "2026.2",
] as const;

export type Release = (typeof RELEASES)[number];

/** Both ends belong to it; undefined: open on that side. */
export interface ReleaseRange {
  readonly from: Release | undefined;
  readonly to: Release | undefined;
}

/** `Zed`, `Zed or later`, `up to Grizzly`, `Folsom or Grizzly`, `Havana to Juno`; undefined where nothing is known. Names of no release (a version of libvirt) are told alike. */
export function describeReleases({ from, to }: { readonly from: string | null | undefined; readonly to: string | null | undefined }): string | undefined {
  if (from === undefined || from === null) return to === undefined || to === null ? undefined : `up to ${to}`;
  if (to === undefined || to === null) return `${from} or later`;
  if (from === to) return from;
  const names: readonly string[] = RELEASES;
  const first = names.indexOf(from);
  return first >= 0 && names[first + 1] === to ? `${from} or ${to}` : `${from} to ${to}`;
}
