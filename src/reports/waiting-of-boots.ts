import type { Hotspot } from "../model/hotspot.ts";
import type { Report } from "../model/report.ts";
import { bootWaitUs } from "./hotspot-wait.ts";

export interface WaitingOfBoots {
  /** Of the time until ready of all boots; 0..1. */
  readonly share: number;
  /** What boots waited for most, whatever the ranking is by; undefined: for nothing. */
  readonly worst: Hotspot | undefined;
}

/** Undefined where no boot became ready. */
export function waitingOfBoots({ instances, hotspots }: Report): WaitingOfBoots | undefined {
  const lived = instances.filter(({ requestUs, readyUs }) => requestUs !== null && readyUs !== null);
  const bootUs = lived.reduce((sum, { requestUs, readyUs }) => sum + (readyUs ?? 0) - (requestUs ?? 0), 0);
  if (bootUs <= 0) return undefined;
  const waitUs = lived.reduce((sum, instance) => sum + instance.waitUs, 0);
  const worst = hotspots.reduce<Hotspot | undefined>((most, each) => (bootWaitUs(each) > (most === undefined ? 0 : bootWaitUs(most)) ? each : most), undefined);
  return { share: waitUs / bootUs, worst };
}
