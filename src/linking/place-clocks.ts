import { median, min } from "d3-array";
import type { Clock } from "../model/event.ts";
import type { PlacedClock } from "../model/report.ts";
import { hasText } from "../lib/few.ts";
import type { WallToUtc } from "../lib/time-zone.ts";
import { HOUR_US, shownAt } from "./repeated-hour.ts";
import { inOrderOfSource, type Lineage, type LinkSource } from "./link-source.ts";

/** Every zone in use is a whole multiple of this away from UTC, µs. */
const ZONE_STEP_US = 15 * 60_000_000;
/** No zone is further from UTC, µs. */
const FURTHEST_US = 14 * 3_600_000_000;

export interface PlacedClocks {
  /** µs UTC of an instant on a source's clock; undefined where that clock could not be placed. */
  readonly toUtc: (source: number, clock: Clock, atUs: number) => number | undefined;
  readonly clocks: readonly PlacedClock[];
}

interface LocalGroup {
  readonly host: string | undefined;
  readonly lineages: Lineage[];
  /** First instant each instance and each request is seen in, on the local clock. */
  readonly firstSeen: FirstSeen;
}

type FirstSeen = Readonly<Record<"instances" | "requests", Map<string, number>>>;

/**
 * Places every clock on UTC. Clocks that state their zone stay; local ones go by `--timezone`, else by the instances that they and
 * an already placed clock both saw first, else by the requests, else are taken for UTC. A zone is a property of a host, so its logs move together.
 */
export function placeClocks(
  lineages: readonly Lineage[],
  sources: readonly LinkSource[],
  hosts: readonly (string | undefined)[],
  zone: { readonly name: string; readonly toUtc: WallToUtc } | undefined,
): PlacedClocks {
  const clocks: PlacedClock[] = [];
  const paths = (list: readonly Lineage[]): string[] => list.flatMap((lineage) => lineage.sources.map((index) => sources[index]?.path ?? ""));
  const having = (clock: Clock): Lineage[] => inOrderOfSource(lineages).filter((lineage) => lineage.paired.extents.some((extent) => extent.clock === clock));

  const utc = having("utc");
  if (utc.length > 0) clocks.push({ host: null, sources: paths(utc), clock: "utc", offsetUs: 0, how: "stated", basis: "each record says its zone, or its format is always UTC" });
  const boottime = having("boottime");
  if (boottime.length > 0) {
    clocks.push({ host: null, sources: paths(boottime), clock: "boottime", offsetUs: null, how: "unplaced", basis: "time since the host booted, and nothing says when that was" });
  }

  const groups = groupByHost(having("local"), hosts);
  const offsets = new Map<number, number>();
  const settle = (group: LocalGroup, offsetUs: number, how: PlacedClock["how"], basis: string): void => {
    for (const lineage of group.lineages) for (const source of lineage.sources) offsets.set(source, offsetUs);
    clocks.push({ host: group.host ?? null, sources: paths(group.lineages), clock: "local", offsetUs, how, basis });
  };

  if (zone !== undefined) {
    for (const group of groups) {
      const atUs = Math.min(...group.lineages.flatMap(({ paired }) => paired.extents.filter(({ clock }) => clock === "local").map(({ fromUs }) => fromUs)));
      settle(group, zone.toUtc(atUs) - atUs, "option", `local time of ${zone.name}`);
    }
    return { toUtc: localBy(lineages, (_, wallUs) => zone.toUtc(wallUs)), clocks };
  }

  const placed = firstSeenBy(utc, "utc");
  let waiting = groups;
  for (let found = true; found && waiting.length > 0; ) {
    found = false;
    for (const group of waiting) {
      const match = matchOffset(group.firstSeen, placed, "instances") ?? matchOffset(group.firstSeen, placed, "requests");
      if (match === undefined) continue;
      settle(group, match.offsetUs, "matched", match.basis);
      for (const kind of ["instances", "requests"] as const) for (const [id, atUs] of group.firstSeen[kind]) see(placed[kind], id, atUs + match.offsetUs);
      waiting = waiting.filter((other) => other !== group);
      found = true;
    }
  }
  for (const group of waiting) {
    settle(
      group,
      0,
      "assumed",
      utc.length === 0 ? "no source states its zone: local times are taken for UTC" : "no instance and no request is seen both here and by a placed clock: taken for UTC",
    );
  }
  return { toUtc: localBy(lineages, (source, wallUs) => wallUs + (offsets.get(source) ?? 0)), clocks };
}

