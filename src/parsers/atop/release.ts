const RELEASES = ["1.26", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "2.10", "2.11", "2.12", "2.13"] as const;

type Release = (typeof RELEASES)[number];
/** First and last release; a last of undefined: still so in the newest. */
type Span = readonly [first: Release, last: Release | undefined];

/** Number of fields after the header columns, by label: parseable.c of each release. `NET upper` is the line of the protocols. */
const COUNTS: Readonly<Record<string, Readonly<Record<number, Span>>>> = {
  CPU: { 13: ["1.26", "2.3"], 15: ["2.4", undefined] },
  cpu: { 13: ["1.26", "2.3"], 15: ["2.4", undefined] },
  MEM: { 7: ["1.26", "1.26"], 15: ["2.1", "2.5"], 16: ["2.6", "2.6"], 18: ["2.7", "2.7"], 21: ["2.8", "2.9"], 26: ["2.10", undefined] },
  SWP: { 6: ["1.26", "2.6"], 9: ["2.7", undefined] },
  PAG: { 6: ["1.26", "2.6"], 10: ["2.7", "2.7"], 12: ["2.8", "2.9"], 14: ["2.10", undefined] },
  DSK: { 6: ["1.26", "2.6"], 8: ["2.7", "2.7"], 10: ["2.8", undefined] },
  LVM: { 6: ["1.26", "2.6"], 8: ["2.7", "2.7"], 10: ["2.8", undefined] },
  MDD: { 6: ["1.26", "2.6"], 8: ["2.7", "2.7"], 10: ["2.8", undefined] },
  NET: { 7: ["1.26", "2.11"], 19: ["2.12", undefined] },
  "NET upper": { 9: ["1.26", "2.5"], 17: ["2.6", "2.9"], 18: ["2.10", undefined] },
  NUM: { 13: ["2.7", "2.9"], 14: ["2.10", undefined] },
  PRC: { 12: ["1.26", "1.26"], 14: ["2.1", "2.5"], 16: ["2.6", "2.7"], 19: ["2.8", "2.8"], 21: ["2.9", undefined] },
};

/** The release that brought a label, in either output. */
const SINCE: Readonly<Record<string, Release>> = {
  ...{ NFM: "2.2", NFC: "2.2", NFS: "2.2", GPU: "2.4", PSI: "2.4", IFB: "2.4", PRE: "2.4" },
  ...{ NUM: "2.7", NUC: "2.7", LLC: "2.8", CGR: "2.11" },
};

/** What the layout seen so far says about the release. */
export interface ReleaseGuess {
  /** Whether a row of this label adds anything. */
  readonly wants: (label: string) => boolean;
  readonly sawRow: (label: string, fields: number) => void;
  readonly sawJson: (keys: readonly string[]) => void;
  /** E.g. `atop 2.8`, `atop 2.4-2.5`, `atop >= 2.9`; undefined: nothing seen, or rows of several releases. */
  readonly name: () => string | undefined;
}

export function releaseGuess(): ReleaseGuess {
  const seen = new Set<string>();
  let first = 0;
  let last: number = RELEASES.length - 1;

  const narrow = ([from, to]: Span): void => {
    first = Math.max(first, RELEASES.indexOf(from));
    if (to !== undefined) last = Math.min(last, RELEASES.indexOf(to));
  };

  const sawLabel = (label: string): void => {
    const since = Object.hasOwn(SINCE, label) ? SINCE[label] : undefined;
    if (since !== undefined) narrow([since, undefined]);
  };

  return {
    wants: (label) => !seen.has(label) && (Object.hasOwn(COUNTS, label) || Object.hasOwn(SINCE, label)),
    sawRow: (label, fields) => {
      seen.add(label);
      const span = COUNTS[label]?.[fields];
      if (span !== undefined) narrow(span);
      sawLabel(label);
    },
    sawJson: (keys) => {
      if (!seen.has("JSON")) narrow(["2.6", undefined]);
      seen.add("JSON");
      keys.forEach(sawLabel);
    },
    name: () => {
      const oldest = RELEASES[first];
      const newest = RELEASES[last];
      if (oldest === undefined || newest === undefined || first > last || (first === 0 && last === RELEASES.length - 1)) return undefined;
      if (first === last && last < RELEASES.length - 1) return `atop ${oldest}`;
      return last === RELEASES.length - 1 ? `atop >= ${oldest}` : `atop ${oldest}-${newest}`;
    },
  };
}
