import { formatDuration } from "../lib/duration.ts";
import { formatCount } from "../lib/quantity.ts";
import type { Hotspot } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import { bootWaitUs } from "./hotspot-wait.ts";
import { say, type Sentence } from "./sentence.ts";

/** Which hotspots a report shows, and what to say of the rest; undefined: nothing is left out. */
export interface HotspotChoice {
  readonly shown: readonly Hotspot[];
  readonly rest: Sentence | undefined;
}

/** The first `top` in rank order. What nobody waited for is only counted, unless it is to be fixed (others are waited for first as yet), or there is nothing else. */
export function chooseHotspots(report: Report, top: number): HotspotChoice {
  const fixed = new Set(report.run.fixOrder.map(({ hotspot }) => hotspot));
  const worthTelling = report.hotspots.filter(({ id, waitUs }) => waitUs.total > 0 || fixed.has(id));
  const candidates = worthTelling.length > 0 ? worthTelling : report.hotspots;
  const shown = candidates.slice(0, top);
  const left = report.hotspots.length - shown.length;
  if (left === 0) return { shown, rest: undefined };
  const others = candidates.slice(top);
  const bootUs = others.reduce((sum, hotspot) => sum + bootWaitUs(hotspot), 0);
  const totalUs = others.reduce((sum, hotspot) => sum + hotspot.waitUs.total, 0);
  const ofBoots = bootUs > 0 ? say`, ${formatDuration(bootUs)} of it of boots` : [];
  const waiting = totalUs === 0 ? say`nobody waited for ${left === 1 ? "it" : "them"}` : say`${formatDuration(totalUs)} of waiting${ofBoots}`;
  const more = others.length > 0 ? say`; --top ${candidates.length} shows ${others.length === left ? "all" : "those with waiting"}` : [];
  return { shown, rest: say`${formatCount(left)} more: ${waiting}${more}` };
}
