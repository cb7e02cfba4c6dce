import type { Hotspot } from "../model/report.ts";

/** What boots waited in it, until they were ready. */
export function bootWaitUs(hotspot: Hotspot): number {
  const { create, ping, ssh } = hotspot.waitByPhaseUs;
  return create + ping + ssh;
}
