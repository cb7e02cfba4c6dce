import { RELEASES, type Release, type ReleaseRange } from "../model/release.ts";
import type { TracedSource } from "../model/trace.ts";
import { servicesOf } from "./services-of.ts";

/** What the logs show of the release of one project (`nova`, `neutron`, …). */
export interface ProjectRelease extends ReleaseRange {
  readonly project: string;
  /** The signs it was told by, as parsers name them. */
  readonly basis: string;
}

/** What of a log tells the releases of those that wrote it. */
export type SignedSource = Pick<TracedSource, "format" | "service" | "services" | "versions">;

/** Projects count their versions from different numbers: a release is this much lower than nova's major version, 12 in Liberty. */
const BEHIND_NOVA: Readonly<Record<string, number>> = { nova: 0, glance: 1, keystone: 4, neutron: 5, cinder: 5, placement: 18 };

const LIBERTY = 12;

/** Versions before Liberty are named by date. */
const DATED: Readonly<Record<string, Release>> = { "2012.2": "Folsom", "2013.1": "Grizzly", "2013.2": "Havana", "2014.1": "Icehouse", "2014.2": "Juno", "2015.1": "Kilo" };

/** One before the first and one after the last: open on both sides. */
const EVERYWHERE: Range = { from: -1, to: RELEASES.length };

/** Indices into RELEASES, both inclusive; see EVERYWHERE. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** What the name of a service tells: neutron had another one at first, and nova got its conductor in Grizzly. */
const OF_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^quantum/, "the name quantum (Folsom or Grizzly)"],
  [/^neutron/, "the name neutron (Havana or later)"],
  [/^nova-conductor$/, "nova-conductor (Grizzly or later)"],
];

/**
 * Release ranges of the OpenStack projects in these logs, by name of project. A stated version decides; else what fingerprints leave possible. A
 * project whose own lines leave it open takes the bounds of the rest of the cloud where they agree with its own. Where the cloud shows no sign at
 * all, its projects are absent.
 */
export function releasesOf(sources: readonly SignedSource[]): readonly ProjectRelease[] {
  const signs = new Map<string, Set<string>>();
  for (const { service, versions } of sources
    .filter(({ format }) => format === "oslo-log")
    .flatMap((source) => servicesOf(source).map((service) => ({ service, versions: source.versions })))) {
    const project = projectOf(service);
    if (BEHIND_NOVA[project] === undefined) continue;
    const known = signs.get(project) ?? new Set<string>();
    signs.set(project, known);
    for (const [name, sign] of OF_NAMES) if (name.test(service)) known.add(sign);
    for (const sign of versions) if (versionOf(sign, project) !== undefined || fingerprintOf(sign, project) !== undefined) known.add(sign);
  }
  const own = [...signs].map(([project, all]) => ({ project, ...readSigns(project, [...all].sort()) })).sort((a, b) => (a.project < b.project ? -1 : 1));
  const cloud = intersection(own.map(({ range }) => range)) ?? EVERYWHERE;
  return own.flatMap(({ project, range, basis }) => {
    const { from, to } = intersection([range, cloud]) ?? range;
    if (from === EVERYWHERE.from && to === EVERYWHERE.to) return [];
    const others = from === range.from && to === range.to ? [] : ["as the rest of the cloud"];
    return [{ project, from: RELEASES[from], to: RELEASES[to], basis: [...basis, ...others].join("; ") }];
  });
}

/** By project, also of those without a log here: a cloud is of one release, for the most part, so they are taken for as old as nova. */
export function cloudReleases(sources: readonly SignedSource[]): ReadonlyMap<string, ReleaseRange> {
  const own = releasesOf(sources);
  const nova = own.find(({ project }) => project === "nova");
  const others = nova === undefined ? [] : Object.keys(BEHIND_NOVA).map((project) => [project, nova] as const);
  return new Map<string, ReleaseRange>([...others, ...own.map((release) => [release.project, release] as const)]);
}

/** Of one project; undefined: the logs show no sign of it. */
export function releaseOf(project: string, sources: readonly SignedSource[]): ProjectRelease | undefined {
  return releasesOf(sources).find((one) => one.project === project);
}

/** The project whose release decides what a service can do: `quantum-server` was neutron's first name. */
export function projectOf(service: string): string {
  const [project = service] = service.split("-", 1);
  return project === "quantum" ? "neutron" : project;
}

/** Whether a release may be one of those from `from` to `to`, both inclusive; an unknown release may. */
export function mayBe(range: ReleaseRange | undefined, from: Release | undefined, to: Release | undefined): boolean {
  const wanted = indicesOf({ from, to });
  const found = indicesOf(range ?? { from: undefined, to: undefined });
  return found.from <= wanted.to && wanted.from <= found.to;
}

