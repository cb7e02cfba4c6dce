import type { Task } from "../engine/resource.ts";
import { cpu, delay, type Activity } from "../engine/simulation.ts";
import type { Boot } from "./boot.ts";
import { buildInstance } from "./build-instance.ts";
import { terminateInstance } from "./terminate-instance.ts";
import { access, callNeutron, callPlacement, checkTokens, newRequest } from "./remote-calls.ts";
import { NETWORK_ID } from "./network.ts";
import { served } from "./crew.ts";
import { say, step, type Voice } from "./voice.ts";
import { COMPUTE, cost, type World } from "./world.ts";

/** The API accepts a boot and leaves the rest to a conductor. */
export function* acceptBoot(world: World, task: Task, boot: Boot): Activity {
  const request = { id: boot.createRequest, as: "user" } as const;
  yield* served(world, task, world.crews.api, "POST /servers", function* (worker, inner) {
    const voice: Voice = { service: "nova-api", worker, request, boot };
    const program = `nova-api ${String(worker)}`;
    const sinceUs = world.sim.nowUs();
    const us = cost(world, boot.name, "apiCreate");
    yield cpu(Math.round(us * 0.05), program);
    step(world, voice, "create-called");
    yield* checkTokens(world, inner, `${boot.name} create`);
    yield cpu(Math.round(us * 0.35), program);
    yield* callNeutron(world, inner, request, `${boot.name} validate`, "neutronGet", { method: "GET", path: `/v2.0/networks?id=${NETWORK_ID}`, status: 200, bytes: 911 });
    yield cpu(Math.round(us * 0.4), program);
    step(world, voice, "running-instances");
    yield cpu(Math.round(us * 0.2), program);
    world.sim.spawn({ phase: "create", boot: boot.index, program: "nova-conductor" }, (built) => scheduleBoot(world, built, boot));
    say(world, voice, access("POST", "/v2.1/servers", 202, 860, world.sim.nowUs() - sinceUs), false);
  });
  boot.seen.acceptedUs = world.sim.nowUs();
}

/** A conductor has a host chosen and casts to it. While it waits for the scheduler it works for others. */
function* scheduleBoot(world: World, task: Task, boot: Boot): Activity {
  const request = { id: boot.createRequest, as: "user" } as const;
  const us = cost(world, boot.name, "conductorBuild");
  const conduct = (share: number, then: (voice: Voice) => void): Activity =>
    served(world, task, world.crews.conductor, "schedule_and_build_instances", function* (worker) {
      yield cpu(Math.round(us * share), `nova-conductor ${String(worker)}`);
      then({ service: "nova-conductor", worker, request, boot });
    });
  const sinceUs = world.sim.nowUs();
  yield* conduct(0.3, () => undefined);
  yield* served(world, task, world.crews.scheduler, "select_destinations", function* (worker, inner) {
    const voice: Voice = { service: "nova-scheduler", worker, request, boot };
    step(world, voice, "scheduling-started");
    yield cpu(cost(world, boot.name, "schedulerSelect"), `nova-scheduler ${String(worker)}`);
    if (world.scenario.dialect !== "grizzly") {
      yield* callPlacement(world, inner, request, `${boot.name} candidates`, { method: "GET", path: "/allocation_candidates?limit=1000&resources=DISK_GB%3A1%2CMEMORY_MB%3A64%2CVCPU%3A1", status: 200, bytes: 619 });
      yield* callPlacement(world, inner, request, `${boot.name} claim`, { method: "PUT", path: `/allocations/${boot.uuid}`, status: 204, bytes: 0 });
    }
    step(world, voice, "scheduler-selected");
  });
  yield* conduct(0.7, (voice) => {
    step(world, voice, "destinations-selected", { seconds: ((world.sim.nowUs() - sinceUs) / 1e6).toFixed(2) });
    step(world, voice, "host-selected");
  });
  yield delay(world.sim.draws.durationUs(`${boot.name} cast`, 2_500));
  world.sim.spawn({ phase: "create", boot: boot.index, program: COMPUTE }, (built) => buildInstance(world, built, boot));
}

export function* acceptDelete(world: World, task: Task, boot: Boot): Activity {
  const request = { id: boot.deleteRequest, as: "user" } as const;
  yield* served(world, task, world.crews.api, "DELETE /servers", function* (worker, inner) {
    const voice: Voice = { service: "nova-api", worker, request, boot };
    const program = `nova-api ${String(worker)}`;
    const sinceUs = world.sim.nowUs();
    const us = cost(world, boot.name, "apiDelete");
    step(world, voice, "delete-called");
    yield* checkTokens(world, inner, `${boot.name} delete`);
    yield cpu(us, program);
    yield delay(world.sim.draws.durationUs(`${boot.name} delete cast`, 2_500));
    world.sim.spawn({ phase: "delete", boot: boot.index, program: COMPUTE }, (ended) => terminateInstance(world, ended, boot));
    say(world, voice, access("DELETE", `/v2.1/servers/${boot.uuid}`, 204, 407, world.sim.nowUs() - sinceUs), false);
  });
  boot.seen.deleteAcceptedUs = world.sim.nowUs();
}

/** The benchmark looks at all its servers once, and sees what was so when it was answered. */
export function* pollServers(world: World, task: Task, occasion: string): Activity {
  yield* served(world, task, world.crews.api, "GET /servers/detail", function* (worker, inner) {
    yield* checkTokens(world, inner, occasion);
    const tookUs = yield cpu(cost(world, occasion, "apiPoll"), `nova-api ${String(worker)}`);
    const request = { id: newRequest(world, occasion), as: "user" } as const;
    say(world, { service: "nova-api", worker, request, boot: undefined }, access("GET", "/v2.1/servers/detail?name=bench-&limit=500", 200, 34_748, tookUs));
  });
}
