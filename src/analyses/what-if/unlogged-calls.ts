import { greatest, group, sum } from "d3-array";
import type { Acquisition } from "../../model/trace.ts";
import { heldStretch } from "../blame.ts";
import { isClaim } from "../doing.ts";
import { inOrderOfTime } from "../in-order-of-time.ts";
import type { Replayable } from "./replayable.ts";

/**
 * The same study, had boots and deletes called a service in which others were seen to queue wherever their claims are known to call it and no line tells: of such a stretch as much
 * as the shortest of its kind took is taken to be served, and the rest to be waiting. Undefined: nothing of the kind shows.
 */
export function withUnloggedCalls(study: Replayable): Replayable | undefined {
  const { trace, doing } = study;
  const queues = group(trace.acquisitions.filter(({ form, resource }) => form === "inferred" && resource === "service"), ({ actor }) => actor.service);
  if (queues.size === 0) return undefined;
  const dark = trace.acquisitions.flatMap((acquisition) => {
    const { role, instance } = acquisition.actor;
    const hold = !isClaim(acquisition) || role === "background" || instance === undefined ? undefined : heldStretch(acquisition, trace.endUs ?? 0);
    if (hold === undefined) return [];
    return doing({ acquisition, ...hold }).flatMap(({ startUs, endUs, mayCall }) => (mayCall === undefined || !queues.has(mayCall) ? [] : [{ acquisition, service: mayCall, startUs, endUs }]));
  });
  const calls = [...group(dark, ({ service, acquisition: { by } }) => `${service} ${by ?? ""}`).values()].flatMap((own) => {
    const servedUs = Math.min(...own.map(({ startUs, endUs }) => endUs - startUs));
    return own.flatMap(({ acquisition, service, startUs, endUs }): Acquisition[] => {
      const queue = mostWaited(queues.get(service) ?? []);
      return queue === undefined ? [] : [{
        ...queue, by: acquisition.by, actor: { ...acquisition.actor, service, host: queue.actor.host }, acquiredUs: endUs - servedUs, waitUs: endUs - servedUs - startUs,
        releasedUs: endUs, holdUs: servedUs, state: "released", place: acquisition.place,
      }];
    });
  });
  if (calls.length === 0) return undefined;
  return { ...study, trace: { ...trace, acquisitions: inOrderOfTime([...trace.acquisitions, ...calls]) } };
}

/** Of several queues of one service that with most waiting. */
function mostWaited(passages: readonly Acquisition[]): Acquisition | undefined {
  const waitUs = (own: readonly Acquisition[]): number => sum(own, ({ waitUs: us = 0 }) => us);
  return greatest([...group(passages, ({ identity }) => identity).values()], (a, b) => waitUs(a) - waitUs(b))?.[0];
}
