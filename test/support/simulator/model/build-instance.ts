import type { Task } from "../engine/resource.ts";
import { acquire, awaitEvent, cpu, delay, disk, join, release, type Activity } from "../engine/simulation.ts";
import { functionName } from "../functions.ts";
import type { Boot } from "./boot.ts";
import { compute, seconds, updateTracker } from "./compute-process.ts";
import { startUp } from "./guest.ts";
import { defineDomain, lookUp, qemuOf, resumeDomain, startDomain } from "./libvirt.ts";
import { allocateNetwork, applyFirewall } from "./network.ts";
import { callPlacement, newRequest, saveThroughConductor } from "./remote-calls.ts";
import { holding, say, step, type Voice } from "./voice.ts";
import { COMPUTE, cost, PORT_PLUGGED, type World } from "./world.ts";

/** nova-compute builds one instance: a greenthread that shares the process's one core with all others. */
export function* buildInstance(world: World, task: Task, boot: Boot): Activity {
  const { sim, locks, scenario } = world;
  const request = { id: boot.createRequest, as: "user" } as const;
  const voice: Voice = { service: "nova-compute", worker: 0, request, boot };
  const own = locks.instances[boot.index];
  if (own === undefined) return;
  yield compute(4_000);
  boot.seen.computeUs = sim.nowUs();
  yield* holding(world, voice, { resource: own, name: boot.uuid, by: "build", form: "decorator" }, function* () {
    yield acquire(locks.buildSlots, functionName("build", scenario.dialect));
    const startedUs = sim.nowUs();
    step(world, voice, "build-started");
    yield* saveThroughConductor(world, task, `${boot.name} building`);
    yield compute(5_000);
    yield* claimResources(world, task, boot, voice);
    step(world, voice, "networks-async");
    const network = sim.spawn({ phase: "create", boot: boot.index, program: COMPUTE }, (inner) => allocateNetwork(world, inner, boot, voice));
    yield compute(3_000);
    step(world, voice, "block-devices");
    yield* saveThroughConductor(world, task, `${boot.name} block devices`);
    const spawnedUs = sim.nowUs();
    step(world, voice, "spawn-started");
    yield* makeImage(world, boot, voice);
    yield join(network);
    yield* startGuest(world, task, boot, voice);
    const nowUs = sim.nowUs();
    step(world, voice, "spawned");
    step(world, voice, "took-spawn", { seconds: seconds(nowUs - spawnedUs) });
    yield* updateTracker(world, task, boot, voice, scenario.traits.trackerUpdates);
    yield* saveThroughConductor(world, task, `${boot.name} active`);
    boot.seen.activeUs = sim.nowUs();
    yield compute(2_000);
    boot.seen.builtUs = sim.nowUs();
    step(world, voice, "took-build", { seconds: seconds(boot.seen.builtUs - startedUs) });
    yield release(locks.buildSlots);
    yield compute(1_000);
  });
}

function* claimResources(world: World, task: Task, boot: Boot, voice: Voice): Activity {
  const { request } = voice;
  yield* holding(world, voice, { resource: world.locks.computeResources, name: "compute_resources", by: "claim", form: "decorator" }, function* () {
    step(world, voice, "claim-attempted");
    yield compute(cost(world, boot.name, "claim"));
    step(world, voice, "claim-successful");
    for (const part of ["instance", "context", "node"]) yield* saveThroughConductor(world, task, `${boot.name} claim ${part}`);
    yield delay(cost(world, boot.name, "claimDelay"));
    if (request !== undefined && world.scenario.dialect !== "grizzly") {
      yield* callPlacement(world, task, request, `${boot.name} inventory`, { method: "GET", path: `/resource_providers/${NODE_ID}/inventories`, status: 200, bytes: 401 });
      step(world, voice, "inventory-unchanged");
    }
  });
}

function* makeImage(world: World, boot: Boot, voice: Voice): Activity {
  step(world, voice, "creating-image");
  const info = `qemu-img info /var/lib/nova/instances/_base/${IMAGE_HASH}`;
  yield* command(world, boot, voice, info, "info 1");
  const form = world.scenario.dialect === "grizzly" ? "file" : "decorator";
  yield* holding(world, voice, { resource: world.locks.imageCache, name: IMAGE_HASH, by: "image", form }, function* () {
    yield* command(world, boot, voice, info, "info 2");
    yield disk(cost(world, boot.name, "imageDisk"));
    const overlay = `qemu-img create -f qcow2 -o backing_file=/var/lib/nova/instances/_base/${IMAGE_HASH} /var/lib/nova/instances/${boot.uuid}/disk`;
    yield* command(world, boot, voice, overlay, "create");
  });
  yield* command(world, boot, voice, `qemu-img info /var/lib/nova/instances/${boot.uuid}/disk`, "info 3");
  step(world, voice, "disks-created");
}

