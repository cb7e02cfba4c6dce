import { ascending, descending } from "d3-array";

/** Names listed per hotspot; the rest is in the timelines. */
const NAMES_LISTED = 10;

/** Time and number of occurrences by name. */
export type Tally = Map<string, { us: number; count: number }>;

export function add(tally: Tally, name: string, us: number, count = 1): void {
  const entry = tally.get(name);
  if (entry === undefined) tally.set(name, { us, count });
  else {
    entry.us += us;
    entry.count += count;
  }
}

/** The names with most time, most first, ties by name; whole µs. */
function largest(tally: Tally): readonly { readonly name: string; readonly us: number; readonly count: number }[] {
  return [...tally]
    .map(([name, { us, count }]) => ({ name, us: Math.round(us), count }))
    .sort((a, b) => descending(a.us, b.us) || ascending(a.name, b.name))
    .slice(0, NAMES_LISTED);
}

export function holdersOf(tally: Tally): readonly { readonly name: string; readonly waitCausedUs: number; readonly count: number }[] {
  return largest(tally).map(({ name, us, count }) => ({ name, waitCausedUs: us, count }));
}

export function waitersOf(tally: Tally): readonly { readonly name: string; readonly waitUs: number; readonly count: number }[] {
  return largest(tally).map(({ name, us, count }) => ({ name, waitUs: us, count }));
}
