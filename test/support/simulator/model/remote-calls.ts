import { cpu, delay, type Activity } from "../engine/simulation.ts";
import type { Task } from "../engine/resource.ts";
import type { RequestIds } from "../facts.ts";
import { served } from "./crew.ts";
import { say } from "./voice.ts";
import { cost, type World } from "./world.ts";

/** Checks a token with keystone, as often as the configuration has it. */
export function* checkTokens(world: World, task: Task, occasion: string): Activity {
  for (let index = 0; index < world.scenario.traits.tokenChecks; index += 1) {
    yield* served(world, task, world.crews.keystone, "token check", function* (worker) {
      const tookUs = yield cpu(cost(world, `${occasion} token ${String(index)}`, "keystoneToken"), `keystone ${String(worker)}`);
      say(world, { service: "keystone", worker, request: { id: newRequest(world, `${occasion} token ${String(index)}`), as: "nobody" }, boot: undefined }, access("GET", "/v3/auth/tokens", 200, 5212, tookUs));
    });
  }
}

/** nova-compute has its database written by a conductor. */
export function* saveThroughConductor(world: World, task: Task, occasion: string): Activity {
  yield delay(world.sim.draws.durationUs(`${occasion} bus`, 1500));
  yield* served(world, task, world.crews.conductor, "object_action", function* (worker) {
    yield cpu(cost(world, occasion, "conductorSave"), `nova-conductor ${String(worker)}`);
  });
}

export interface HttpCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
}

export function* callPlacement(world: World, task: Task, caller: RequestIds, occasion: string, call: HttpCall): Activity {
  yield* served(world, task, world.crews.placement, call.method, function* (worker) {
    const tookUs = yield cpu(cost(world, occasion, "placementCall"), `placement-api ${String(worker)}`);
    say(world, { service: "placement-api", worker, request: childOf(world, caller, occasion), boot: undefined }, access(call.method, call.path, call.status, call.bytes, tookUs));
  });
}

export function* callNeutron(world: World, task: Task, caller: RequestIds, occasion: string, activity: "portCreate" | "portUpdate" | "neutronGet", call: HttpCall): Activity {
  yield* served(world, task, world.crews.neutron, call.method, function* (worker, inner) {
    const sinceUs = world.sim.nowUs();
    yield* checkTokens(world, inner, occasion);
    yield cpu(cost(world, occasion, activity), `neutron-server ${String(worker)}`);
    say(world, { service: "neutron-server", worker, request: childOf(world, caller, occasion), boot: undefined }, access(call.method, call.path, call.status, call.bytes, world.sim.nowUs() - sinceUs));
  });
}

export function access(method: string, path: string, status: number, bytes: number, tookUs: number) {
  return { kind: "served", method, path, status, bytes, tookUs } as const;
}

export function newRequest({ sim }: World, occasion: string): string {
  return `req-${sim.draws.uuid(`${occasion} request`)}`;
}

/** The request that a service makes of another one for a request of its own. */
export function childOf(world: World, { id }: RequestIds, occasion: string): RequestIds {
  return { id: newRequest(world, occasion), globalId: id, as: "service" };
}