function* command(world: World, boot: Boot, voice: Voice, line: string, occasion: string): Activity {
  const full = world.scenario.dialect === "zed" ? `/usr/bin/python3 -m oslo_concurrency.prlimit --as=1073741824 --cpu=30 -- env LC_ALL=C LANG=C ${line}` : `env LC_ALL=C LANG=C ${line}`;
  say(world, voice, { kind: "command-began", command: full }, false);
  const tookUs = yield cpu(cost(world, `${boot.name} ${occasion}`, "qemuImg"), "qemu-img");
  yield compute(500);
  say(world, voice, { kind: "command-ended", command: full, tookUs }, false);
}

function* startGuest(world: World, task: Task, boot: Boot, voice: Voice): Activity {
  const { sim, scenario, locks } = world;
  const { traits } = scenario;
  step(world, voice, "xml-started");
  yield compute(cost(world, boot.name, "xml"));
  step(world, voice, "xml-ended");
  if (traits.waitsForPort) step(world, voice, "event-prepared");
  if (traits.firewallInCompute) {
    const lock = { resource: locks.computeFirewall, name: "iptables", by: "firewall", form: "file" } as const;
    yield* applyFirewall(world, voice, lock, boot.name, traits.firewallApplies, "iptables-restore");
  }
  step(world, voice, "vif-plugging");
  yield* holding(world, voice, { resource: locks.bridge, name: "nova-lock_bridge", by: "bridge", form: scenario.dialect === "grizzly" ? "file" : "decorator" }, function* () {
    yield compute(cost(world, boot.name, "bridge"));
  });
  step(world, voice, "vif-plugged");
  yield* defineDomain(world, task, boot);
  const after = Math.ceil(traits.libvirtLookups * AFTER_START);
  yield* lookUpOften(world, task, boot, 0, traits.libvirtLookups - after);
  yield* startDomain(world, task, boot);
  world.pendingPorts.push(boot);
  lifecycle(world, boot, "Started");
  if (traits.waitsForPort) {
    lifecycle(world, boot, "Paused");
    yield compute(1_500);
    const waitedUs = yield awaitEvent(boot.portPlugged, PORT_PLUGGED);
    step(world, voice, "event-waited", { seconds: Math.floor(waitedUs / 1e6) });
    yield* resumeDomain(world, task, boot);
    lifecycle(world, boot, "Resumed");
  }
  sim.spawn({ phase: "ssh", boot: boot.index, program: qemuOf(boot) }, () => startUp(world, boot));
  step(world, voice, "guest-created");
  yield compute(3_000);
  yield* lookUpOften(world, task, boot, traits.libvirtLookups - after, traits.libvirtLookups);
}

function* lookUpOften(world: World, task: Task, boot: Boot, from: number, to: number): Activity {
  for (let index = from; index < to; index += 1) {
    yield* lookUp(world, task, boot, LOOK_UPS[index % LOOK_UPS.length] ?? "DomainGetInfo", `${boot.name} look-up ${String(index)}`);
  }
}

/** libvirt's event about the guest reaches nova-compute outside of any request. */
function lifecycle(world: World, boot: Boot, state: string): void {
  world.sim.spawn({ phase: "background", boot: undefined, program: COMPUTE }, function* () {
    yield delay(world.sim.draws.durationUs(`${boot.name} ${state}`, 12_000));
    const request = { id: newRequest(world, "lifecycle events"), as: "nobody" } as const;
    const voice: Voice = { service: "nova-compute", worker: 0, request, boot };
    yield compute(800);
    step(world, voice, "lifecycle", { state });
    yield compute(2_500);
    if (state !== "Started") step(world, voice, "sync-skipped");
  });
}

/** Share of the look-ups that come when the guest runs: is it running? */
const AFTER_START = 0.05;

const LOOK_UPS = ["ConnectGetLibVersion", "DomainLookupByUUID", "DomainGetInfo"] as const;

export const IMAGE_HASH = "052618368e90fb50712b5d305c945c73952f94f2";
const NODE_ID = "848f7bc3-dce4-42da-bc05-27ab14b2ae43";
