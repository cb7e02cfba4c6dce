import { bisectRight, group, max } from "d3-array";
import type { TimedOperation, Trace } from "../../../model/trace.ts";
import { mayAllocate, timeOfAllocation } from "../../network-allocation.ts";
import { isAnswer, kindOfName, requestOf } from "../../called-service.ts";
import { isKnownService, workersOf } from "../services.ts";
import { PASSING_US } from "../../passing.ts";
import { STAMP_US } from "../stamp.ts";
import type { Station, Visit } from "../station.ts";

/**
 * The workers of each service that logs what it serves. A visit is one request: it arrives when its client sent it (a call logged by
 * the client; for a new server, what a benchmark saw from outside), starts when a worker takes it, and leaves with the answer. Where nobody
 * logged the sending, the boot that called was free to do so since its own last line elsewhere, or since the service's answer before.
 */
export function serviceWorkers(trace: Trace): readonly Station[] {
  const served = servedRequests(trace.operations);
  const sent = matchCalls(trace.operations, served);
  const freeUs = freeToCall(trace, served);
  return [...group(served, ({ actor }) => `${actor.service}|${actor.host ?? ""}`).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { service, host } = first.actor;
    const station = { ...workersOf(service, host), resource: "service", passingUs: PASSING_US, processes: processesOf(own) } as const;
    const seen = own.map((operation) => visitOf(operation, sent.get(operation), trace));
    return [
      ...(seen.every(({ arrivalUs, startUs }) => arrivalUs === startUs) ? [] : [{ ...station, arrivals: "seen" as const, visits: seen }]),
      { ...station, arrivals: "upstream" as const, visits: seen.map((visit, index) => (visit.arrivalUs === visit.startUs ? { ...visit, ...freeUs(own[index]) } : visit)) },
    ];
  });
}

/** What services that may be queues tell of their answers, but for what is too coarse to say who came first. */
export function servedRequests(operations: Trace["operations"]): readonly TimedOperation[] {
  return operations.filter(
    (one) => isAnswer(one) && !one.open && isKnownService(one.actor.service) && one.inWholeSeconds !== true,
  );
}

/** Of one service, as the report names them. */
export function processesOf(served: readonly TimedOperation[]): readonly string[] {
  const pids = new Set(served.map(({ actor }) => actor.pid).filter((pid) => pid !== undefined));
  return [...pids].sort((a, b) => a - b).map((pid) => `${served[0]?.actor.service ?? ""}[${pid}]`);
}

function visitOf(served: TimedOperation, call: TimedOperation | undefined, { instances }: Trace): Visit {
  const { actor, startUs, endUs, place, name } = served;
  const kind = kindOfName(name);
  if (call !== undefined) return { actor: call.actor, arrivalUs: Math.min(call.startUs, startUs), startUs, endUs, place: call.place, name: kind };
  return { actor, arrivalUs: requestedUs(served, instances) ?? startUs, startUs, endUs, place, name: kind };
}

/** When the outside asked for the server that this request creates. */
export function requestedUs({ actor, name, startUs }: TimedOperation, instances: Trace["instances"]): number | undefined {
  if (actor.instance === undefined || actor.role !== "boot" || !NEW_SERVER.test(name)) return undefined;
  const asked = instances[actor.instance]?.milestones.find(({ milestone, outside }) => milestone === "create-requested" && outside);
  return asked !== undefined && asked.atUs <= startUs ? asked.atUs : undefined;
}

// POST /v2.1/servers
const NEW_SERVER = /^POST \S*\/servers$/;

/** Since when one was free to call. */
type Freedom = Pick<Visit, "arrivalUs" | "sinceUs">;

/**
 * Since when a boot or delete had nothing else to do, as far as seen, but the call that was answered. What the main line writes meanwhile says nothing of the
 * allocation of the network beside it: that may have been waiting for longer.
 */
function freeToCall({ instances }: Trace, served: readonly TimedOperation[]): (operation: TimedOperation | undefined) => Freedom | undefined {
  const before = new Map<TimedOperation, Freedom>();
  for (const [instance, own] of group(served, ({ actor }) => actor.instance)) {
    if (instance === undefined) continue;
    const lines = instances[instance]?.ownLines() ?? [];
    const allocation = instances[instance] === undefined ? undefined : timeOfAllocation(instances[instance]);
    const linesUs = new Map<string, readonly number[]>();
    const lastEndUs = new Map<string, number>();
    for (const operation of own) {
      const { actor, startUs, endUs } = operation;
      let elsewhereUs = linesUs.get(actor.service);
      if (elsewhereUs === undefined) linesUs.set(actor.service, (elsewhereUs = lines.filter(({ service }) => service !== actor.service).map(({ atUs }) => atUs)));
      const lineUs = elsewhereUs[bisectRight(elsewhereUs, startUs) - 1];
      const answerUs = lastEndUs.get(actor.service);
      const answeredUs = answerUs === undefined || answerUs > startUs + STAMP_US ? undefined : Math.min(answerUs, startUs);
      const arrivalUs = max([lineUs, answeredUs], (us) => us);
      const isBeside = allocation !== undefined && actor.role === "boot" && mayAllocate(operation) && startUs >= allocation.startUs && startUs <= allocation.endUs;
      if (arrivalUs !== undefined) before.set(operation, { arrivalUs, sinceUs: isBeside ? Math.max(allocation.startUs, answeredUs ?? allocation.startUs) : arrivalUs });
      lastEndUs.set(actor.service, Math.max(endUs, answerUs ?? endUs));
    }
  }
  return (operation) => (operation === undefined ? undefined : before.get(operation));
}

/** Clocks of two logs of one host agree to this, µs. */
const SLACK_US = 5_000;

/** Which client's call each request answered: by message id, else by request id, method and path, the earliest first. */
function matchCalls(operations: readonly TimedOperation[], served: readonly TimedOperation[]): ReadonlyMap<TimedOperation, TimedOperation> {
  const calls = group(operations.filter(({ operation, open }) => !open && (operation === "rpc-call" || operation === "http-call")), (call) => keyOf(call, call.actor.requestId));
  const taken = new Map<string | undefined, number>();
  const sent = new Map<TimedOperation, TimedOperation>();
  for (const answer of served) {
    for (const requestId of [answer.actor.globalRequestId, answer.actor.requestId]) {
      const key = keyOf(answer, requestId);
      const own = key === undefined ? undefined : calls.get(key);
      if (own === undefined) continue;
      // Both are in order of their starts.
      let next = taken.get(key) ?? 0;
      while (next < own.length && (own[next]?.endUs ?? 0) < answer.endUs - SLACK_US) next++;
      const call = own[next];
      if (call !== undefined && call.startUs <= answer.startUs + SLACK_US) {
        sent.set(answer, call);
        next++;
      }
      taken.set(key, next);
      break;
    }
  }
  return sent;
}

function keyOf({ messageId, name }: TimedOperation, requestId: string | undefined): string | undefined {
  if (messageId !== undefined) return `message ${messageId}`;
  const request = requestOf(name);
  return request === undefined || requestId === undefined ? undefined : `${requestId} ${request.method} ${request.path}`;
}
