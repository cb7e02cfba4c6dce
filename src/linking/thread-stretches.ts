import type { ThreadStretch } from "./bind-actors.ts";
import type { Joins } from "./join-instances.ts";
import type { Lineage } from "./link-source.ts";
import type { Placing } from "./placing.ts";

/** What libvirt's own log says each of its threads did for which instance, for traces that know only threads. */
export function threadStretches(lineages: readonly Lineage[], joins: Joins, { at, hostOf }: Placing): (host: string | undefined, tid: number) => readonly ThreadStretch[] {
  const stretches = new Map<string, ThreadStretch[]>();
  for (const { paired } of lineages) {
    for (const { operation, writer, work, place, startUs: rawStartUs, endUs: rawEndUs } of paired.operations) {
      if (operation !== "libvirt-api" || writer.tid === undefined || work === undefined) continue;
      const host = hostOf(writer, place.source);
      const id = work.instanceId ?? (work.domain === undefined ? undefined : joins.instanceOfDomain(work.domain, host));
      const instance = id === undefined ? undefined : joins.indexOf.get(id);
      const startUs = at(place.source, writer.clock, rawStartUs);
      const endUs = at(place.source, writer.clock, rawEndUs);
      if (instance === undefined || startUs === undefined || endUs === undefined) continue;
      const key = `${host ?? ""} ${writer.tid}`;
      const list = stretches.get(key);
      if (list === undefined) stretches.set(key, [{ startUs, endUs, instance }]);
      else list.push({ startUs, endUs, instance });
    }
  }
  for (const list of stretches.values()) list.sort((a, b) => a.startUs - b.startUs);
  return (host, tid) => stretches.get(`${host ?? ""} ${tid}`) ?? [];
}
