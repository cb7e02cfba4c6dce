import { group } from "d3-array";
import { firstFrom } from "../lib/search.ts";
import type { TimedOperation } from "../model/trace.ts";
import { askedOf } from "./asked-of.ts";

/** Stamps of the two logs may disagree by this much about what lies inside what, µs. */
const COARSE_US = 2000;

/** A caller's line comes at most so long after the answer left the service, µs. */
const ANSWER_US = 500_000;

/** Of the calls of one kind at least this share must find what served them: else the service's log is of other times, or its clock of another hour. */
const LEAST_FOUND = 0.9;

/**
 * Names for whom a service served, where its own log does not say: a caller that logs what it asks, and when it was answered, encloses the serving. Each call is served
 * once; of several that enclose it the one answered first is meant. `operations`: in order of start.
 */
export function nameCallers(operations: readonly TimedOperation[]): readonly TimedOperation[] {
  const closed = operations.filter(({ open }) => !open);
  const served = group(closed.filter(({ operation }) => operation === "http-served"), ({ name }) => name);
  if (served.size === 0) return operations;
  const callerOf = new Map<TimedOperation, TimedOperation>();
  for (const [asked, calls] of group(closed.filter(({ operation }) => operation === "http-call"), ({ name }) => askedOf(name))) {
    const pairs = enclose(calls, served.get(asked) ?? []);
    if (pairs.length >= LEAST_FOUND * calls.length) for (const [call, serving] of pairs) callerOf.set(serving, call);
  }
  return callerOf.size === 0 ? operations : operations.map((operation) => withCaller(operation, callerOf.get(operation)));
}

function withCaller(serving: TimedOperation, call: TimedOperation | undefined): TimedOperation {
  const { actor } = serving;
  if (call?.actor.instance === undefined || actor.instance !== undefined || actor.globalRequestId !== undefined) return serving;
  const { instance, role, requestId } = call.actor;
  return { ...serving, actor: { ...actor, instance, role, globalRequestId: requestId } };
}

/** What was served, in order of its end, with the call that encloses it. */
function enclose(calls: readonly TimedOperation[], servings: readonly TimedOperation[]): readonly (readonly [call: TimedOperation, serving: TimedOperation])[] {
  const byEnd = (a: TimedOperation, b: TimedOperation): number => a.endUs - b.endUs || a.startUs - b.startUs;
  const inOrder = [...calls].sort(byEnd);
  const endsUs = inOrder.map(({ endUs }) => endUs);
  const left = new Set(inOrder);
  return [...servings].sort(byEnd).flatMap((serving) => {
    for (let index = firstFrom(endsUs, serving.endUs - COARSE_US); (endsUs[index] ?? Number.POSITIVE_INFINITY) <= serving.endUs + ANSWER_US; index++) {
      const call = inOrder[index];
      if (call === undefined || !left.has(call) || call.startUs > serving.startUs + COARSE_US) continue;
      left.delete(call);
      return [[call, serving] as const];
    }
    return [];
  });
}
