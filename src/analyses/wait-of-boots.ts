import type { PhaseWaits } from "../model/hotspot.ts";

/** What boots waited until they were ready. */
export function waitOfBoots({ waitByPhaseUs: { create, ping, ssh } }: { readonly waitByPhaseUs: PhaseWaits }): number {
  return create + ping + ssh;
}
