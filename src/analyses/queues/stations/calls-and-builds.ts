import type { Trace } from "../../../model/trace.ts";
import type { Station } from "../station.ts";
import { conductors } from "./conducting.ts";
import { serviceWorkers } from "./service-workers.ts";

/**
 * The workers of each service that logs what it serves. Those of a conductor build instances beside that, which nobody waits to be answered: where its log
 * shows both, both together come first.
 */
export function callsAndBuilds(trace: Trace): readonly Station[] {
  const calls = serviceWorkers(trace);
  const answering = calls.filter(({ service, arrivals }) => service === "nova-conductor" && arrivals === "seen");
  const builds = answering.length === 0 ? [] : conductors(trace);
  const both = answering.flatMap((station) => builds.filter(({ host }) => host === station.host).map(({ visits }) => ({ ...station, visits: [...station.visits, ...visits] })));
  return [...both, ...calls];
}
