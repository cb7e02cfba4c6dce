import { formatDuration } from "../lib/duration.ts";
import { formatCount } from "../lib/quantity.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { SortKey } from "../model/sort-key.ts";
import { bootWaitUs } from "./hotspot-wait.ts";
import { nameOfResource } from "./name-of-resource.ts";
import { noticeableUs } from "./removal.ts";
import { logged, say, type Sentence } from "./sentence.ts";

export interface HotspotColumn {
  readonly head: string;
  readonly align: "left" | "right";
  /** Lower ones stay when there is no room for all. */
  readonly priority: number;
  /** Columns below which it is not worth showing, and above which it takes no more. */
  readonly minWidth: number;
  readonly maxWidth: number;
  readonly cell: (hotspot: Hotspot) => Sentence;
  /** What it is sorted by; undefined: its text. */
  readonly value?: (hotspot: Hotspot) => number | null;
}

type Part = readonly [head: string, priority: number, value: (hotspot: Hotspot) => number | null];

const number = ([head, priority, value]: Part, format: (value: number | null) => string): HotspotColumn => ({
  head,
  align: "right",
  priority,
  minWidth: head.length,
  maxWidth: 14,
  cell: (hotspot) => say`${format(value(hotspot))}`,
  value,
});

const duration = (part: Part): HotspotColumn => number(part, formatDuration);
const count = (part: Part): HotspotColumn => number(part, formatCount);

const name = (head: string, priority: number, minWidth: number, maxWidth: number, value: (hotspot: Hotspot) => string | undefined): HotspotColumn => ({
  head,
  align: "left",
  priority,
  minWidth,
  maxWidth,
  cell: (hotspot) => {
    const text = value(hotspot);
    return text === undefined ? ["–"] : [logged(text)];
  },
});

/** What to know to read the table; undefined: it tells itself. */
export function noteOnColumns(hotspots: readonly Hotspot[]): Sentence | undefined {
  if (!hotspots.some((hotspot) => bootWaitUs(hotspot) > 0)) return undefined;
  const onPath = hotspots.some(({ onPathUs }) => (onPathUs ?? 0) > 0) ? " “On path” is what lies on the critical path to the last instance ready." : "";
  const later = hotspots.some(({ prediction }) => prediction !== null && noticeableUs(prediction) < 0) ? "; below zero is later: what comes after it is then waited for by more at once" : "";
  const saves = hotspots.some(({ prediction }) => prediction !== null) ? ` “Saves” is how much earlier the last instance would be ready without it, by a replay${later}.` : "";
  return say`The column “in boots” adds up what boots waited until they were ready; counts, percentiles and maxima are of all waits, deletes and background work included.${onPath}${saves}`;
}

/** The table of hotspots, in order of display. What is nothing in every one of them is left out; what they are ranked by always stays. */
export function hotspotColumns(hotspots: readonly Hotspot[], by: SortKey = "wait"): HotspotColumn[] {
  const first = (key: SortKey, priority: number): number => (by === key ? 0 : priority);
  const some = (value: (hotspot: Hotspot) => number | null): boolean => hotspots.some((hotspot) => (value(hotspot) ?? 0) > 0);
  const phase = (part: Part): HotspotColumn[] => (some(part[2]) ? [duration(part)] : []);
  const inBoots: Part = ["in boots", 0, bootWaitUs];
  const inAll: Part = ["waiting", 0, (hotspot) => hotspot.waitUs.total];
  return [
    { head: "#", align: "left", priority: 0, minWidth: Math.max(...hotspots.map(({ id }) => id.length), 1), maxWidth: 8, cell: (hotspot) => [hotspot.id] },
    name("resource", 0, 24, 46, nameOfResource),
    { head: "kind", align: "left", priority: 3, minWidth: 7, maxWidth: 7, cell: (hotspot) => say`${hotspot.kind}` },
    name("service", 1, 14, 22, (hotspot) => hotspot.service),
    duration(some(bootWaitUs) ? inBoots : inAll),
    ...(hotspots.some(({ prediction }) => prediction !== null) ? [duration(["saves", first("saved", 2), ({ prediction }) => (prediction === null ? null : noticeableUs(prediction))])] : []),
    ...phase(["on path", 2, (hotspot) => hotspot.onPathUs]),
    ...(by === "total" && some(bootWaitUs) ? phase(["of anyone", 0, inAll[2]]) : []),
    ...phase(["in deletes", first("delete", 8), (hotspot) => hotspot.waitByPhaseUs.delete]),
    ...(some(bootWaitUs) ? phase(["background", 9, (hotspot) => hotspot.waitByPhaseUs.background]) : []),
    count(["taken", 11, (hotspot) => hotspot.acquisitions]),
    count(["waits", first("count", 5), (hotspot) => hotspot.contentions]),
    duration(["p50", 10, (hotspot) => hotspot.waitUs.p50]),
    duration(["p95", 4, (hotspot) => hotspot.waitUs.p95]),
    duration(["max", first("max", 2), (hotspot) => hotspot.waitUs.max]),
    ...(some((hotspot) => hotspot.instances) ? [count(["instances", 6, (hotspot) => hotspot.instances])] : []),
    name("held most by", 7, 24, 44, (hotspot) => hotspot.holders[0]?.name),
  ];
}
