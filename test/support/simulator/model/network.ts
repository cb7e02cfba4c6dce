import type { Task } from "../engine/resource.ts";
import { cpu, delay, type Activity } from "../engine/simulation.ts";
import type { Boot } from "./boot.ts";
import { access, callNeutron, childOf, newRequest } from "./remote-calls.ts";
import { served } from "./crew.ts";
import { holding, say, step, type NamedLock, type Voice } from "./voice.ts";
import { AGENT, COMPUTE, cost, type World } from "./world.ts";

/** nova-compute has neutron make a port, in the background of the build. */
export function* allocateNetwork(world: World, task: Task, boot: Boot, voice: Voice): Activity {
  const { request } = voice;
  if (request === undefined) return;
  step(world, voice, "ip-in-background");
  step(world, voice, "allocate-for-instance");
  yield cpu(6_000, COMPUTE, true);
  yield* callNeutron(world, task, request, `${boot.name} get networks`, "neutronGet", { method: "GET", path: `/v2.0/networks?id=${NETWORK_ID}`, status: 200, bytes: 911 });
  yield* callNeutron(world, task, request, `${boot.name} get groups`, "neutronGet", { method: "GET", path: "/v2.0/security-groups?fields=id&fields=name", status: 200, bytes: 302 });
  yield* callNeutron(world, task, request, `${boot.name} create port`, "portCreate", { method: "POST", path: "/v2.0/ports", status: 201, bytes: 1094 });
  step(world, voice, "port-created");
  yield cpu(4_000, COMPUTE, true);
  yield* callNeutron(world, task, request, `${boot.name} update port`, "portUpdate", { method: "PUT", path: `/v2.0/ports/${boot.portId}`, status: 200, bytes: 1236 });
  step(world, voice, "port-updated");
  const cache = world.locks.networkCaches[boot.index];
  if (cache === undefined) return;
  yield* holding(world, voice, { resource: cache, name: `refresh_cache-${boot.uuid}`, by: "cache", form: "context" }, function* () {
    step(world, voice, "building-network-info");
    for (const [index, path] of [`/v2.0/ports?device_id=${boot.uuid}`, `/v2.0/floatingips?port_id=${boot.portId}`, `/v2.0/subnets?id=${SUBNET_ID}`].entries()) {
      yield* callNeutron(world, task, request, `${boot.name} info ${String(index)}`, "neutronGet", { method: "GET", path, status: 200, bytes: 808 + index });
    }
    yield cpu(5_000, COMPUTE, true);
    step(world, voice, "network-info");
  });
}

export function* deallocateNetwork(world: World, task: Task, boot: Boot, voice: Voice): Activity {
  const { request } = voice;
  if (request === undefined) return;
  yield* callNeutron(world, task, request, `${boot.name} find ports`, "neutronGet", { method: "GET", path: `/v2.0/ports?device_id=${boot.uuid}`, status: 200, bytes: 1236 });
  yield* callNeutron(world, task, request, `${boot.name} delete port`, "portUpdate", { method: "DELETE", path: `/v2.0/ports/${boot.portId}`, status: 204, bytes: 173 });
}

/** Applies the rules of one more port, `times` times: each is a few commands under the one lock that all of the host share. */
export function* applyFirewall(world: World, voice: Voice, lock: NamedLock, occasion: string, times: number, program: string): Activity {
  for (let apply = 0; apply < times; apply += 1) {
    yield* holding(world, voice, lock, function* () {
      for (const command of FIREWALL_COMMANDS) {
        const line = `${rootOf(world)}${command}`;
        say(world, voice, { kind: "command-began", command: line }, false);
        const what = `${occasion} apply ${String(apply)} ${command}`;
        const us = cost(world, what, "firewallCommand") + cost(world, what, "rootwrap") + world.running.size * cost(world, what, "firewallPerPort");
        const tookUs = yield cpu(us, program);
        say(world, voice, { kind: "command-ended", command: line, tookUs }, false);
      }
    });
  }
}

/**
 * neutron's agent looks for new ports every now and then, and sets them up one after another. What rules it applies beyond the first set it
 * applies when all ports of the round are up.
 */
