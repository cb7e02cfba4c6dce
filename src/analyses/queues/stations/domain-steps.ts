import { group } from "d3-array";
import type { Trace } from "../../../model/trace.ts";
import type { DepartureStation } from "../station.ts";

/**
 * The steps of starting and stopping domains, which libvirt logs as they begin: inside some of them a lock is waited for that no line names (of
 * the security manager, of the cgroup set-up), so that the step is wait and own work together.
 */
export function domainSteps({ operations }: Trace): readonly DepartureStation[] {
  const steps = operations.filter(({ operation, open }) => operation === "domain-step" && !open);
  return [...group(steps, ({ actor, name }) => `${actor.host ?? ""}|${actor.service}|${actor.pid ?? ""}|${name}`).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { actor, name } = first;
    return [
      {
        service: actor.service, host: actor.host, pid: actor.pid, name: `${actor.service} ${name}`, option: undefined,
        departures: own.map((step) => ({ actor: step.actor, arrivalUs: step.startUs, departureUs: step.endUs, server: undefined, kind: name, place: step.place })),
      },
    ];
  });
}