/** Versions of libvirt in these logs, lowest first: `9.0.0`. */
export function libvirtVersionsOf(sources: readonly Pick<TracedSource, "versions">[]): readonly string[] {
  const found = sources.flatMap(({ versions }) => versions.map((sign) => LIBVIRT.exec(sign)?.[1]).filter((version) => version !== undefined));
  return [...new Set(found)].sort((a, b) => compareVersions(a, b) || (a < b ? -1 : 1));
}

// libvirt 9.0.0
const LIBVIRT = /^libvirt (\d+(?:\.\d+)*)/;

/** Whether all of these versions of libvirt are `since` or later; undefined where some are, or none is known. */
export function areSince(versions: readonly string[], since: string): boolean | undefined {
  const later = versions.filter((version) => compareVersions(version, since) >= 0).length;
  return versions.length === 0 || (later > 0 && later < versions.length) ? undefined : later > 0;
}

/** Below 0 where `a` is the lower version, number by number. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readSigns(project: string, signs: readonly string[]): { readonly range: Range; readonly basis: readonly string[] } {
  const versions = signs.filter((sign) => versionOf(sign, project) !== undefined);
  // Logs that span an upgrade state several versions: any of them may have written what is looked at.
  const stated = versions.map((sign) => versionOf(sign, project)).filter((release) => release !== undefined);
  if (stated.length > 0) return { range: { from: Math.min(...stated), to: Math.max(...stated) }, basis: versions };
  const fingerprints = signs.map((sign) => ({ sign, range: fingerprintOf(sign, project) ?? EVERYWHERE }));
  const ranges = fingerprints.map(({ range }) => range);
  const { from, to } = intersection(ranges) ?? hull(ranges);
  const bounding = fingerprints.filter(({ range }) => (range.from === from && from > EVERYWHERE.from) || (range.to === to && to < EVERYWHERE.to));
  return { range: { from, to }, basis: bounding.map(({ sign }) => sign) };
}

/** `nova 26.2.2`, `neutron 2013.2.1` */
function versionOf(sign: string, project: string): number | undefined {
  const [, name = "", version = ""] = VERSION.exec(sign) ?? [];
  if (projectOf(name) !== project) return undefined;
  const behind = BEHIND_NOVA[project] ?? 0;
  const dated = DATED[version.split(".").slice(0, 2).join(".")];
  if (dated !== undefined) return RELEASES.indexOf(dated);
  const major = Number(version.split(".", 1)[0]);
  if (major >= 2000) return undefined;
  const index = RELEASES.indexOf("Liberty") + major + behind - LIBERTY;
  return index < RELEASES.indexOf("Liberty") || index >= RELEASES.length ? undefined : index;
}

// nova 26.2.2, quantum 2013.1.1, 33.0.0.0rc1 as a version
const VERSION = /^([a-z]+) (\d{1,4}(?:\.\d+)+)/;

/** `oslo.log >= 4.8 (Zed or later)`, `nova's own locks say semaphore (Juno)`, `Grizzly (neutron: to Havana)` */
function fingerprintOf(sign: string, project: string): Range | undefined {
  const [, alone = "", only = alone] = ONLY.exec(sign) ?? [];
  const [, from = only, joint = "to", to = only] = RANGE.exec(sign) ?? [];
  const start = RELEASES.findIndex((release) => release === from);
  if (start < 0) return undefined;
  const [, whose, otherEnd = ""] = EXCEPTION.exec(sign) ?? [];
  const last = whose === project ? otherEnd : to;
  const end = joint === "or" && to === "later" ? EVERYWHERE.to : RELEASES.findIndex((release) => release === last);
  return end < start ? undefined : { from: start, to: end };
}

// Kilo to Wallaby, Zed or later, Folsom or Grizzly
const RANGE = /([A-Z][a-z]+|\d{4}\.\d) (or|to) ([A-Z][a-z]+|\d{4}\.\d|later)/;
// Folsom, Grizzly (neutron: to Havana), nova's own locks say semaphore (Juno)
const ONLY = /^([A-Z][a-z]+)(?:$| \()|\(([A-Z][a-z]+)\)$/;
// (neutron: to Juno)
const EXCEPTION = /\(([a-z]+): to ([A-Z][a-z]+)\)/;

function indicesOf({ from, to }: ReleaseRange): Range {
  return { from: from === undefined ? EVERYWHERE.from : RELEASES.indexOf(from), to: to === undefined ? EVERYWHERE.to : RELEASES.indexOf(to) };
}

function intersection(ranges: readonly Range[]): Range | undefined {
  const from = Math.max(EVERYWHERE.from, ...ranges.map((range) => range.from));
  const to = Math.min(EVERYWHERE.to, ...ranges.map((range) => range.to));
  return from > to ? undefined : { from, to };
}

function hull(ranges: readonly Range[]): Range {
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) };
}
