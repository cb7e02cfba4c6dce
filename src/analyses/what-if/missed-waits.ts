import { LEAST_REPLAYED_SHARE } from "../../model/what-if-report.ts";
import { passageKeys, resourceKey, type ResourceKey } from "../resource-key.ts";
import { resourceOf } from "../awaited.ts";
import type { Waits } from "./program.ts";
import type { Replayable } from "./replayable.ts";

/**
 * What a boot, or a delete, waited on average for each resource and does not wait in the replay of the run as it was, µs: only of resources of whose waiting the replay brings
 * about less than `LEAST_REPLAYED_SHARE`. Without them a run may be over sooner by as much.
 */
export function missedWaits({ trace, run }: Replayable, replayed: ReadonlyMap<ResourceKey, Waits>): ReadonlyMap<ResourceKey, Waits> {
  const boots = new Set(run?.boots.map(({ index }) => index));
  const measured = new Map<ResourceKey, { bootUs: number; deleteUs: number }>();
  const add = (key: ResourceKey, measure: keyof Waits, us: number): void => {
    let waits = measured.get(key);
    if (waits === undefined) measured.set(key, (waits = { bootUs: 0, deleteUs: 0 }));
    waits[measure] += us;
  };
  const keyOf = passageKeys();
  for (const acquisition of trace.acquisitions) {
    const { actor: { instance, role }, waitUs = 0 } = acquisition;
    if (waitUs > 0 && role !== "background" && instance !== undefined && boots.has(instance)) add(keyOf(acquisition), role === "boot" ? "bootUs" : "deleteUs", waitUs);
  }
  for (const { instance: { eventWaits } } of run?.boots ?? []) for (const wait of eventWaits) add(resourceKey(resourceOf(wait)), "bootUs", wait.endUs - wait.startUs);
  const missed = (measuredUs: number, replayedUs: number): number => (replayedUs < LEAST_REPLAYED_SHARE * measuredUs ? (measuredUs - replayedUs) / Math.max(1, boots.size) : 0);
  return new Map([...measured].map(([key, { bootUs, deleteUs }]) => {
    const { bootUs: bootsUs = 0, deleteUs: deletesUs = 0 } = replayed.get(key) ?? {};
    return [key, { bootUs: missed(bootUs, bootsUs), deleteUs: missed(deleteUs, deletesUs) }];
  }));
}
