import type { Task } from "../engine/resource.ts";
import { disk, type Activity } from "../engine/simulation.ts";
import type { Boot } from "./boot.ts";
import { compute, seconds, updateTracker } from "./compute-process.ts";
import { destroyDomain, lookUp, undefineDomain } from "./libvirt.ts";
import { applyFirewall, deallocateNetwork } from "./network.ts";
import { callPlacement, saveThroughConductor } from "./remote-calls.ts";
import { holding, step, type Voice } from "./voice.ts";
import { cost, type World } from "./world.ts";

/** nova-compute takes one instance away. */
export function* terminateInstance(world: World, task: Task, boot: Boot): Activity {
  const { sim, locks, scenario } = world;
  const request = { id: boot.deleteRequest, as: "user" } as const;
  const voice: Voice = { service: "nova-compute", worker: 0, request, boot };
  const own = locks.instances[boot.index];
  if (own === undefined) return;
  yield compute(3_000);
  yield* holding(world, voice, { resource: own, name: boot.uuid, by: "terminate", form: "decorator" }, function* () {
    step(world, voice, "terminating");
    const sinceUs = sim.nowUs();
    step(world, voice, "destroy-started");
    yield* lookUp(world, task, boot, "DomainLookupByUUID", `${boot.name} before destroy`);
    yield* destroyDomain(world, task, boot);
    step(world, voice, "destroyed");
    yield* undefineDomain(world, task, boot);
    yield compute(4_000);
    if (scenario.traits.firewallInCompute) {
      const lock = { resource: locks.computeFirewall, name: "iptables", by: "firewall", form: "file" } as const;
      yield* applyFirewall(world, voice, lock, `${boot.name} delete`, 1, "iptables-restore");
    }
    step(world, voice, "deleting-files");
    yield disk(cost(world, `${boot.name} delete`, "imageDisk"));
    step(world, voice, "files-deleted");
    step(world, voice, "took-destroy", { seconds: seconds(sim.nowUs() - sinceUs) });
    const deallocateUs = sim.nowUs();
    step(world, voice, "deallocating");
    yield* deallocateNetwork(world, task, boot, voice);
    step(world, voice, "took-deallocate", { seconds: seconds(sim.nowUs() - deallocateUs) });
    yield* updateTracker(world, task, boot, voice, 1);
    yield* saveThroughConductor(world, task, `${boot.name} deleted`);
    boot.seen.goneUs = sim.nowUs();
    if (scenario.dialect !== "grizzly") {
      yield* callPlacement(world, task, request, `${boot.name} allocations`, { method: "DELETE", path: `/allocations/${boot.uuid}`, status: 204, bytes: 0 });
      step(world, voice, "allocations-deleted");
    }
    yield compute(1_000);
  });
}
