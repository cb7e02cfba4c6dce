import { formatDuration } from "../lib/duration.ts";
import { formatCount } from "../lib/quantity.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { SortKey } from "../model/sort-key.ts";
import { bootWaitUs, othersNamed } from "./hotspot-wait.ts";
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

/** What to know to read these columns of the table; undefined: it tells itself. */
export function noteOnColumns(hotspots: readonly Hotspot[], heads: readonly string[]): Sentence | undefined {
  const has = (...some: string[]): boolean => some.some((head) => heads.includes(head));
  const predicted = hotspots.filter(({ prediction }) => prediction !== null);
  const later = predicted.some(({ prediction }) => prediction !== null && noticeableUs(prediction) < 0)
    ? "; below zero is later: what comes after it is then waited for by more at once"
    : "";
  const unknown = predicted.length === hotspots.length ? "" : "; “–”: not replayed, since too little waits for it, or nothing tells for whom it works";
  const sentences = [
    has("in boots") ? "“In boots” adds up what boots waited until they were ready." : "",
    has("saves") ? `“Saves” is how much earlier the last instance would be ready without it alone, by a replay${later}${unknown}.` : "",
    has("on path") ? "“On path” is time on the critical path to the last instance ready." : "",
    has("waits", "p50", "p95", "max") && has("in boots")
      ? `${heads.filter((head) => ["waits", "p50", "p95", "max"].includes(head)).join(", ")}: of all who found it taken, in deletes and background work, too.`
      : "",
  ].filter((sentence) => sentence !== "");
  return sentences.length === 0 ? undefined : say`${sentences.join(" ")}`;
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
    name("resource", 0, 18, 46, nameOfResource),
    { head: "kind", align: "left", priority: 6, minWidth: 7, maxWidth: 7, cell: (hotspot) => say`${hotspot.kind}` },
    name("service", 3, 14, 22, (hotspot) => hotspot.service),
    duration(some(bootWaitUs) ? inBoots : inAll),
    ...(hotspots.some(({ prediction }) => prediction !== null)
      ? [duration(["saves", first("saved", 1), ({ prediction }) => (prediction === null ? null : noticeableUs(prediction))])]
      : []),
    ...phase(["on path", 2, (hotspot) => hotspot.onPathUs]),
    ...(by === "total" && some(bootWaitUs) ? phase(["of anyone", 0, inAll[2]]) : []),
    ...phase(["in deletes", first("delete", 11), (hotspot) => hotspot.waitByPhaseUs.delete]),
    ...(some(bootWaitUs) ? phase(["background", 12, (hotspot) => hotspot.waitByPhaseUs.background]) : []),
    count(["taken", 14, (hotspot) => hotspot.acquisitions]),
    count(["waits", first("count", 8), (hotspot) => hotspot.contentions]),
    duration(["p50", 13, ({ contendedUs }) => contendedUs?.p50 ?? null]),
    duration(["p95", 7, ({ contendedUs }) => contendedUs?.p95 ?? null]),
    duration(["max", first("max", 5), (hotspot) => hotspot.waitUs.max]),
    ...(some((hotspot) => hotspot.instances) ? [count(["instances", 9, (hotspot) => hotspot.instances])] : []),
    name("held most by", 10, 24, 44, (hotspot) => othersNamed(hotspot, hotspot.holders)[0]?.name),
  ];
}
