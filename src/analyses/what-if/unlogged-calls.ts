import { greatest, group, min, sum } from "d3-array";
import { columnOf, highestSoFar } from "../../lib/column.ts";
import type { Interval } from "../../lib/intervals.ts";
import { firstFrom } from "../../lib/search.ts";
import type { Acquisition } from "../../model/trace.ts";
import { waitOf } from "../awaited.ts";
import { heldStretch } from "../blame.ts";
import { isClaim } from "../claim.ts";
import { inOrderOfTime } from "../in-order-of-time.ts";
import { PASSING_US } from "../passing.ts";
import type { Replayable } from "./replayable.ts";

/** Claims that overtook this share of the work that waited are not in its queue: those of several kinds of calls may be in part. */
const OVERTAKING_SHARE = 0.9;

/** Fewer claims made while others waited tell nothing. */
const LEAST_CLAIMS = 3;

/** A stretch of a claim in which it may have called a service. */
interface Dark extends Interval {
  readonly acquisition: Acquisition;
  readonly service: string;
}

/**
 * The same study, had boots and deletes called a service in which others were seen to queue wherever their claims are known to call it and no line tells: of such a stretch as much
 * as the shortest of its kind took is taken to be served, and the rest to be waiting. Undefined: nothing of the kind shows, or claims went on while work that had come to the
 * service before them still waited.
 */
export function withUnloggedCalls(study: Replayable): Replayable | undefined {
  const { trace, doing } = study;
  const queues = group(trace.acquisitions.filter(({ form, resource }) => form === "inferred" && resource === "service"), ({ actor }) => actor.service);
  if (queues.size === 0) return undefined;
  const dark = trace.acquisitions.flatMap((acquisition) => {
    const { role, instance } = acquisition.actor;
    const hold = !isClaim(acquisition) || role === "background" || instance === undefined ? undefined : heldStretch(acquisition, trace.endUs ?? 0);
    if (hold === undefined) return [];
    return doing({ acquisition, ...hold }).flatMap(({ startUs, endUs, mayCall }): Dark[] => (mayCall === undefined || !queues.has(mayCall) ? [] : [{ acquisition, service: mayCall, startUs, endUs }]));
  });
  const calls = [...group(dark, ({ service }) => service)].flatMap(([service, own]) => {
    const queue = mostWaited(queues.get(service) ?? []);
    const [first] = queue;
    return first === undefined || overtakes(own, queue) ? [] : [...group(own, ({ acquisition: { by } }) => by).values()].flatMap((alike) => callsOf(alike, first));
  });
  return calls.length === 0 ? undefined : { ...study, trace: { ...trace, acquisitions: inOrderOfTime(trace.acquisitions, calls) } };
}

/** `like`: a passage through the queue. */
function callsOf(alike: readonly Dark[], like: Acquisition): readonly Acquisition[] {
  const servedUs = min(alike, ({ startUs, endUs }) => endUs - startUs) ?? 0;
  return alike.map(({ acquisition: { by, actor, place }, service, startUs, endUs }) => ({
    ...like, by, actor: { ...actor, service, host: like.actor.host }, acquiredUs: endUs - servedUs, waitUs: endUs - servedUs - startUs, releasedUs: endUs, holdUs: servedUs,
    state: "released", place,
  }));
}

/** Whether claims were through with all they may have called while others that had come to the queue before still waited. */
function overtakes(dark: readonly Dark[], queue: readonly Acquisition[]): boolean {
  const waits = queue.map(waitOf).filter((wait) => wait !== undefined).sort((a, b) => a.startUs - b.startUs);
  const startsUs = columnOf(waits, (wait) => wait.startUs);
  const reachesUs = highestSoFar(columnOf(waits, (wait) => wait.endUs));
  const longest = [...group(dark, ({ acquisition }) => acquisition).values()].flatMap((own) => greatest(own, (a, b) => a.endUs - a.startUs - (b.endUs - b.startUs)) ?? []);
  const passed = longest.flatMap(({ startUs, endUs }) => {
    const lastServedUs = reachesUs[firstFrom(startsUs, startUs - PASSING_US) - 1] ?? startUs;
    return lastServedUs <= startUs + PASSING_US ? [] : [lastServedUs > endUs + PASSING_US];
  });
  return passed.length >= LEAST_CLAIMS && passed.filter((each) => each).length >= OVERTAKING_SHARE * passed.length;
}

/** Those of several queues of one service that were waited for most. */
function mostWaited(passages: readonly Acquisition[]): readonly Acquisition[] {
  const waitUs = (own: readonly Acquisition[]): number => sum(own, ({ waitUs: us = 0 }) => us);
  return greatest([...group(passages, ({ identity }) => identity).values()], (a, b) => waitUs(a) - waitUs(b)) ?? [];
}