/** A function of its own, lest what it is kept in outlive the lineages. `place`: the first reading of what a local clock shows. */
function localBy(lineages: readonly Lineage[], place: (source: number, wallUs: number) => number): PlacedClocks["toUtc"] {
  const putBack = new Map<number, readonly number[]>();
  for (const { sources, paired: { putBackUs } } of lineages) if (putBackUs.length > 0) for (const source of sources) putBack.set(source, putBackUs);
  return (source, clock, atUs) => {
    if (clock !== "local") return clock === "utc" ? atUs : undefined;
    const backUs = putBack.get(source);
    if (backUs === undefined) return place(source, atUs);
    const { wallUs, again } = shownAt(atUs, backUs);
    return place(source, wallUs) + (again ? HOUR_US : 0);
  };
}

function groupByHost(lineages: readonly Lineage[], hosts: readonly (string | undefined)[]): LocalGroup[] {
  const byHost = new Map<string | undefined, Lineage[]>();
  for (const lineage of lineages) {
    const host = hosts[lineage.sources[0] ?? -1];
    const list = byHost.get(host);
    if (list === undefined) byHost.set(host, [lineage]);
    else list.push(lineage);
  }
  return [...byHost].map(([host, list]) => ({ host, lineages: list, firstSeen: firstSeenBy(list, "local") }));
}

function firstSeenBy(lineages: readonly Lineage[], clock: Clock): FirstSeen {
  const instances = new Map<string, number>();
  const requests = new Map<string, number>();
  for (const { paired } of lineages) {
    for (const trails of paired.trails.values()) {
      for (const trail of trails) {
        if (trail.clock !== clock) continue;
        if (hasText(trail.instances, trail.id)) see(instances, trail.id, min(trail.atUs));
        else if (trail.id.startsWith("req-")) see(requests, trail.id, min(trail.atUs));
      }
    }
    for (const { instanceId, requestId, writer, atUs } of paired.identities) {
      if (writer.clock !== clock) continue;
      see(instances, instanceId, atUs);
      see(requests, requestId, atUs);
    }
  }
  return { instances, requests };
}

function see(first: Map<string, number>, id: string | undefined, atUs: number | undefined): void {
  if (id !== undefined && atUs !== undefined && atUs < (first.get(id) ?? Number.POSITIVE_INFINITY)) first.set(id, atUs);
}

/** The quarter-hour offset that most shared instances, or requests, agree on; undefined unless more than half of them do. */
function matchOffset(local: FirstSeen, placed: FirstSeen, kind: keyof FirstSeen): { offsetUs: number; basis: string } | undefined {
  const votes = new Map<number, number[]>();
  let shared = 0;
  for (const [id, atUs] of local[kind]) {
    const utcUs = placed[kind].get(id);
    if (utcUs === undefined) continue;
    shared++;
    const offsetUs = Math.round((utcUs - atUs) / ZONE_STEP_US) * ZONE_STEP_US;
    if (Math.abs(offsetUs) > FURTHEST_US) continue;
    const list = votes.get(offsetUs);
    if (list === undefined) votes.set(offsetUs, [utcUs - atUs - offsetUs]);
    else list.push(utcUs - atUs - offsetUs);
  }
  const [best] = [...votes].sort(([a, left], [b, right]) => right.length - left.length || Math.abs(a) - Math.abs(b));
  if (best === undefined || best[1].length * 2 <= shared) return undefined;
  const [offsetUs, residuals] = best;
  const apartS = ((median(residuals.map(Math.abs)) ?? 0) / 1e6).toFixed(1);
  return { offsetUs, basis: `${best[1].length} of ${shared} ${kind} first seen at the same quarter-hour offset, median ${apartS} s apart` };
}