export function* runAgent(world: World, task: Task): Activity {
  const { sim, scenario } = world;
  const request = { id: newRequest(world, "agent"), as: "nobody" } as const;
  const voice: Voice = { service: "neutron-agent", worker: 0, request, boot: undefined };
  const applies = scenario.traits.firewallInCompute ? 0 : scenario.traits.firewallApplies;
  const lock: NamedLock = { resource: world.locks.agentFirewall, name: "iptables", by: "firewall", form: "context" };
  for (let iteration = 700; !world.over; iteration += 1) {
    const sinceUs = sim.nowUs();
    const ports = world.pendingPorts.splice(0);
    step(world, voice, "loop-started", { iteration });
    yield cpu(3_000 + world.running.size * cost(world, `iteration ${String(iteration)}`, "agentPerPort"), AGENT, true);
    for (const boot of ports) {
      yield* served(world, task, world.crews.neutron, "get_device_details", function* (worker) {
        yield cpu(cost(world, boot.name, "portDetails"), `neutron-server ${String(worker)}`);
      });
      step(world, voice, "device-details", { port: boot.portId });
      yield cpu(cost(world, boot.name, "agentPort"), AGENT, true);
      if (applies > 0) yield* applyFirewall(world, voice, lock, boot.name, 1, "iptables-restore");
      step(world, voice, "port-configured", { port: boot.portId });
      sim.fire(boot.portReady);
      sim.spawn({ phase: "background", boot: undefined, program: "neutron-server" }, (told) => reportPort(world, told, boot));
    }
    for (const boot of ports) {
      yield* applyFirewall(world, voice, lock, `${boot.name} refresh`, applies - 1, "iptables-restore");
      sim.fire(boot.portOpen);
    }
    step(world, voice, "loop-ended", { iteration, elapsedUs: sim.nowUs() - sinceUs, added: ports.length });
    const restUs = scenario.traits.agentPollUs - (sim.nowUs() - sinceUs);
    yield delay(Math.max(20_000, restUs));
  }
}

/** neutron-server hears that the port is up and tells nova's API, which tells nova-compute. */
function* reportPort(world: World, task: Task, boot: Boot): Activity {
  const caller = { id: newRequest(world, `${boot.name} port up`), as: "service" } as const;
  yield* served(world, task, world.crews.neutron, "update_device_up", function* (worker) {
    yield cpu(cost(world, `${boot.name} up`, "portDetails"), `neutron-server ${String(worker)}`);
  });
  const request = childOf(world, caller, `${boot.name} event`);
  yield* served(world, task, world.crews.api, "external event", function* (worker) {
    const tookUs = yield cpu(cost(world, boot.name, "apiEvent"), `nova-api ${String(worker)}`);
    say(world, { service: "nova-api", worker, request, boot }, access("POST", "/v2.1/os-server-external-events", 200, 380, tookUs), false);
  });
  world.sim.spawn({ phase: "background", boot: undefined, program: COMPUTE }, function* () {
    yield cpu(1_500, COMPUTE, true);
    const voice: Voice = { service: "nova-compute", worker: 0, request, boot };
    step(world, voice, "event-received");
    yield cpu(300, COMPUTE, true);
    step(world, voice, "event-processed");
    world.sim.fire(boot.portPlugged);
  });
}

/** iptables-manager reads, then writes, for both protocols. */
const FIREWALL_COMMANDS = ["iptables-save -c", "iptables-restore -c", "ip6tables-save -c", "ip6tables-restore -c"];

function rootOf({ scenario: { dialect, costs, traits } }: World): string {
  const service = traits.firewallInCompute ? "nova" : dialect === "grizzly" ? "quantum" : "neutron";
  return costs.rootwrap < 20_000 ? "sudo " : `sudo ${service}-rootwrap /etc/${service}/rootwrap.conf `;
}

export const NETWORK_ID = "ea973199-0cf7-4cd0-b675-fde48fadcfb3";
const SUBNET_ID = "c5e88136-86a4-4876-a929-1d61e53f575a";
