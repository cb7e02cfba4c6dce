import { rollup, sum } from "d3-array";
import { formatDuration } from "../lib/duration.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { PathStretch } from "../model/run.ts";
import { join, logged, say, type Sentence } from "./sentence.ts";

/** Parts of a critical path that are named. */
const MOST = 3;

/** What a critical path consists of, most first. Its list leaves short stretches to others; where it is the run's, hotspots know their own parts exactly. */
export function pathParts(path: readonly PathStretch[], hotspots: readonly Pick<Hotspot, "resource" | "onPathUs">[] = []): Sentence {
  const parts = new Map<string, { readonly name: Sentence; us: number }>();
  for (const { kind, name, resource, startUs, endUs } of path) {
    const key = resource === null ? `${kind} ${name}` : `through ${resource}`;
    const part = parts.get(key) ?? { name: resource === null ? [logged(name)] : say`through ${logged(resource)}`, us: 0 };
    parts.set(key, part);
    part.us += endUs - startUs;
  }
  const exactUs = rollup(hotspots, (own) => sum(own, ({ onPathUs }) => onPathUs ?? 0), ({ resource }) => `through ${resource}`);
  for (const [key, part] of parts) part.us = exactUs.get(key) ?? part.us;
  const most = [...parts.values()].sort((a, b) => b.us - a.us).slice(0, MOST);
  const othersUs = sum(path, ({ startUs, endUs }) => endUs - startUs) - sum(most, ({ us }) => us);
  return join(
    [...most.map(({ name, us }) => say`${name} ${formatDuration(us)}`), othersUs > 0 && parts.size > most.length ? say`other steps ${formatDuration(othersUs)}` : []],
    ", ",
  );
}
