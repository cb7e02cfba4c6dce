import type { LinkSource } from "./link-source.ts";

/**
 * The host of each source: what the log itself says, else what all logs say that `HOST=PATH` gave the same name (one machine has one name), else that name,
 * else what the other logs of its directory agree on, else the directory that separates files of one kind, else, for what only a hypervisor writes, the only
 * hypervisor that is named, else undefined (one unnamed host).
 *
 * Hosts that call themselves the same in several directories that hold the same kind of log are told apart by the directory.
 */
export function nameHosts(sources: readonly LinkSource[]): readonly (string | undefined)[] {
  const directories = sources.map((source) => directoryOf(source.path));
  const stated = shortenNames(sources.map((source) => source.statedHost));
  const statedOf = agreedBy(sources.map(({ givenHost }) => givenHost), stated);
  const own = sources.map(({ givenHost }, index) => stated[index] ?? statedOf.get(givenHost) ?? givenHost);
  const agreed = agreedBy(directories, own);
  const separating = directoriesThatSeparate(sources, directories);
  const named = sources.map((_, index) => {
    const directory = directories[index] ?? "";
    return own[index] ?? agreed.get(directory) ?? (separating.has(directory) ? separating.get(directory) : undefined);
  });
  const hypervisors = new Set(named.filter((host, index) => host !== undefined && isOfHypervisor(sources[index])));
  const [only] = hypervisors;
  return tellTwinsApart(sources, directories, hypervisors.size === 1 ? named.map((host, index) => host ?? (isOfHypervisor(sources[index]) ? only : undefined)) : named);
}

/** Whose logs nobody but a hypervisor has; the network service's agents that wire guests' ports are on it, too. */
const OF_HYPERVISOR = /^(?:nova-compute|libvirtd|virt[a-z]+d|(?:neutron|quantum)-(?:openvswitch|linuxbridge|sriov-nic|macvtap|ovn)-agent)$/;

function isOfHypervisor(source: LinkSource | undefined): boolean {
  return source !== undefined && (source.format === "libvirtd" || source.format === "lock-trace" || OF_HYPERVISOR.test(source.service ?? ""));
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** `cmp1` and `cmp1.example.org` are one host if both are used. */
function shortenNames(names: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const used = new Set(names);
  return names.map((name) => {
    const label = name?.split(".")[0];
    return label !== undefined && used.has(label) ? label : name;
  });
}

/** The one name that all sources have that have the same key and any name; sources without a key agree on nothing. */
function agreedBy(keys: readonly (string | undefined)[], hosts: readonly (string | undefined)[]): ReadonlyMap<string | undefined, string> {
  const seen = new Map<string, Set<string>>();
  hosts.forEach((host, index) => {
    const key = keys[index];
    if (host === undefined || key === undefined) return;
    seen.set(key, (seen.get(key) ?? new Set()).add(host));
  });
  return new Map([...seen].flatMap(([key, names]) => {
    const [name] = names;
    return names.size === 1 && name !== undefined ? [[key, name] as const] : [];
  }));
}

/** Directories that hold a kind of log that another directory holds too, each with the part of its path that differs. */
function directoriesThatSeparate(sources: readonly LinkSource[], directories: readonly string[]): ReadonlyMap<string, string> {
  const byKind = new Map<string, Set<string>>();
  sources.forEach((source, index) => {
    const kind = kindOf(source);
    byKind.set(kind, (byKind.get(kind) ?? new Set()).add(directories[index] ?? ""));
  });
  const separating = new Set<string>();
  for (const several of byKind.values()) if (several.size > 1) for (const directory of several) separating.add(directory);
  return differingParts([...separating]);
}

function kindOf(source: LinkSource): string {
  return `${source.format} ${source.service ?? ""}`;
}

/** What is left of each path when the segments that all share are taken off both ends. */
function differingParts(paths: readonly string[]): ReadonlyMap<string, string> {
  const split = paths.map((path) => path.split("/"));
  const [first] = split;
  if (first === undefined) return new Map();
  let head = 0;
  while (split.every((segments) => segments.length > head + 1 && segments[head] === first[head])) head++;
  let tail = 0;
  while (split.every((segments) => segments.length - tail > head + 1 && segments.at(-1 - tail) === first.at(-1 - tail))) tail++;
  return new Map(paths.map((path, index) => [path, (split[index] ?? []).slice(head, (split[index] ?? []).length - tail).join("/") || "."]));
}

function tellTwinsApart(sources: readonly LinkSource[], directories: readonly string[], named: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const places = new Map<string, { readonly host: string; readonly several: Set<string> }>();
  named.forEach((host, index) => {
    const source = sources[index];
    if (host === undefined || source === undefined) return;
    const twin = `${host} ${kindOf(source)}`;
    const { several } = places.get(twin) ?? { several: new Set() };
    places.set(twin, { host, several: several.add(directories[index] ?? "") });
  });
  const shared = new Map<string, Set<string>>();
  for (const { host, several } of places.values()) {
    if (several.size < 2) continue;
    const known = shared.get(host) ?? new Set();
    several.forEach((directory) => known.add(directory));
    shared.set(host, known);
  }
  const labels = new Map([...shared].map(([host, several]) => [host, differingParts([...several])]));
  return named.map((host, index) => {
    if (host === undefined) return undefined;
    const label = labels.get(host)?.get(directories[index] ?? "");
    if (label === undefined || label === host) return host;
    return sources[index]?.givenHost ?? `${host} (${label})`;
  });
}
