import type { Names } from "../model/names.ts";
import { lettersOf, openAliases, type Aliases } from "./aliases.ts";
import { aliasFolder, aliasPath } from "./file-names.ts";
import { CUT_ID, IPV4, PATTERNS } from "./patterns.ts";

/** Replaces what identifies a cloud and its people in any answer of the program. The same original gets the same alias in all that one redactor is given. */
export interface Redactor {
  readonly redact: <T>(answer: T) => T;
  /** Alias to original. */
  readonly key: () => ReadonlyMap<string, string>;
}

/** Hold words of the program's own, numbers of versions, or web pages of projects. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  "kind",
  "how",
  "role",
  "phase",
  "outcome",
  "operation",
  "code",
  "severity",
  "gauge",
  "format",
  "layout",
  "readyBy",
  "limitedBy",
  "remedy",
  "clock",
  "verdict",
  "judgement",
  "change",
  "service",
  "version",
  "versions",
  "references",
  "from_release",
]);

/** Hold the path of a file. */
const PATH_KEYS: ReadonlySet<string> = new Set(["path", "file"]);

/** Words of services and of this program: where a host or an instance is called so, only a word that stands alone in a line of a log is taken for it. */
const VOCABULARY: ReadonlySet<string> = new Set(
  "nova compute conductor scheduler api controller network neutron quantum keystone glance placement cinder libvirt libvirtd qemu server agent client host node instance boot delete lock wait build image request guest service event disk cpu core process line log the of for in on at to and no all a test".split(
    " ",
  ),
);

/** `names`: what the logs themselves tell of names; aliases are given to them in their order. */
export function openRedactor(names: Names): Redactor {
  const originals = new Set(namesIn(names));
  const aliases = openAliases(originals);
  const words = openWords(names, aliases);
  const folders = foldersOf(names.paths, aliases);

  const text = (given: string, isLogLine: boolean): string => {
    let told = given;
    for (const [folder, alias] of folders) told = told.replaceAll(folder, alias);
    told = words.replaceTangled(told);
    for (const { expression, alias } of PATTERNS) told = told.replace(expression, (found: string) => alias(found, aliases) ?? found);
    return words.replace(isLogLine ? told.replace(CUT_ID, "…") : told, isLogLine);
  };
  const walk = (value: unknown, key: string, isLogLine: boolean): unknown => {
    if (typeof value === "string") {
      if (OWN_KEYS.has(key)) return value;
      return PATH_KEYS.has(key) ? words.replace(text(aliasPath(value, aliases), false), false) : text(value, isLogLine);
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => walk(each, key, isLogLine));
    const isQuote = "file" in value && "line" in value && "text" in value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name, isQuote && name === "text")]));
  };
  return {
    redact: <T>(answer: T) => {
      for (const found of addressesIn(answer)) originals.add(found);
      return walk(answer, "", false) as T;
    },
    key: aliases.key,
  };
}

function namesIn({ instances, hosts }: Names): readonly string[] {
  return [...hosts, ...instances.flatMap(({ id, name, domain }) => [id, name, domain])].filter((name) => name !== undefined);
}

function* addressesIn(value: unknown): Generator<string> {
  if (typeof value === "string") for (const [found] of value.matchAll(IPV4)) yield found;
  else if (typeof value === "object" && value !== null) for (const each of Object.values(value)) yield* addressesIn(each);
}

/** The longest first: a folder in another is part of its path. */
function foldersOf(paths: readonly string[], aliases: Aliases): readonly (readonly [string, string])[] {
  const folders = new Set(paths.filter((path) => path.includes("/")).map((path) => path.slice(0, path.lastIndexOf("/"))).filter((folder) => folder !== ""));
  return [...folders].sort().map((folder) => [`${folder}/`, `${aliasFolder(folder, aliases)}/`] as const).sort(([a], [b]) => b.length - a.length);
}

interface Words {
  /** Only names in which a pattern would find an address or an id, and leave the rest. */
  readonly replaceTangled: (text: string) => string;
  readonly replace: (text: string, isLogLine: boolean) => string;
}

/** Names that only the logs can tell from ordinary words. */
function openWords({ instances, hosts }: Names, aliases: Aliases): Words {
  const known = new Map<string, string>();
  const add = (original: string | undefined, alias: (number: number) => string, kind: string): void => {
    if (original === undefined || original === "" || known.has(original.toLowerCase())) return;
    known.set(original.toLowerCase(), aliases.of(original.toLowerCase(), kind, alias));
  };
  for (const host of hosts) add(host, (number) => `host-${number}`, "host");
  // cmp1.example.org is the host cmp1
  for (const host of hosts) add(host.split(".", 1)[0], (number) => `host-${number}`, "host");
  instances.forEach(({ id, name, domain }, index) => {
    const alias = `instance-${lettersOf(index + 1)}`;
    add(name, () => alias, `${alias} name`);
    add(id, (number) => (name === undefined && number === 1 ? alias : `${alias}-uuid${number > 1 ? number : ""}`), `${alias} id`);
    add(domain, (number) => `${alias}-domain${number > 1 ? number : ""}`, `${alias} domain`);
  });
  // bench-<n>, as lines of several instances are put together
  for (const { name } of instances) {
    const stem = name === undefined ? undefined : /^(.*\D)\d+$/.exec(name)?.[1];
    if (stem !== undefined && stem.length > 1) add(`${stem}<n>`, (number) => `instance-<n>${number > 1 ? number : ""}`, "stem");
  }
  if (known.size === 0) return { replaceTangled: (text) => text, replace: (text) => text };
  const all = [...known.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const alone = all.filter((word) => VOCABULARY.has(word));
  const anywhere = all.filter((word) => !VOCABULARY.has(word));
  const [before, after] = ["(?<![\\da-z])", "(?![\\da-z])"];
  const within = expressionOf(anywhere, before, after);
  const displayed = new Set(instances.map(({ name }) => name?.toLowerCase()));
  const tangled = expressionOf(anywhere.filter((word) => displayed.has(word) && PATTERNS.some(({ expression }) => word.search(expression) >= 0)), before, after);
  const standing = expressionOf(alone, "(?<![\\w./:@-])", "(?![\\w./@-])");
  const aliasOf = (found: string): string => known.get(found.toLowerCase()) ?? found;
  return {
    replaceTangled: (text) => (tangled === undefined ? text : text.replace(tangled, aliasOf)),
    replace: (text, isLogLine) => {
      const told = within === undefined ? text : text.replace(within, aliasOf);
      if (standing === undefined) return told;
      if (isLogLine) return told.replace(standing, aliasOf);
      return alone.includes(told.toLowerCase()) ? aliasOf(told) : told;
    },
  };
}

/** Alternatives of fixed words: tried once at each place of the text, so in time proportional to it. */
function expressionOf(words: readonly string[], before: string, after: string): RegExp | undefined {
  if (words.length === 0) return undefined;
  const alternatives = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return new RegExp(`${before}(?:${alternatives})${after}`, "gi");
}
