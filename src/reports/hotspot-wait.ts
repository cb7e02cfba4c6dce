import { formatDuration } from "../lib/duration.ts";
import { countOf } from "../lib/quantity.ts";
import type { Hotspot } from "../model/hotspot.ts";
import { say, type Sentence } from "./sentence.ts";

/** What boots waited in it, until they were ready. */
export function bootWaitUs(hotspot: Hotspot): number {
  const { create, ping, ssh } = hotspot.waitByPhaseUs;
  return create + ping + ssh;
}

/** `1.2 ms–9.41 s (p50 6.31 s) 37 times`: how long those waited who found it taken. */
export function waitedTimes({ contentions, contendedUs, waitUs }: Hotspot): Sentence {
  const often = countOf(contentions, "time");
  if (contendedUs === null) return contentions === 0 ? say`${often}` : say`${often}, ${formatDuration(waitUs.mean)} on average`;
  const { min, p50, max } = contendedUs;
  const [least, most] = [formatDuration(min), formatDuration(max)];
  return least === most ? say`${most} ${often}` : say`${least}–${most} (p50 ${formatDuration(p50)}) ${often}`;
}

/** `waited 1.2 ms–9.41 s (p50 6.31 s) 37 times`. */
export function waitedInShort(hotspot: Hotspot): Sentence {
  return hotspot.waitUs.total === 0 ? say`nobody waited for it as yet` : say`waited ${waitedTimes(hotspot)}`;
}

/** Without those called as the resource itself: a traced lock is called by the function that takes it, which tells nothing twice. */
export function othersNamed<T extends { readonly name: string }>({ resource }: Pick<Hotspot, "resource">, takers: readonly T[]): readonly T[] {
  return takers.filter(({ name }) => name !== resource);
}
