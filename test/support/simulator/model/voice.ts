import type { Resource } from "../engine/resource.ts";
import { acquire, release, type Activity } from "../engine/simulation.ts";
import type { LockForm, RequestIds, Service, StepName, What } from "../facts.ts";
import { functionName, type FunctionId } from "../functions.ts";
import type { Boot } from "./boot.ts";
import type { World } from "./world.ts";

/** On whose behalf a line is written. */
export interface Voice {
  readonly service: Service;
  readonly worker: number;
  readonly request: RequestIds | undefined;
  readonly boot: Boot | undefined;
}

export function say({ facts, sim }: World, voice: Voice, what: What, isTagged = true): void {
  facts.push({ kind: "service", atUs: sim.nowUs(), service: voice.service, worker: voice.worker, request: voice.request, tagged: isTagged ? voice.boot?.index : undefined, what });
}

export function step(world: World, voice: Voice, name: StepName, values: Readonly<Record<string, string | number>> = {}): void {
  say(world, voice, { kind: "step", step: name, values });
}

export interface NamedLock {
  readonly resource: Resource;
  /** As the log names the individual lock. */
  readonly name: string;
  readonly by: FunctionId;
  readonly form: LockForm;
}

/** Does the work while it holds the lock, and says so. */
export function* holding<Result>(world: World, voice: Voice, { resource, name, by, form }: NamedLock, work: () => Activity<Result>): Activity<Result> {
  const caller = functionName(by, world.scenario.dialect);
  say(world, voice, { kind: "lock-wanted", lock: name, by: caller, form }, false);
  const waitedUs = yield acquire(resource, caller);
  const sinceUs = world.sim.nowUs();
  say(world, voice, { kind: "lock-got", lock: name, by: caller, form, waitedUs }, false);
  const result = yield* work();
  yield release(resource);
  say(world, voice, { kind: "lock-left", lock: name, by: caller, form, heldUs: world.sim.nowUs() - sinceUs }, false);
  return result;
}
